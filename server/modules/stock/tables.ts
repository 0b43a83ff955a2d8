import { NUMBERS, type DescribedTable, type Field } from '../../platform/described-table.ts';

const MOVEMENT = { nothing: 'what came and went of which SKU, and when' };

const WORK: Field = {
  what: 'who of the staff received, counted or wrote off goods, and why',
  keptAs: 'clear: a random id; a reason about goods',
  why: 'knowing what became of goods',
  howLong: 'for good',
};

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
      member_id: { holds: WORK },
      reason: { holds: WORK },
      asked: MOVEMENT,
      idempotency_key: { nothing: 'of the request' },
    },
  },
];
