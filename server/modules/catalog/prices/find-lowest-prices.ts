import type { SkuId } from '../../../kernel/ids.ts';
import type { Queryable } from '../../../platform/database.ts';
import { listAskedPrices } from './asked-prices.sql.ts';
import { lowestBefore, lowestOfLastDays, type AskedPrice, type LowestPrice } from './struck-out.decide.ts';

/** The lowest price that each of these was asked within the last 30 days. */
export function findLowestPrices(
  on: Queryable,
  skuIds: readonly SkuId[],
  now: Date,
): Promise<Map<SkuId, number>> {
  return mapLowest(on, skuIds, (_skuId, asked) => lowestOfLastDays(asked, now));
}

/** The lowest price that each of these was asked within the 30 days before its present one began. */
export function findLowestPricesBefore(
  on: Queryable,
  prices: ReadonlyMap<SkuId, number>,
  now: Date,
): Promise<Map<SkuId, number>> {
  return mapLowest(on, [...prices.keys()], (skuId, asked) => lowestBefore(asked, prices.get(skuId)!, now));
}

async function mapLowest(
  on: Queryable,
  skuIds: readonly SkuId[],
  find: (skuId: SkuId, asked: readonly AskedPrice[]) => LowestPrice | undefined,
): Promise<Map<SkuId, number>> {
  const found = new Map<SkuId, number>();
  for (const [skuId, asked] of await listAskedPrices(on, skuIds)) {
    const lowest = find(skuId, asked);
    if (lowest !== undefined) found.set(skuId, lowest.price);
  }
  return found;
}
