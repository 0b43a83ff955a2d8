import { createHash } from 'node:crypto';
import type { Actor } from '../../kernel/actor.ts';
import { fen, ZERO } from '../../kernel/money.ts';
import { ok, refuse } from '../../kernel/result.ts';
import { makeBatcher, type Batcher } from '../../platform/batcher.ts';
import { inTransaction, isUnavailable, sqlState, type Transaction } from '../../platform/database.ts';
import { inLane } from '../../platform/lanes.ts';
import { record } from '../audit/index.ts';
import { post } from '../ledger/index.ts';
import { CouponTaken, type Before } from '../pricing/index.ts';
import { reserveStock } from '../stock/index.ts';
import { addressOrder, draftBatch, keyOf, type Gathered, type PlaceResult } from './draft-orders.ts';
import { originOf } from './find-unpaid.ts';
import { lockShelves } from './lock-shelves.ts';
import type { PlaceOrder } from './order.ts';
import type { OrderingEvent } from './ordering.events.ts';
import { decidePlacing } from './place-order.decide.ts';
import { insertAdjustments } from './order-adjustments.sql.ts';
import type { PlaceDeps } from './place-order.deps.ts';
import { insertOrders, settleFreeOrders, type EarlierOrder, type NewOrderRow } from './place-order.sql.ts';

/** Orders in one transaction at most, transactions at once, and orders that may wait for one. */
const MAX_BATCH = 256;
const MAX_RUNNING = 2;
const MAX_WAITING = 8192;

/** Each time another batch has won one of the same coupons or keys; each of them is won once. */
const MAX_ATTEMPTS = 8;

/** SQLSTATE unique_violation. */
const DUPLICATE = '23505';

/**
 * Places orders in groups: gather, lock, decide, write. See the way of an order in ARCHITECTURE.md. Takes requests whose lines
 * `gatherLines` has let through.
 */
export function makePlacing(deps: PlaceDeps): Batcher<PlaceOrder, PlaceResult> {
  return makeBatcher({
    // Whoever's request began the batch: all of it goes through connections that nothing else takes.
    run: (requests) => inLane('placing', () => placeBatch(deps, requests)),
    maxBatch: MAX_BATCH,
    maxRunning: MAX_RUNNING,
    maxWaiting: MAX_WAITING,
    isShared: isUnavailable,
    groupOf: ({ customerId }) => deps.spread.groupOf(customerId),
  });
}

/** For the batcher, and for who places by other means than a customer's request; the lines have been gathered. */
export async function placeBatch(deps: PlaceDeps, requests: readonly PlaceOrder[]): Promise<PlaceResult[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await placeOnce(deps, requests);
    } catch (error) {
      // Another process has placed an order under one of these keys just now, or taken one of these coupons: it is found when
      // looking again.
      const isOther = sqlState(error) === DUPLICATE || error instanceof CouponTaken;
      if (!isOther || attempt >= MAX_ATTEMPTS) throw error;
    }
  }
}

/** One pass: each key is decided once. Requests that use a key of the same pass for something else come in the next. */
async function placeOnce(deps: PlaceDeps, requests: readonly PlaceOrder[]): Promise<PlaceResult[]> {
  const placedAt = deps.clock.now();
  const buying = requests.map(({ customerId, lines }) => ({
    customerId,
    skuIds: lines.map(({ skuId }) => skuId),
  }));
  const [addresses, before] = await Promise.all([
    deps.findAddresses(requests),
    deps.campaigns.gather(deps.database, buying, placedAt),
  ]);
  const firsts = new Map<string, Gathered>();
  requests.forEach((request, index) => {
    const key = keyOf(request);
    if (firsts.has(key)) return;
    firsts.set(key, {
      ...{ request, hash: hashRequest(request), origin: originOf(deps, request.from) },
      addressed: addressOrder(deps.sealing, request, addresses[index], placedAt),
    });
  });
  const decided = [...firsts.values()];
  const answers = await writeBatch(deps, decided, before, placedAt);
  const byKey = new Map(
    decided.map((first, index) => [keyOf(first.request), { first, answer: answers[index]! }]),
  );
  const later: PlaceOrder[] = [];
  const results = requests.map((request) => {
    const { first, answer } = byKey.get(keyOf(request))!;
    if (request === first.request) return answer;
    if (hashRequest(request).equals(first.hash)) return repeated(answer);
    later.push(request);
    return undefined;
  });
  const rest = later.length === 0 ? [] : await placeOnce(deps, later);
  return results.map((result) => result ?? rest.shift()!);
}

/** The answer to the same request under the same key. */
function repeated(answer: PlaceResult): PlaceResult {
  return answer.ok ? ok({ replayed: true, orderNo: answer.value.orderNo }) : answer;
}

function replay(order: EarlierOrder, hash: Buffer): PlaceResult {
  return order.requestHash.equals(hash)
    ? ok({ replayed: true, orderNo: order.orderNo })
    : refuse({ code: 'idempotency_key_reused' });
}

