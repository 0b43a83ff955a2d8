import type { DescribedTable } from '../../platform/described-table.ts';

export const backofficeTables: readonly DescribedTable[] = [
  {
    table: 'sales_hours',
    nothing: 'how many orders and new customers there were in an hour, and sums of money',
  },
  {
    table: 'saved_filters',
    nothing: 'filters of a list that somebody of the staff has named; no text that was looked for',
  },
  { table: 'list_columns', nothing: 'which columns of a list somebody of the staff wants to see' },
];
