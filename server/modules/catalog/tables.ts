import type { DescribedTable } from '../../platform/described-table.ts';

const CATALOGUE = 'the catalogue, which everybody may read';

export const catalogTables: readonly DescribedTable[] = [
  { table: 'categories', nothing: CATALOGUE },
  { table: 'products', nothing: CATALOGUE },
  { table: 'skus', nothing: CATALOGUE },
  { table: 'shelf', nothing: CATALOGUE },
  { table: 'media', nothing: CATALOGUE },
];
