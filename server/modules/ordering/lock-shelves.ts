import type { Queryable, Transaction } from '../../platform/database.ts';
import { readBehind } from '../../platform/lanes.ts';
import type { Before } from '../pricing/index.ts';
import { availableOf, lockStock } from '../stock/index.ts';
import { keyOf, type Gathered } from './draft-orders.ts';
import { findSkusAndBought } from './find-bought.ts';
import { findUnpaid, lockAsking } from './find-unpaid.ts';
import { cartKey } from './place-order.decide.ts';
import { findEarlierOrders } from './place-order.sql.ts';
import type { PlaceDeps } from './place-order.deps.ts';

/** Takes all locks, quotas and stock first, and reads behind them what is decided by: a round trip each. */
export async function lockShelves(
  deps: PlaceDeps,
  tx: Transaction,
  gathered: readonly Gathered[],
  before: Before,
  placedAt: Date,
) {
  const lines = gathered.flatMap(({ request }) => request.lines);
  const skuIds = [...new Set([...lines.map((line) => line.skuId), ...before.giftSkuIds])];
  const asking = gathered.map(({ request, origin }) => ({ ...request, origin }));
  // The order of locks: quotas, stock, customers.
  const [left, stock] = await Promise.all([
    deps.campaigns.lock(tx, before),
    lockStock(tx, skuIds),
    lockAsking(tx, asking),
  ]);
  const customerIds = [...new Set(asking.map(({ customerId }) => customerId))];
  const [[skus, bought], orders, inCarts, unpaid, deactivated, behind] = await readBehind(
    deps.database,
    (on) =>
      Promise.all([
        findSkusAndBought(deps, on, { skuIds, customerIds, now: placedAt }),
        findEarlierOrders(
          on,
          deps.spread,
          asking.map(({ customerId }) => customerId),
          asking.map(({ idempotencyKey }) => idempotencyKey),
        ),
        findInCarts(deps, on, gathered),
        findUnpaid(on, deps.unpaid, asking, placedAt),
        deps.findDeactivated(on, customerIds),
        deps.campaigns.findBehind(
          on,
          before,
          gathered.map(({ request }) => ({ ...request, skuIds })),
        ),
      ]),
  );
  return {
    earlier: new Map(orders.map((order) => [keyOf({ ...order, idempotencyKey: order.key }), order])),
    stock,
    available: new Map([...stock].map(([skuId, level]) => [skuId, availableOf(level)])),
    skus,
    inCarts,
    unpaid,
    deactivated,
    bought,
    campaigns: { before, behind, left },
  };
}

async function findInCarts(
  deps: PlaceDeps,
  on: Queryable,
  gathered: readonly Gathered[],
): Promise<Map<string, number>> {
  const requests = gathered.filter(({ request }) => request.fromCart).map(({ request }) => request);
  if (requests.length === 0) return new Map();
  const rows = await deps.findInCarts(
    on,
    [...new Set(requests.map(({ customerId }) => customerId))],
    [...new Set(requests.flatMap(({ lines }) => lines.map(({ skuId }) => skuId)))],
  );
  return new Map(rows.map(({ customerId, skuId, quantity }) => [cartKey(customerId, skuId), quantity]));
}
