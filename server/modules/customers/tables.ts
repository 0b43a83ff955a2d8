import type { CustomerId } from '../../kernel/ids.ts';
import { NUMBERS, OWN_ID, type DescribedTable, type Field } from '../../platform/described-table.ts';
import { deactivationBinding, phoneBinding, phoneChangeBinding } from './bindings.ts';

const PHONE: Field = {
  what: 'phone of a customer',
  keptAs: 'sealed',
  why: 'shown masked; messages about orders',
  howLong: 'while the account exists',
};
const PHONE_HASH: Field = {
  what: 'the same, to find the customer',
  keptAs: 'keyed hash',
  why: 'signing in; a phone has one account',
  howLong: 'while the account exists',
};
const DATA_KEY: Field = {
  what: "the customer's data key",
  keptAs: 'wrapped by a key-encryption key',
  why: 'opens everything sealed of this customer, and nothing else',
  howLong: 'while the account exists',
};
const TIMES: Field = {
  what: 'times of registering and of the last sign-in',
  keptAs: 'clear',
  why: 'told to the customer, in the export',
  howLong: 'with the row',
};
const PHONE_CHANGE: Field = {
  what: 'both phones of a change, until the old one is told',
  keptAs: 'sealed',
  why: 'telling the phone that was given up',
  howLong: 'until it is told, seconds as a rule; a week at most',
};
const CHANGED_AT: Field = {
  what: 'when that change was, and in which language it is told',
  keptAs: 'clear',
  why: 'telling it; forgetting what could not be told for a week',
  howLong: 'with the change',
};
const CLOSED: Field = {
  what: 'that the shop closed the account to its owner, when, and who of the staff did',
  keptAs: 'clear',
  why: 'nobody signs in or orders by it',
  howLong: 'until it is opened again, or with the account',
};
const CLOSED_WHY: Field = {
  what: 'why the shop closed the account',
  keptAs: 'sealed',
  why: 'so that staff can say it to its owner',
  howLong: 'until it is opened again, or with the account',
};
const CONSENT: Field = {
  what: 'consents: purpose, version, time, way',
  keptAs: 'clear',
  why: 'proof of consent',
  howLong: 'while the account exists; those to terms and policy as long as the orders',
};

/** The customer comes first, since all others refer to it. */
export const customerTables: readonly DescribedTable[] = [
  {
    table: 'customers',
    title: { zh: '账号', en: 'Account' },
    policy: { zh: '手机号', en: 'Phone number' },
    onErase: { do: 'keep', because: 'orders refer to the random id' },
    key: ['customer_id'],
    columns: {
      customer_id: { holds: NUMBERS, told: { zh: '账号编号', en: 'Account id' } },
      created_at: { holds: TIMES, told: { zh: '注册时间', en: 'Registered at' } },
      last_signed_in_at: { holds: TIMES, told: { zh: '最近登录', en: 'Last signed in at' } },
      phone_sealed: {
        holds: PHONE,
        sealed: {
          keys: [],
          bindingOf: (customerId) => phoneBinding(customerId as CustomerId),
          text: { zh: '手机号', en: 'Phone' },
        },
        erasedTo: `''::bytea`,
      },
      phone_hash: {
        holds: PHONE_HASH,
        unsaid: 'a keyed hash of the phone, which is there in full',
        erasedTo: `''::bytea`,
      },
      deactivated_at: { holds: CLOSED, told: { zh: '停用时间', en: 'Deactivated at' } },
    },
  },
  {
    table: 'account_closings',
    title: { zh: '账号停用', en: 'Deactivation' },
    policy: { zh: '停用账号', en: 'deactivate an account' },
    onErase: { do: 'erase' },
    key: ['customer_id'],
    columns: {
      customer_id: OWN_ID,
      closed_at: { holds: CLOSED, told: { zh: '停用时间', en: 'Deactivated at' } },
      sealed: {
        holds: CLOSED_WHY,
        sealed: {
          keys: [],
          bindingOf: (customerId) => deactivationBinding(customerId as CustomerId),
          text: { zh: '停用原因', en: 'Reason' },
        },
      },
      member_id: { holds: CLOSED, unsaid: 'which of the staff did it is the shop’s own' },
    },
  },
  {
    table: 'data_keys',
    title: { zh: '数据密钥', en: 'Data keys' },
    policy: { zh: '每位顾客一把密钥', en: 'a key for each customer' },
    onErase: { do: 'erase' },
    leftOut: 'a key is no statement about a person, and what it seals is exported opened',
    columns: {
      customer_id: OWN_ID,
      wrapped: { holds: DATA_KEY },
      version: { nothing: 'which of the keys is the newest' },
      kek_id: { nothing: 'what wraps the key' },
      created_at: { nothing: 'when the key was made' },
    },
  },
  {
    table: 'customer_phones',
    title: { zh: '手机号索引', en: 'Look-up of phones' },
    policy: { zh: '手机号', en: 'Phone number' },
    foundBy: 'phone',
    onErase: {
      do: 'erase',
      where: `phone_hash = (select phone_hash from customers where customer_id = $1) and customer_id = $1`,
    },
    leftOut: 'a keyed hash of the phone, which is there in full',
    columns: { customer_id: OWN_ID, phone_hash: { holds: PHONE_HASH } },
  },
  {
    table: 'phone_changes',
    title: { zh: '换下的手机号（还没有通知）', en: 'Phones given up and not told yet' },
    policy: { zh: '手机号', en: 'Phone number' },
    onErase: { do: 'erase' },
    key: ['change_id'],
    columns: {
      customer_id: OWN_ID,
      change_id: { nothing: 'a random number of the row' },
      changed_at: { holds: CHANGED_AT, told: { zh: '更换时间', en: 'Changed at' } },
      language: { holds: CHANGED_AT, unsaid: 'of the message' },
      old_phone_sealed: {
        holds: PHONE_CHANGE,
        sealed: {
          keys: ['change_id'],
          bindingOf: (_, [changeId]) => phoneChangeBinding('old_phone_sealed', changeId!),
          text: { zh: '换下的手机号', en: 'Old phone' },
        },
      },
      new_phone_sealed: {
        holds: PHONE_CHANGE,
        sealed: {
          keys: ['change_id'],
          bindingOf: (_, [changeId]) => phoneChangeBinding('new_phone_sealed', changeId!),
          text: { zh: '换成的手机号', en: 'New phone' },
        },
      },
    },
  },
  {
    table: 'consents',
    title: { zh: '同意记录', en: 'Consents' },
    policy: { zh: '记录你同意的版本和时间', en: 'record which version you agreed to and when' },
    onErase: {
      do: 'erase',
      where: `customer_id = $1 and purpose not in ('terms', 'privacy')`,
      except: 'those to terms and policy, which the shop has to prove as long as it keeps the orders',
    },
    key: ['consent_id'],
    columns: {
      customer_id: OWN_ID,
      consent_id: { nothing: 'a random number of the row' },
      purpose: { holds: CONSENT, told: { zh: '用途', en: 'Purpose' } },
      version: { holds: CONSENT, told: { zh: '版本', en: 'Version' } },
      given_at: { holds: CONSENT, told: { zh: '同意时间', en: 'Given at' } },
      way: { holds: CONSENT, told: { zh: '同意方式', en: 'Given by' } },
      withdrawn_at: { holds: CONSENT, told: { zh: '撤回时间', en: 'Withdrawn at' } },
      withdrawn_way: { holds: CONSENT, told: { zh: '撤回方式', en: 'Withdrawn by' } },
    },
  },
];
