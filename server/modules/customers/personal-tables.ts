import type { CustomerId } from '../../kernel/ids.ts';
import { OWN_ID, type PersonalTable } from '../../platform/personal-table.ts';
import { phoneBinding, phoneChangeBinding } from './bindings.ts';

/** The customer comes first, since all others refer to it. */
export const customerTables: readonly PersonalTable[] = [
  {
    table: 'customers',
    title: { zh: '账号', en: 'Account' },
    onErase: { do: 'blank', set: `phone_hash = ''::bytea, phone_sealed = ''::bytea` },
    exported: {
      key: ['customer_id'],
      columns: {
        customer_id: { zh: '账号编号', en: 'Account id' },
        created_at: { zh: '注册时间', en: 'Registered at' },
        last_signed_in_at: { zh: '最近登录', en: 'Last signed in at' },
      },
      sealed: {
        columns: ['phone_sealed'],
        read: (row, unseal) => [
          [
            { zh: '手机号', en: 'Phone' },
            unseal(phoneBinding(row['customer_id'] as CustomerId), row['phone_sealed'] as Buffer),
          ],
        ],
      },
      unsaid: { phone_hash: 'a keyed hash of the phone, which is there in full' },
    },
  },
  {
    table: 'data_keys',
    title: { zh: '数据密钥', en: 'Data keys' },
    onErase: { do: 'erase' },
    exported: { leftOut: 'a key is no statement about a person, and what it seals is exported opened' },
  },
  {
    table: 'customer_phones',
    title: { zh: '手机号索引', en: 'Look-up of phones' },
    foundBy: 'phone',
    onErase: {
      do: 'erase',
      where: `phone_hash = (select phone_hash from customers where customer_id = $1) and customer_id = $1`,
    },
    exported: { leftOut: 'a keyed hash of the phone, which is there in full' },
  },
  {
    table: 'phone_changes',
    title: { zh: '换下的手机号（还没有通知）', en: 'Phones given up and not told yet' },
    onErase: { do: 'erase' },
    exported: {
      key: ['change_id'],
      columns: { changed_at: { zh: '更换时间', en: 'Changed at' } },
      sealed: {
        columns: ['old_phone_sealed', 'new_phone_sealed'],
        read: (row, unseal) => {
          const phone = (column: 'old_phone_sealed' | 'new_phone_sealed'): string =>
            unseal(phoneChangeBinding(column, row['change_id'] as string), row[column] as Buffer);
          return [
            [{ zh: '换下的手机号', en: 'Old phone' }, phone('old_phone_sealed')],
            [{ zh: '换成的手机号', en: 'New phone' }, phone('new_phone_sealed')],
          ];
        },
      },
      unsaid: { customer_id: OWN_ID, change_id: 'a random id of the row' },
    },
  },
  {
    table: 'consents',
    title: { zh: '同意记录', en: 'Consents' },
    // That the terms and the policy were agreed to is what the shop has to prove, as long as it keeps the orders.
    onErase: { do: 'erase', where: `customer_id = $1 and purpose not in ('terms', 'privacy')` },
    exported: {
      key: ['consent_id'],
      columns: {
        purpose: { zh: '用途', en: 'Purpose' },
        version: { zh: '版本', en: 'Version' },
        given_at: { zh: '同意时间', en: 'Given at' },
        way: { zh: '同意方式', en: 'Given by' },
        withdrawn_at: { zh: '撤回时间', en: 'Withdrawn at' },
        withdrawn_way: { zh: '撤回方式', en: 'Withdrawn by' },
      },
      unsaid: { customer_id: OWN_ID, consent_id: 'a random number of the row' },
    },
  },
];
