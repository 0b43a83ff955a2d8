import { OWN_ID, type PersonalTable } from '../../platform/personal-table.ts';
import { CUSTOMERS } from '../customers/index.ts';
import { deviceTables } from './devices/personal-tables.ts';
import { passkeyTables } from './passkeys/personal-tables.ts';
import { passwordTables } from './passwords/personal-tables.ts';
import { securityLogTables } from './security-log/personal-tables.ts';
import { thirdPartyTables } from './third-party/personal-tables.ts';

/** What is kept of how customers come in. */
export const signInTables: readonly PersonalTable[] = [
  {
    table: 'sign_in_codes',
    title: { zh: '验证码', en: 'Codes' },
    foundBy: 'phone',
    onErase: {
      do: 'erase',
      where: `phone_hash = (select c.phone_hash from ${CUSTOMERS} c where c.customer_id = $1)`,
    },
    exported: {
      leftOut: 'hashes of codes, and of who asked for them, that are of no use after five minutes',
    },
  },
  {
    table: 'sessions',
    title: { zh: '登录设备', en: 'Devices signed in' },
    onErase: { do: 'erase' },
    exported: {
      key: ['token_hash'],
      columns: {
        device: { zh: '设备', en: 'Device' },
        place: { zh: '最近使用地点', en: 'Last used in' },
        way: { zh: '登录方式', en: 'Signed in by' },
        created_at: { zh: '登录时间', en: 'Signed in at' },
        last_seen_at: { zh: '最近使用', en: 'Last used at' },
        expires_at: { zh: '失效时间', en: 'Ends at' },
        proved_at: { zh: '最近确认本人', en: 'Last proved at' },
        code_proved_at: { zh: '最近用验证码确认本人', en: 'Last proved by a code at' },
      },
      unsaid: {
        customer_id: OWN_ID,
        session_id: 'a random number of the row',
        token_hash: 'the hash of what the device holds, of use to nobody but the shop',
        device_hash: 'a keyed hash of random bits in the browser of the device',
      },
    },
  },
  ...deviceTables,
  ...passwordTables,
  ...passkeyTables,
  ...thirdPartyTables,
  ...securityLogTables,
];
