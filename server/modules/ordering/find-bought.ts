import type { CustomerId, SkuId } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';
import type { SkuForSale } from '../catalog/index.ts';
import { boughtKey, type Bought } from './purchase-limits.decide.ts';
import { sumBought } from './purchase-limits.sql.ts';

const DAY_MS = 24 * 3_600_000;
const EVER = new Date(0);

/** What these customers have bought of the products that have a limit. Where none of them has one, nothing is asked. */
export async function findBought(
  on: Queryable,
  skus: ReadonlyMap<SkuId, SkuForSale>,
  customerIds: readonly CustomerId[],
  now: Date,
): Promise<Bought> {
  const slugsByDays = new Map<number | null, Set<string>>();
  for (const { productSlug, purchaseLimit } of skus.values()) {
    if (purchaseLimit === null) continue;
    const slugs = slugsByDays.get(purchaseLimit.days) ?? new Set();
    slugsByDays.set(purchaseLimit.days, slugs.add(productSlug));
  }
  // A statement for each length of time, which is mostly one.
  const found = await Promise.all(
    [...slugsByDays].map(([days, slugs]) => {
      const since = days === null ? EVER : new Date(now.getTime() - days * DAY_MS);
      return sumBought(on, [...new Set(customerIds)], [...slugs], since);
    }),
  );
  return new Map(
    found.flat().map(({ customerId, productSlug, pieces }) => [boughtKey(customerId, productSlug), pieces]),
  );
}

/** What is bought already is asked for when it is known that it matters: then, and then only, by another round trip. */
export async function findSkusAndBought(
  deps: { skusForSale(skuIds: readonly SkuId[], on: Queryable): Promise<Map<SkuId, SkuForSale>> },
  on: Queryable,
  asked: {
    readonly skuIds: readonly SkuId[];
    readonly customerIds: readonly CustomerId[];
    readonly now: Date;
  },
): Promise<[Map<SkuId, SkuForSale>, Bought]> {
  const skus = await deps.skusForSale(asked.skuIds, on);
  return [skus, await findBought(on, skus, asked.customerIds, asked.now)];
}
