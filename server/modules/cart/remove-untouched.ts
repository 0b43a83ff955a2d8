import type { Database } from '../../platform/database.ts';
import { deleteUntouchedLines } from './cart.sql.ts';

const BATCH = 1000;

/**
 * Empties carts in which nothing was changed for a year, a thousand lines a statement. May run several times, also at
 * once. Answers how many lines are gone.
 */
export async function removeUntouchedCarts(database: Database, now: Date): Promise<number> {
  const before = new Date(now);
  before.setUTCFullYear(now.getUTCFullYear() - 1);
  let removed = 0;
  for (let last = BATCH; last === BATCH;) {
    last = await deleteUntouchedLines(database, before, BATCH);
    removed += last;
  }
  return removed;
}
