import { OWN_ID, type DescribedTable, type Field } from '../../../platform/described-table.ts';

const RECORD: Field = {
  what: 'security record: who came in, went out or was refused, and when',
  keptAs: "clear, under the customer's random id",
  why: 'finding out what happened after a break-in; the law asks for six months',
  howLong: '190 days, then the next nightly removal',
};
const HASHES: Field = {
  what: 'phone and network address of it',
  keptAs: 'keyed hash (IPv6: of the /64)',
  why: 'telling which records belong together',
  howLong: 'with the record',
};

export const securityLogTables: readonly DescribedTable[] = [
  {
    table: 'security_log',
    title: { zh: '安全记录', en: 'Security record' },
    policy: { zh: '安全记录', en: 'Security record' },
    onErase: {
      do: 'keep',
      because:
        'the law of cybersecurity asks for six months; the nightly job removes it after 190 days, with an account or without',
    },
    key: ['record_id'],
    columns: {
      customer_id: OWN_ID,
      record_id: { nothing: 'a counter of the records' },
      at: { holds: RECORD, told: { zh: '时间', en: 'At' } },
      event: { holds: RECORD, told: { zh: '事件', en: 'Event' } },
      way: { holds: RECORD, told: { zh: '方式', en: 'Way' } },
      reason: { holds: RECORD, told: { zh: '被拒原因', en: 'Refused because' } },
      session_id: { holds: RECORD, unsaid: 'a random number of the session' },
      phone_hash: {
        holds: HASHES,
        unsaid: 'a keyed hash of the phone, which is there in full',
        erasedTo: 'null',
      },
      address_hash: {
        holds: HASHES,
        unsaid: 'a keyed hash of a network address that is kept nowhere',
        erasedTo: 'null',
      },
    },
  },
];
