import type { Clock } from '../../kernel/clock.ts';
import type { SkuId } from '../../kernel/ids.ts';
import { inTransaction, type Database, type Transaction } from '../../platform/database.ts';
import type { Emit } from '../../platform/events.ts';
import { everyPage } from '../../platform/walk.ts';
import { listWronglyMarked, lockWronglyMarked, saveMarks, type Wrong } from './short-stock.sql.ts';
import type { StockEvent } from './stock.events.ts';

export type MarkDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly emit: Emit<StockEvent>;
};

const PAGE = 500;

/**
 * Job: finds the SKUs that orders, cancellations and imports have made short, or not short any more, marks them, and tells of each
 * that fell below its rule once. A page is a transaction: the rows that it changes are held for that alone.
 */
export async function markShortStock(deps: MarkDeps): Promise<void> {
  const pages = everyPage<Wrong>(PAGE, (after) => listWronglyMarked(deps.database, after, PAGE));
  for await (const page of pages) {
    const skuIds = page.map(({ skuId }) => skuId);
    await inTransaction(deps.database, (tx) => markShort(deps, tx, skuIds));
  }
}

/** The same at once for SKUs whose rows the transaction has changed. */
export async function markShort(
  { clock, emit }: Pick<MarkDeps, 'clock' | 'emit'>,
  tx: Transaction,
  skuIds: readonly SkuId[],
): Promise<void> {
  const wrong = await lockWronglyMarked(tx, skuIds);
  if (wrong.length === 0) return;
  const at = clock.now();
  const wasShort = new Set(wrong.flatMap((one) => (one.wasShort ? [one.skuId] : [])));
  const ids = wrong.map(({ skuId }) => skuId);
  const marks = await saveMarks(tx, ids, at);
  const fallen = marks.filter(({ skuId, shortage }) => shortage !== null && !wasShort.has(skuId));
  if (fallen.length === 0) return;
  await emit(
    tx,
    fallen.map(({ skuId, available, lowStockAt }) => ({
      ...{ type: 'stock_low' as const, v: 1 as const },
      ...{ skuId, available, lowStockAt, at: at.toISOString() },
    })),
  );
}
