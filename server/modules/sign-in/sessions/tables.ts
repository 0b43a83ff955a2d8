import { OWN_ID, type DescribedTable, type Field } from '../../../platform/described-table.ts';
import { DEVICE } from '../devices/tables.ts';

const TOKEN: Field = {
  what: 'session token',
  keptAs: 'hash',
  why: 'staying signed in',
  howLong: '30 days after the last use, 180 after signing in at most',
};
const NAME: Field = {
  what: 'device of a session',
  keptAs: 'clear, short (`Chrome · Windows`)',
  why: "recognising one's own devices",
  howLong: 'with the session',
};
const PLACE: Field = {
  what: 'city where a session was last used',
  keptAs: 'clear, as coarse as a city; the address itself is not kept',
  why: "recognising a session that is not one's own",
  howLong: 'with the session',
};
const WAY: Field = {
  what: 'way of signing in, time of the last proof',
  keptAs: 'clear',
  why: 'asking again before what is hard to undo',
  howLong: 'with the session',
};
const TIMES: Field = {
  what: 'times of signing in and last use',
  keptAs: 'clear',
  why: "showing one's sessions; ending unused ones",
  howLong: 'with the session',
};

export const sessionTables: readonly DescribedTable[] = [
  {
    table: 'sessions',
    title: { zh: '登录设备', en: 'Devices signed in' },
    policy: { zh: '登录设备的名称', en: 'The name of the device' },
    onErase: { do: 'erase' },
    key: ['token_hash'],
    columns: {
      customer_id: OWN_ID,
      session_id: { nothing: 'a random number of the row' },
      device: { holds: NAME, told: { zh: '设备', en: 'Device' } },
      place: { holds: PLACE, told: { zh: '最近使用地点', en: 'Last used in' } },
      way: { holds: WAY, told: { zh: '登录方式', en: 'Signed in by' } },
      created_at: { holds: TIMES, told: { zh: '登录时间', en: 'Signed in at' } },
      last_seen_at: { holds: TIMES, told: { zh: '最近使用', en: 'Last used at' } },
      expires_at: { holds: TIMES, told: { zh: '失效时间', en: 'Ends at' } },
      proved_at: { holds: WAY, told: { zh: '最近确认本人', en: 'Last proved at' } },
      code_proved_at: { holds: WAY, told: { zh: '最近用验证码确认本人', en: 'Last proved by a code at' } },
      token_hash: {
        holds: TOKEN,
        unsaid: 'the hash of what the device holds, of use to nobody but the shop',
      },
      device_hash: {
        holds: DEVICE,
        unsaid: 'a keyed hash of random bits in the browser of the device',
      },
    },
  },
];
