import { createHash } from 'node:crypto';
import type { Clock } from '../../kernel/clock.ts';
import type { CustomerId, SkuId } from '../../kernel/ids.ts';
import { fen } from '../../kernel/money.ts';
import { ok, refuse } from '../../kernel/result.ts';
import { makeBatcher, type Batcher } from '../../platform/batcher.ts';
import {
  inTransaction,
  isUnavailable,
  sqlState,
  type Database,
  type Transaction,
} from '../../platform/database.ts';
import type { Emit } from '../../platform/events.ts';
import { inLane } from '../../platform/lanes.ts';
import type { SkuForSale } from '../catalog/index.ts';
import { availableOf, lockStock, reserveStock } from '../stock/index.ts';
import { draftBatch, type Gathered, type HoldDeps, type PlaceResult } from './draft-orders.ts';
import type { PlaceOrder } from './order.ts';
import type { OrderingEvent } from './ordering.events.ts';
import type { AddressSnapshot, OrderSealing } from './order-address.ts';
import { findUnpaid, lockAsking, originOf } from './find-unpaid.ts';
import { cartKey, decidePlacing } from './place-order.decide.ts';
import { findEarlierOrders, insertOrders, type EarlierOrder, type NewOrderRow } from './place-order.sql.ts';

export type PlaceDeps = HoldDeps & {
  readonly database: Database;
  readonly clock: Clock;
  readonly sealing: OrderSealing;
  /** The addresses of customers, in the order asked for; undefined where the customer has no such address. */
  findAddresses(
    wanted: readonly { customerId: CustomerId; addressId: string }[],
  ): Promise<readonly (AddressSnapshot | undefined)[]>;
  skusForSale(skuIds: readonly SkuId[], on: Transaction): Promise<Map<SkuId, SkuForSale>>;
  /** What carts hold of SKUs, for those customers and those SKUs at least. */
  findInCarts(
    tx: Transaction,
    customerIds: readonly CustomerId[],
    skuIds: readonly SkuId[],
  ): Promise<readonly { customerId: CustomerId; skuId: SkuId; quantity: number }[]>;
  /** Takes what was ordered out of the carts, in the transaction of the orders. */
  removeFromCarts(tx: Transaction, lines: readonly { customerId: CustomerId; skuId: SkuId }[]): Promise<void>;
  readonly emit: Emit<OrderingEvent>;
};

/** Orders in one transaction at most, transactions at once, and orders that may wait for one. */
const MAX_BATCH = 256;
const MAX_RUNNING = 2;
const MAX_WAITING = 8192;

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
  });
}

async function placeBatch(deps: PlaceDeps, requests: readonly PlaceOrder[]): Promise<PlaceResult[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await placeOnce(deps, requests);
    } catch (error) {
      // Another process has placed an order under one of these keys just now: it is found when looking again.
      if (sqlState(error) !== DUPLICATE || attempt >= 3) throw error;
    }
  }
}

