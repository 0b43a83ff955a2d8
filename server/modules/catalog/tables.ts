import type { DescribedTable, Field } from '../../platform/described-table.ts';

const CHANGE = { nothing: 'what was changed of a product, and when' };
const WHO: Field = {
  what: 'who of the staff changed a product',
  keptAs: 'clear: a random id',
  why: 'knowing who changed what, and taking it back',
  howLong: 'for good',
};
const CATALOGUE = 'the catalogue, which everybody may read';

export const catalogTables: readonly DescribedTable[] = [
  { table: 'categories', nothing: CATALOGUE },
  { table: 'products', nothing: CATALOGUE },
  { table: 'skus', nothing: CATALOGUE },
  { table: 'shelf', nothing: CATALOGUE },
  { table: 'media', nothing: CATALOGUE },
  { table: 'asked_prices', nothing: 'what goods were asked, which everybody could see' },
  {
    table: 'product_changes',
    nobodys: 'a record of goods, of which only the staff are said who changed them',
    columns: {
      ...{ product_id: CHANGE, version: CHANGE, what: CHANGE, before: CHANGE, after: CHANGE, at: CHANGE },
      ...{ by: CHANGE, by_id: { holds: WHO } },
    },
  },
];
