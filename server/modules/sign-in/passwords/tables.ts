import { OWN_ID, type DescribedTable, type Field } from '../../../platform/described-table.ts';

const PASSWORD: Field = {
  what: 'password',
  keptAs: 'Argon2id, salted, of the password peppered by the look-up key',
  why: 'signing in without a code',
  howLong: 'until the customer removes it',
};
const SET_AT: Field = {
  what: 'when the password was set',
  keptAs: 'clear',
  why: 'shown to the customer',
  howLong: 'with the password',
};
const DAYS_KEY: Field = {
  what: "the shop's key that opens sealed password fields",
  keptAs: "sealed by the shop's shared key",
  why: 'nobody between the page and the shop reads a password',
  howLong: 'three days',
};

const PUBLIC = {
  nothing: "the shop's key pairs of a day that seal the password field: the half that everybody may have",
};

export const passwordTables: readonly DescribedTable[] = [
  {
    table: 'passwords',
    title: { zh: '密码', en: 'Password' },
    policy: { zh: '密码只存无法还原的摘要', en: 'of a password, a digest that cannot be turned back' },
    onErase: { do: 'erase' },
    key: ['customer_id'],
    columns: {
      customer_id: OWN_ID,
      changed_at: { holds: SET_AT, told: { zh: '设置时间', en: 'Set at' } },
      hash: {
        holds: PASSWORD,
        unsaid: 'a hash by which a password is checked; written down elsewhere it could only be attacked',
      },
    },
  },
  {
    table: 'password_keys',
    nobodys: "keys of the shop, the same for everybody's password",
    columns: { day: PUBLIC, public_key: PUBLIC, private_key_sealed: { holds: DAYS_KEY } },
  },
];
