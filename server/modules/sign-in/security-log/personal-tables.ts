import { OWN_ID, type PersonalTable } from '../../../platform/personal-table.ts';

export const securityLogTables: readonly PersonalTable[] = [
  {
    table: 'security_log',
    title: { zh: '安全记录', en: 'Security record' },
    // The law of cybersecurity asks for six months; the nightly job removes it after 190 days, with an account or without.
    onErase: { do: 'blank', set: 'phone_hash = null, address_hash = null' },
    exported: {
      key: ['record_id'],
      columns: {
        at: { zh: '时间', en: 'At' },
        event: { zh: '事件', en: 'Event' },
        way: { zh: '方式', en: 'Way' },
        reason: { zh: '被拒原因', en: 'Refused because' },
      },
      unsaid: {
        customer_id: OWN_ID,
        record_id: 'a number of the row',
        session_id: 'a random number of the session',
        phone_hash: 'a keyed hash of the phone, which is there in full',
        address_hash: 'a keyed hash of a network address that is kept nowhere',
      },
    },
  },
];
