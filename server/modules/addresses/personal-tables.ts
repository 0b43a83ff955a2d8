import type { AddressId } from '../../kernel/ids.ts';
import { OWN_ID, type PersonalTable } from '../../platform/personal-table.ts';
import { addressBinding } from './seal-address.ts';

export const addressTables: readonly PersonalTable[] = [
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
];
