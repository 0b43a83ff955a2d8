import type { AddressId } from '../../kernel/ids.ts';
import { OWN_ID, type DescribedTable, type Field } from '../../platform/described-table.ts';
import { addressBinding } from './seal-address.ts';

const PLACE: Field = {
  what: 'recipient, phone and street of an address',
  keptAs: 'sealed, in one envelope',
  why: 'delivery',
  howLong: 'until the customer removes it',
};
const DISTRICT: Field = {
  what: 'district and postal code of an address',
  keptAs: 'clear: some ten thousand people or more share one',
  why: 'freight, statistics',
  howLong: 'until the customer removes it',
};
const DEFAULT: Field = {
  what: 'which address is the default, and its times',
  keptAs: 'clear',
  why: 'filling in the checkout',
  howLong: 'until the customer removes it',
};

export const addressTables: readonly DescribedTable[] = [
  {
    table: 'addresses',
    title: { zh: '收货地址', en: 'Addresses' },
    policy: { zh: '收货人、电话、地址', en: 'Recipient, phone and address' },
    onErase: { do: 'erase' },
    key: ['address_id'],
    columns: {
      customer_id: OWN_ID,
      address_id: { nothing: 'a random number of the row' },
      region_code: { holds: DISTRICT, told: { zh: '区县代码', en: 'District code' } },
      postal_code: { holds: DISTRICT, told: { zh: '邮编', en: 'Postal code' } },
      is_default: { holds: DEFAULT, told: { zh: '默认地址', en: 'Default' } },
      created_at: { holds: DEFAULT, told: { zh: '添加时间', en: 'Added at' } },
      updated_at: { holds: DEFAULT, told: { zh: '修改时间', en: 'Changed at' } },
      sealed: {
        holds: PLACE,
        sealed: {
          keys: ['address_id'],
          bindingOf: (_, [addressId]) => addressBinding(addressId as AddressId),
          json: {
            recipient: { zh: '收货人', en: 'Recipient' },
            phone: { zh: '电话', en: 'Phone' },
            street: { zh: '详细地址', en: 'Street' },
          },
        },
      },
    },
  },
];
