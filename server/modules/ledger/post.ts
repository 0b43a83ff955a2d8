import type { Transaction } from '../../platform/database.ts';
import { postMoney } from './post-money.decide.ts';
import type { MoneyFact, OfOrder } from './posting.ts';
import { insertPostings } from './postings.sql.ts';

/**
 * Writes what happened to the money of orders into the books, in the transaction that saves it. Rejects where it is there already,
 * and so ends that transaction: nothing is posted twice.
 */
export function post(
  tx: Transaction,
  facts: readonly (OfOrder & { readonly fact: MoneyFact })[],
  at: Date,
): Promise<void> {
  return insertPostings(
    tx,
    facts.flatMap(({ fact, ...order }) => postMoney(order, fact, at)),
  );
}