/** One pass: each key is decided once. Requests that use a key of the same pass for something else come in the next. */
async function placeOnce(deps: PlaceDeps, requests: readonly PlaceOrder[]): Promise<PlaceResult[]> {
  const addresses = await deps.findAddresses(requests);
  const firsts = new Map<string, Gathered>();
  requests.forEach((request, index) => {
    const key = keyOf(request);
    if (firsts.has(key)) return;
    const origin = originOf(deps, request.from);
    firsts.set(key, { request, hash: hashRequest(request), address: addresses[index], origin });
  });
  const decided = [...firsts.values()];
  const answers = await writeBatch(deps, decided);
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

const keyOf = (request: { customerId: string; idempotencyKey: string }): string =>
  `${request.customerId} ${request.idempotencyKey}`;

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
 * Locks, decides, writes. Carts are read behind the lock: two orders from one cart share a SKU, so that the second waits and
 * finds what the first has left. Earlier orders are looked for behind the lock, so that a repeat that waited for its own first
 * try is answered with that order, and not told that the last piece is gone or that too much is unpaid.
 */
async function writeBatch(deps: PlaceDeps, gathered: readonly Gathered[]): Promise<PlaceResult[]> {
  return inTransaction(deps.database, async (tx, writes) => {
    const { earlier, stock, shelves } = await lockShelves(deps, tx, gathered);
    const fresh = gathered.filter(({ request }) => !earlier.has(keyOf(request)));
    const decisions = decidePlacing(
      shelves,
      deps.unpaid.limits,
      fresh.map(({ request, address, origin }) => ({
        ...request,
        hasAddress: address !== undefined,
        origin,
      })),
    );
    const batch = draftBatch(deps, fresh, decisions, shelves.unpaid.repeaters);
    if (batch.orders.length > 0) {
      writes.push(
        ...insertOrders(tx, batch.orders, batch.lines, batch.placedAt),
        reserveStock(tx, stock, batch.reservations, batch.placedAt),
        deps.emit(
          tx,
          batch.orders.map((order) => placedOrder(order, batch.placedAt)),
        ),
      );
    }
    if (batch.fromCarts.length > 0) writes.push(deps.removeFromCarts(tx, batch.fromCarts));
    const placed = [...batch.results];
    return gathered.map(({ request, hash }) => {
      const order = earlier.get(keyOf(request));
      return order === undefined ? placed.shift()! : replay(order, hash);
    });
  });
}

function placedOrder({ customerId, orderNo, totalFen }: NewOrderRow, placedAt: Date): OrderingEvent {
  return {
    type: 'order_placed',
    v: 2,
    customerId,
    orderNo,
    totalFen: fen(totalFen),
    actor: { by: 'customer', customerId },
    at: placedAt.toISOString(),
  };
}

/**
 * Takes all locks, stock first, and reads behind them what is decided by. One round trip: keep the order of the statements,
 * since each sees what was committed before it began.
 */
async function lockShelves(deps: PlaceDeps, tx: Transaction, gathered: readonly Gathered[]) {
  const lines = gathered.flatMap(({ request }) => request.lines);
  const skuIds = [...new Set(lines.map((line) => line.skuId))];
  const customerIds = gathered.map(({ request }) => request.customerId);
  const keys = gathered.map(({ request }) => request.idempotencyKey);
  const asking = gathered.map(({ request, origin }) => ({ ...request, origin }));
  const [stock, , skus, orders, inCarts, unpaid] = await Promise.all([
    lockStock(tx, skuIds),
    lockAsking(tx, deps.unpaid, asking),
    deps.skusForSale(skuIds, tx),
    findEarlierOrders(tx, customerIds, keys),
    findInCarts(deps, tx, gathered),
    findUnpaid(tx, deps.unpaid, asking, deps.clock.now()),
  ]);
  const available = new Map([...stock].map(([skuId, level]) => [skuId, availableOf(level)]));
  return {
    earlier: new Map(orders.map((order) => [keyOf({ ...order, idempotencyKey: order.key }), order])),
    stock,
    shelves: { available, skus, inCarts, unpaid },
  };
}

async function findInCarts(
  deps: PlaceDeps,
  tx: Transaction,
  gathered: readonly Gathered[],
): Promise<Map<string, number>> {
  const requests = gathered.filter(({ request }) => request.fromCart).map(({ request }) => request);
  if (requests.length === 0) return new Map();
  const rows = await deps.findInCarts(
    tx,
    [...new Set(requests.map(({ customerId }) => customerId))],
    [...new Set(requests.flatMap(({ lines }) => lines.map(({ skuId }) => skuId)))],
  );
  return new Map(rows.map(({ customerId, skuId, quantity }) => [cartKey(customerId, skuId), quantity]));
}

/** Tells whether a key is used again for the same request. */
function hashRequest(request: PlaceOrder): Buffer {
  const { lines, addressId, note, expectedTotalAmount, fromCart } = request;
  const text = JSON.stringify([
    lines.map((line) => [line.skuId, line.quantity]),
    addressId,
    note ?? '',
    expectedTotalAmount,
    fromCart ?? false,
  ]);
  return createHash('sha256').update(text).digest();
}
