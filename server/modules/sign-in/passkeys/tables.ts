import { OWN_ID, type DescribedTable, type Field } from '../../../platform/described-table.ts';
import { nameBinding } from './seal-passkey-name.ts';

const NAME: Field = {
  what: 'name of a passkey',
  keptAs: 'sealed',
  why: "recognising one's own passkeys",
  howLong: 'until the customer removes it',
};
const PASSKEY: Field = {
  what: 'passkey: id, public key, counter, kind, times of use',
  keptAs: "clear, under the customer's random id; nothing here can sign in",
  why: 'signing in by fingerprint or face; noticing a copy',
  howLong: 'until the customer removes it',
};
const LOOK_UP: Field = {
  what: 'id of a passkey, to find the customer',
  keptAs: 'keyed hash',
  why: 'signing in without typing anything',
  howLong: 'until the customer removes it',
};
const HANDLE: Field = {
  what: 'by which devices know the customer',
  keptAs: 'clear, 256 random bits',
  why: 'signing in without typing anything',
  howLong: 'while the account exists',
};
const CHALLENGE: Field = {
  what: 'what a device is to sign',
  keptAs: 'hash, with that of the session or browser that asked',
  why: 'an answer is good once',
  howLong: '5 minutes, then the next night',
};

const POLICY = { zh: '通行密钥只存公钥', en: 'of a passkey, its public key' };

export const passkeyTables: readonly DescribedTable[] = [
  {
    table: 'passkey_users',
    title: { zh: '通行密钥账号', en: 'Account of passkeys' },
    policy: POLICY,
    onErase: { do: 'erase' },
    leftOut: 'random bits by which a device finds its passkey, and which tell nothing',
    columns: { customer_id: OWN_ID, user_handle: { holds: HANDLE } },
  },
  {
    table: 'passkeys',
    title: { zh: '通行密钥', en: 'Passkeys' },
    policy: POLICY,
    onErase: { do: 'erase' },
    key: ['passkey_id'],
    columns: {
      customer_id: OWN_ID,
      device_type: { holds: PASSKEY, told: { zh: '类型', en: 'Kind' } },
      backed_up: { holds: PASSKEY, told: { zh: '已同步', en: 'Synced' } },
      transports: { holds: PASSKEY, told: { zh: '连接方式', en: 'Connected by' } },
      counter: { holds: PASSKEY, told: { zh: '使用计数', en: 'Counter of uses' } },
      created_at: { holds: PASSKEY, told: { zh: '添加时间', en: 'Added at' } },
      added_after_code: { holds: PASSKEY, told: { zh: '用验证码确认后添加', en: 'Added after a code' } },
      last_used_at: { holds: PASSKEY, told: { zh: '最近使用', en: 'Last used at' } },
      copied_at: { holds: PASSKEY, told: { zh: '发现可能被复制', en: 'Perhaps copied, found at' } },
      name_sealed: {
        holds: NAME,
        sealed: {
          keys: ['passkey_id'],
          bindingOf: (_, [passkeyId]) => nameBinding(passkeyId!),
          text: { zh: '名称', en: 'Name' },
        },
      },
      passkey_id: { holds: PASSKEY, unsaid: 'a random number of the row' },
      credential_id: { holds: PASSKEY, unsaid: 'random bits that the device made' },
      public_key: {
        holds: PASSKEY,
        unsaid: 'a key by which a signature is checked, of use to nobody but the shop',
      },
    },
  },
  {
    table: 'passkey_credentials',
    title: { zh: '通行密钥索引', en: 'Look-up of passkeys' },
    policy: POLICY,
    foundBy: 'passkey',
    onErase: { do: 'erase' },
    leftOut: 'a keyed hash of random bits that a device made',
    columns: { customer_id: OWN_ID, credential_hash: { holds: LOOK_UP } },
  },
  {
    table: 'passkey_challenges',
    nobodys: 'hashes of random bits that a device is to sign, for five minutes',
    columns: {
      challenge_hash: { holds: CHALLENGE },
      purpose: { holds: CHALLENGE },
      bound_to: { holds: CHALLENGE },
      expires_at: { holds: CHALLENGE },
    },
  },
];
