import type { AddressId, CustomerId } from '../../kernel/ids.ts';
import { OWN_ID, type PersonalTable } from '../../platform/personal-table.ts';
import { addressBinding, phoneBinding } from './bindings.ts';
import { deviceTables } from './devices/personal-tables.ts';
import { noticeTables } from './notices/personal-tables.ts';
import { passkeyTables } from './passkeys/personal-tables.ts';
import { passwordTables } from './passwords/personal-tables.ts';
import { securityLogTables } from './security-log/personal-tables.ts';
import { thirdPartyTables } from './third-party/personal-tables.ts';

/** What identity knows of a person. The customer comes first, since all others refer to it. */
export const identityTables: readonly PersonalTable[] = [
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
    table: 'sign_in_codes',
    title: { zh: '验证码', en: 'Codes' },
    foundBy: 'phone',
    onErase: {
      do: 'erase',
      where: `phone_hash = (select phone_hash from customers where customer_id = $1)`,
    },
    exported: {
      leftOut: 'hashes of codes, and of who asked for them, that are of no use after five minutes',
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
  {
    table: 'addresses',
    title: { zh: '收货地址', en: 'Addresses' },
    onErase: { do: 'erase' },
    exported: {
      key: ['address_id'],
      columns: {
        region_code: { zh: '区县代码', en: 'District code' },
        postal_code: { zh: '邮编', en: 'Postal code' },
        is_default: { zh: '默认地址', en: 'Default' },
        created_at: { zh: '添加时间', en: 'Added at' },
        updated_at: { zh: '修改时间', en: 'Changed at' },
      },
      sealed: {
        columns: ['sealed'],
        read(row, unseal) {
          const binding = addressBinding(row['address_id'] as AddressId);
          const { recipient, phone, street } = JSON.parse(unseal(binding, row['sealed'] as Buffer)) as Record<
            string,
            string
          >;
          return [
            [{ zh: '收货人', en: 'Recipient' }, recipient],
            [{ zh: '电话', en: 'Phone' }, phone],
            [{ zh: '详细地址', en: 'Street' }, street],
          ];
        },
      },
      unsaid: { customer_id: OWN_ID, address_id: 'a random number of the row' },
    },
  },
  ...deviceTables,
  ...noticeTables,
  ...passwordTables,
  ...passkeyTables,
  ...thirdPartyTables,
  ...securityLogTables,
];
