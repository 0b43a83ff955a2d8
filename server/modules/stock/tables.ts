import { NUMBERS, type DescribedTable } from '../../platform/described-table.ts';

const MOVEMENT = { nothing: 'what came and went of which SKU, and when' };

export const stockTables: readonly DescribedTable[] = [
  { table: 'stock', nothing: 'how much lies where' },
  {
    table: 'stock_movements',
    nobodys: 'a record of the shelves, which has of an order its number alone',
    columns: {
      order_no: { holds: NUMBERS },
      sku_id: MOVEMENT,
      seq: MOVEMENT,
      cause: MOVEMENT,
      on_hand_change: MOVEMENT,
      reserved_change: MOVEMENT,
      at: MOVEMENT,
    },
  },
];
