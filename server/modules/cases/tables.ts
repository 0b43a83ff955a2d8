import type { DescribedTable } from '../../platform/described-table.ts';

export const caseTables: readonly DescribedTable[] = [
  {
    table: 'cases',
    nothing:
      'what needs a person: numbers of orders, payments and refunds, random ids of customers, and amounts',
  },
];
