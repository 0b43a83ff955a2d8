import { OWN_ID, type DescribedTable, type Field } from '../../../platform/described-table.ts';

export const DEVICE: Field = {
  what: 'devices a customer has signed in by',
  keptAs: 'keyed hash of random bits, together with the customer',
  why: 'telling the phone of a sign-in by a new one',
  howLong: '400 days after the last sign-in by it, and the 50 that were seen last',
};
const SEEN: Field = {
  what: 'when such a device signed in first and last, and when the phone was last proved on it',
  keptAs: 'clear',
  why: 'telling which are known, and which go; codes for who has proved the phone before',
  howLong: 'with the device',
};

export const deviceTables: readonly DescribedTable[] = [
  {
    table: 'customer_devices',
    title: { zh: '用过的设备', en: 'Devices used' },
    policy: { zh: '有新设备登录时给你发短信', en: 'When a new device signs in we tell you by SMS' },
    onErase: { do: 'erase' },
    key: ['device_hash'],
    columns: {
      customer_id: OWN_ID,
      first_seen_at: { holds: SEEN, told: { zh: '首次登录', en: 'First signed in at' } },
      last_seen_at: { holds: SEEN, told: { zh: '最近登录', en: 'Last signed in at' } },
      proved_at: { holds: SEEN, told: { zh: '最近用验证码确认', en: 'Phone last proved by a code at' } },
      device_hash: { holds: DEVICE, unsaid: 'a keyed hash of random bits that lie in the browser' },
    },
  },
];