/**
 * Locks, reads on another connection, decides, writes: a connection that reads customers' rows before it writes them would lose
 * orders where a machine of many dies (decision 0048). Carts are read behind the lock: two orders from one cart share a SKU, so
 * that the second waits and finds what the first has left. Earlier orders are looked for behind the lock, so that a repeat that waited for its own first
 * try is answered with that order, and not told that the last piece is gone or that too much is unpaid.
 */
async function writeBatch(
  deps: PlaceDeps,
  gathered: readonly Gathered[],
  before: Before,
  placedAt: Date,
): Promise<PlaceResult[]> {
  const pickUp = deps.pickUp();
  return inTransaction(deps.database, async (tx, writes) => {
    const { earlier, stock, ...found } = await lockShelves(deps, tx, gathered, before, placedAt);
    const shelves = { ...found, pickUp };
    const fresh = gathered.filter(({ request }) => !earlier.has(keyOf(request)));
    const decisions = decidePlacing(
      shelves,
      deps.unpaid.limits,
      fresh.map(({ request, addressed, origin }) => ({
        ...request,
        regionCode: addressed?.address.regionCode,
        origin,
      })),
    );
    const batch = draftBatch(
      deps,
      fresh,
      decisions,
      { repeaters: shelves.unpaid.repeaters, pickUp },
      placedAt,
    );
    const free = batch.orders.filter(({ totalFen }) => totalFen === 0);
    if (batch.orders.length > 0) {
      writes.push(
        ...insertOrders(tx, batch.orders, batch.lines, batch.placedAt, deps.onBehalf?.actor),
        ...(batch.adjustments.length === 0 ? [] : [insertAdjustments(tx, batch.adjustments)]),
        ...deps.campaigns.write(tx, batch.taken.uses),
        ...(free.length === 0
          ? []
          : [...settleFreeOrders(tx, free, batch.placedAt), postFree(tx, free, batch)]),
        reserveStock(tx, stock, batch.reservations, batch.placedAt),
        deps.emit(tx, [
          ...batch.orders.map((order) => placedOrder(order, batch.placedAt, deps.onBehalf?.actor)),
          ...free.map((order) => paidByPlacing(order, batch.placedAt, deps.onBehalf?.actor)),
        ]),
      );
    }
    if (batch.fromCarts.length > 0) writes.push(deps.removeFromCarts(tx, batch.fromCarts));
    // A round trip more where coupons are used: the commit must not be on its way before it is known that they were still to be had.
    if (batch.taken.holdings.length > 0) {
      await deps.campaigns.hold(tx, batch.taken.holdings);
      if (free.length > 0) writes.push(...deps.campaigns.spend(tx, free, batch.placedAt));
    }
    // Behind all others on the same connection; awaited, since its own statements follow one another.
    if (deps.onBehalf !== undefined)
      await record(
        tx,
        batch.orders.map((order) => deps.onBehalf!.actOf(order, batch.placedAt)),
      );
    const placed = [...batch.results];
    return gathered.map(({ request, hash }) => {
      const order = earlier.get(keyOf(request));
      return order === undefined ? placed.shift()! : replay(order, hash);
    });
  });
}

/** Orders that come to nothing are sold by being placed. */
function postFree(
  tx: Transaction,
  free: readonly NewOrderRow[],
  { placedAt }: { readonly placedAt: Date },
): Promise<void> {
  const facts = free.map(({ customerId, orderNo, itemsFen, discountFen, freightFen }) => ({
    ...{ customerId, orderNo },
    fact: {
      kind: 'placing',
      sold: { itemsFen: fen(itemsFen), discountFen: fen(discountFen), freightFen: fen(freightFen) },
    } as const,
  }));
  return post(tx, facts, placedAt);
}

function placedOrder(
  { customerId, orderNo, totalFen }: NewOrderRow,
  placedAt: Date,
  actor: Actor = { by: 'customer', customerId },
): OrderingEvent {
  return {
    type: 'order_placed',
    v: 2,
    customerId,
    orderNo,
    totalFen: fen(totalFen),
    actor,
    at: placedAt.toISOString(),
  };
}

/** A total of 0 is no payment of 0 at a gateway. */
function paidByPlacing(
  { customerId, orderNo }: NewOrderRow,
  placedAt: Date,
  actor: Actor = { by: 'customer', customerId },
): OrderingEvent {
  return {
    type: 'order_paid',
    v: 2,
    customerId,
    orderNo,
    amountFen: ZERO,
    actor,
    at: placedAt.toISOString(),
  };
}

/**
 * Tells whether a key is used again for the same request: of all that was asked for, whatever fields there are, less whose and which
 * it is and where it came from.
 */
function hashRequest({ customerId: _1, idempotencyKey: _2, from: _3, ...asked }: PlaceOrder): Buffer {
  const text = JSON.stringify(asked, (_key, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(text).digest();
}
