import type { SkuId } from '../../kernel/ids.ts';
import type { Database, Queryable } from '../../platform/database.ts';

/** How much of a SKU can be bought. */
export type StockReading = {
  readonly available: number;
  /** From how many pieces on a page says that few are left. */
  readonly lowStockAt?: number;
};

/** Reads stock as it is now. Given by the stock module; a SKU that never had any may be missing in the answer. */
export type FindStock = (
  on: Queryable,
  skuIds: readonly SkuId[],
) => Promise<ReadonlyMap<SkuId, StockReading>>;

/** Where the stock module does not say otherwise. */
const LOW_STOCK_AT = 10;

export function findStockOf(
  { database, findStock }: { database: Database; findStock: FindStock },
  skuIds: readonly SkuId[],
): Promise<ReadonlyMap<SkuId, StockReading>> {
  return skuIds.length === 0 ? Promise.resolve(new Map()) : findStock(database, skuIds);
}

export function isLow(stock: StockReading | undefined): boolean {
  const available = stock?.available ?? 0;
  return available > 0 && available <= (stock?.lowStockAt ?? LOW_STOCK_AT);
}
