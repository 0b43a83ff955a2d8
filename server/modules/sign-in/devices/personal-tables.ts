import { OWN_ID, type PersonalTable } from '../../../platform/personal-table.ts';

export const deviceTables: readonly PersonalTable[] = [
  {
    table: 'customer_devices',
    title: { zh: '用过的设备', en: 'Devices used' },
    onErase: { do: 'erase' },
    exported: {
      key: ['device_hash'],
      columns: {
        first_seen_at: { zh: '首次登录', en: 'First signed in at' },
        last_seen_at: { zh: '最近登录', en: 'Last signed in at' },
        proved_at: { zh: '最近用验证码确认', en: 'Phone last proved by a code at' },
      },
      unsaid: {
        customer_id: OWN_ID,
        device_hash: 'a keyed hash of random bits that lie in the browser',
      },
    },
  },
];
