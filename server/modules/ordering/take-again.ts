import type { SkuId } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import { readBehind } from '../../platform/lanes.ts';
import { keepCustomer } from '../customers/index.ts';
import type { TakeAgain } from '../pricing/index.ts';
import { availableOf, lockStock, reserveStock, type StockLevel } from '../stock/index.ts';
import { listHeldPieces } from './held-pieces.sql.ts';
import { listAdjustments } from './order-adjustments.sql.ts';
import { ranOutOfTime } from './order-events.sql.ts';
import type { StoredOrder } from './order.sql.ts';
import { nextState } from './order.transitions.ts';
import type { PlaceDeps } from './place-order.deps.ts';
import { lockCustomers } from './unpaid-limits.sql.ts';

export type TakeAgainDeps = Pick<PlaceDeps, 'database' | 'findDeactivated' | 'skusForSale'> & {
  /** Whether the shop lets money that comes too late pay for its order, where that can be. */
  takesLateMoney(): boolean;
  readonly takeAgain: TakeAgain;
};

type Pieces = Awaited<ReturnType<typeof listHeldPieces>>;

/**
 * Takes what an order held before its time was over once more, in the transaction that holds the order: all of it, or nothing, and
 * then it answers false and has written nothing. Its price stands, so limits of purchases are not asked again; the shares of
 * campaigns are, since whoever ran out of time may have had theirs by another order. Locks as placing does: quotas, stock,
 * customers. What was given back by this order can be read before them, since the order is held.
 */
export async function takeOrderAgain(
  deps: TakeAgainDeps,
  tx: Transaction,
  order: StoredOrder,
  at: Date,
): Promise<boolean> {
  if (!deps.takesLateMoney() || !couldBeTaken(order)) return false;
  const { isOver, held, given, couponIds } = await readBehind(deps.database, (on) =>
    findHeld(deps, on, order),
  );
  if (!isOver || held.length === 0) return false;
  const { customerId } = order;
  const skuIds = [...new Set(held.map(({ skuId }) => skuId))];
  const [isLeft, stock, isKept] = await Promise.all([
    deps.takeAgain.lockLeft(tx, given),
    lockStock(tx, skuIds),
    keepCustomer(tx, customerId),
    lockCustomers(tx, [customerId]),
  ]);
  if (!isLeft || !isKept || !isThere(stock, held)) return false;
  const isOffered = await readBehind(deps.database, async (on) => {
    const [skus, deactivated, isWithinShare] = await Promise.all([
      deps.skusForSale(skuIds, on),
      deps.findDeactivated(on, [customerId]),
      deps.takeAgain.isWithinShare(on, customerId, given),
    ]);
    return isWithinShare && !deactivated.has(customerId) && skuIds.every((skuId) => skus.get(skuId)?.onSale);
  });
  if (!isOffered || !(await deps.takeAgain.lockUsable(tx, customerId, couponIds))) return false;
  const { orderNo } = order;
  await Promise.all([
    deps.takeAgain.take(tx, { customerId, orderNo }, { given, couponIds }),
    reserveStock(tx, stock, held, at),
  ]);
  return true;
}

/** Its first money, and it still says where it goes: of an erased customer nothing does. */
const couldBeTaken = ({ state, paidFen, sealed }: StoredOrder): boolean =>
  nextState(state, 'paid_late') !== undefined && paidFen === 0 && sealed.length > 0;

async function findHeld(deps: TakeAgainDeps, on: Queryable, { customerId, orderNo }: StoredOrder) {
  const [isOver, held, given, adjustments] = await Promise.all([
    ranOutOfTime(on, customerId, orderNo),
    listHeldPieces(on, customerId, orderNo),
    deps.takeAgain.findGivenBack(on, { customerId, orderNo }),
    listAdjustments(on, customerId, orderNo),
  ]);
  return { isOver, held, given, couponIds: adjustments.flatMap(({ couponId }) => couponId ?? []) };
}

/** Lines of one SKU, as a piece that is bought and one that is given, want it together. */
function isThere(stock: ReadonlyMap<SkuId, StockLevel>, held: Pieces): boolean {
  return [...Map.groupBy(held, ({ skuId }) => skuId)].every(([skuId, lines]) => {
    const level = stock.get(skuId);
    const wanted = lines.reduce((sum, { quantity }) => sum + quantity, 0);
    return level !== undefined && availableOf(level) >= wanted;
  });
}
