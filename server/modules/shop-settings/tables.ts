import type { DescribedTable } from '../../platform/described-table.ts';

export const settingsTables: readonly DescribedTable[] = [
  {
    table: 'shop_settings',
    nothing:
      'what the merchant says of the shop to everybody, and which of the staff saved it, by a random id',
  },
];
