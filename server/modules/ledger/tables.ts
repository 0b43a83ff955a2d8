import { NUMBERS, OWN_ID, type DescribedTable, type Field } from '../../platform/described-table.ts';

const POSTED: Field = {
  what: 'what was paid for an order, given back of it or given away, as the books have it',
  keptAs: "clear, under the customer's random id",
  why: 'books that a shop has to keep',
  howLong: 'with the order',
};

export const ledgerTables: readonly DescribedTable[] = [
  {
    table: 'ledger_postings',
    title: { zh: '订单的账目', en: 'Books of your orders' },
    policy: { zh: '支付单号、金额', en: 'payment number, amount' },
    onErase: { do: 'keep', because: 'books of what was sold: a record of trade' },
    key: ['order_no', 'fact', 'leg'],
    columns: {
      customer_id: OWN_ID,
      order_no: { holds: NUMBERS, told: { zh: '订单号', en: 'Order number' } },
      fact: { holds: POSTED, told: { zh: '凭证', en: 'What for' } },
      leg: { nothing: 'the place among them' },
      debit: { holds: POSTED, told: { zh: '借方', en: 'Debit' } },
      credit: { holds: POSTED, told: { zh: '贷方', en: 'Credit' } },
      amount_fen: { holds: POSTED, told: { zh: '金额', en: 'Amount' } },
      at: { holds: POSTED, told: { zh: '时间', en: 'At' } },
    },
  },
  { table: 'ledger_days', nothing: 'sums of the books by day and account' },
];
