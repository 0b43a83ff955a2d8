import type { Refusal, Result } from '../../kernel/result.ts';
import { refuse } from '../../kernel/result.ts';
import { inTransaction, type Database, type Transaction } from '../../platform/database.ts';
import { findOrder, lockOrder, type StoredOrder } from './order.sql.ts';
import type { OrderKey } from './staff-orders.ts';

/** Somebody else changes the order between looking and locking: so often is looked again. */
const TRIES = 5;

/**
 * Changes an order by what was read of it before its lock, since a transaction that writes customers' rows reads none of them
 * (decision 0048). `prepare` reads and seals what it needs for this order; `change` runs behind the lock, and only where nothing
 * has happened to the order since. Every event of an order gives it another version.
 */
export async function changeAsSeen<Prepared, Value, Refused extends Refusal>(
  deps: { readonly database: Database },
  key: OrderKey,
  prepare: (seen: StoredOrder) => Promise<Prepared>,
  change: (tx: Transaction, order: StoredOrder, prepared: Prepared) => Promise<Result<Value, Refused>>,
): Promise<Result<Value, Refused | { readonly code: 'order_not_found' }>> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const seen = await findOrder(deps.database, key.customerId, key.orderNo);
    if (seen === undefined) return refuse({ code: 'order_not_found' });
    const prepared = await prepare(seen);
    const outcome = await inTransaction(deps.database, async (tx) => {
      const order = await lockOrder(tx, key.customerId, key.orderNo);
      return order?.version === seen.version ? change(tx, order, prepared) : undefined;
    });
    if (outcome !== undefined) return outcome;
  }
  throw new Error('an order changes faster than it can be changed');
}
