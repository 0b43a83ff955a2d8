import type { DescribedTable } from '../../platform/described-table.ts';

export const taskTables: readonly DescribedTable[] = [
  {
    table: 'tasks',
    nothing:
      'long work of the staff: what was asked for, how far it is, lines and codes of goods that were wrong; its files, in `tasks/` of the data folder, for seven days',
  },
];
