import { createHash } from 'node:crypto';
import type { Clock } from '../../kernel/clock.ts';
import type { CustomerId, OrderNo, SkuId } from '../../kernel/ids.ts';
import { newOrderNo } from '../../kernel/numbers.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { makeBatcher, type Batcher } from '../../platform/batcher.ts';
import {
  inTransaction,
  isUnavailable,
  sqlState,
  type Database,
  type Transaction,
} from '../../platform/database.ts';
import type { SkuForSale } from '../catalog/index.ts';
import { availableOf, lockStock, reserveStock, type StockChange } from '../stock/index.ts';
import type { OrderAddress, PlaceOrder, PlaceRefusal } from './order.ts';
import { sealAddress, type AddressSnapshot, type OrderSealing } from './order-address.ts';
import { checkLimits, decidePlacing, mergeLines, type Placing } from './place-order.decide.ts';
import {
  findEarlierOrders,
  insertOrders,
  type EarlierOrder,
  type NewLineRow,
  type NewOrderRow,
} from './place-order.sql.ts';

export type PlaceDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly sealing: OrderSealing;
  /** The addresses of customers, in the order asked for; undefined where the customer has no such address. */
  findAddresses(
    wanted: readonly { customerId: CustomerId; addressId: string }[],
  ): Promise<readonly (AddressSnapshot | undefined)[]>;
  skusForSale(skuIds: readonly SkuId[], on: Transaction): Promise<Map<SkuId, SkuForSale>>;
  /** Takes what was ordered out of the carts, in the transaction of the orders. */
  removeFromCarts(tx: Transaction, lines: readonly { customerId: CustomerId; skuId: SkuId }[]): Promise<void>;
  readonly paymentMinutes: number;
};

/** What placing answers: the order's number, and what the answer to the customer is made of where it is new. */
export type Placed =
  | { readonly replayed: true; readonly orderNo: OrderNo }
  | {
      readonly replayed: false;
      readonly orderNo: OrderNo;
      readonly placing: Placing;
      readonly address: OrderAddress;
      readonly placedAt: Date;
      readonly payBefore: Date;
    };
export type PlaceResult = Result<Placed, PlaceRefusal>;

/** Orders in one transaction at most, transactions at once, and orders that may wait for one. */
const MAX_BATCH = 256;
const MAX_RUNNING = 2;
const MAX_WAITING = 8192;

/** SQLSTATE unique_violation. */
const DUPLICATE = '23505';

/** A request with all that could be found out about it before any lock is taken. */
type Gathered = {
  readonly request: PlaceOrder;
  readonly hash: Buffer;
  readonly address: AddressSnapshot | undefined;
};

/** Places orders in groups: gather, lock, decide, write. See the way of an order in ARCHITECTURE.md. */
export function makePlacing(deps: PlaceDeps): Batcher<PlaceOrder, PlaceResult> {
  return makeBatcher({
    run: (requests) => placeBatch(deps, requests),
    maxBatch: MAX_BATCH,
    maxRunning: MAX_RUNNING,
    maxWaiting: MAX_WAITING,
    isShared: isUnavailable,
  });
}

async function placeBatch(deps: PlaceDeps, submitted: readonly PlaceOrder[]): Promise<PlaceResult[]> {
  const requests = submitted.map((request) => ({ ...request, lines: mergeLines(request.lines) }));
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await placeOnce(deps, requests);
    } catch (error) {
      // Another process has placed an order under one of these keys just now: it is found when looking again.
      if (sqlState(error) !== DUPLICATE || attempt >= 3) throw error;
    }
  }
}

async function placeOnce(deps: PlaceDeps, requests: readonly PlaceOrder[]): Promise<PlaceResult[]> {
  const [addresses, earlier] = await Promise.all([
    deps.findAddresses(requests),
    findEarlierOrders(
      deps.database,
      requests.map((request) => request.customerId),
      requests.map((request) => request.idempotencyKey),
    ),
  ]);
  const results = new Map<PlaceOrder, PlaceResult>();
  const fresh: Gathered[] = [];
  const firstOfKey = new Map<string, Gathered>();
  const known = new Map(earlier.map((order) => [`${order.customerId} ${order.key}`, order]));
  requests.forEach((request, index) => {
    const gathered = { request, hash: hashRequest(request), address: addresses[index] };
    const key = `${request.customerId} ${request.idempotencyKey}`;
    const order = known.get(key);
    if (order !== undefined) results.set(request, replay(order, gathered.hash));
    else if (!firstOfKey.has(key)) {
      firstOfKey.set(key, gathered);
      fresh.push(gathered);
    }
  });
  const placed = fresh.length === 0 ? [] : await writeFresh(deps, fresh);
  fresh.forEach(({ request }, index) => results.set(request, placed[index]!));
  return requests.map((request) => results.get(request) ?? repeatOf(request, firstOfKey, results));
}

/** The answer to a request whose key came first with another request of the same batch. */
function repeatOf(
  request: PlaceOrder,
  firstOfKey: ReadonlyMap<string, Gathered>,
  results: ReadonlyMap<PlaceOrder, PlaceResult>,
): PlaceResult {
  const first = firstOfKey.get(`${request.customerId} ${request.idempotencyKey}`)!;
  const answer = results.get(first.request)!;
  if (!hashRequest(request).equals(first.hash)) {
    // Where the first one was refused there is no order, so the key is still free.
    return answer.ok ? refuse({ code: 'idempotency_key_reused' }) : answer;
  }
  return answer.ok ? ok({ replayed: true, orderNo: answer.value.orderNo }) : answer;
}

function replay(order: EarlierOrder, hash: Buffer): PlaceResult {
  return order.requestHash.equals(hash)
    ? ok({ replayed: true, orderNo: order.orderNo })
    : refuse({ code: 'idempotency_key_reused' });
}

async function writeFresh(deps: PlaceDeps, fresh: readonly Gathered[]): Promise<PlaceResult[]> {
  const skuIds = [
    ...new Set(
      fresh.flatMap(({ request }) =>
        checkLimits(request.lines) ? [] : request.lines.map((line) => line.skuId),
      ),
    ),
  ];
  return inTransaction(deps.database, async (tx, writes) => {
    const [stock, skus] = await Promise.all([lockStock(tx, skuIds), deps.skusForSale(skuIds, tx)]);
    const decisions = decidePlacing(
      { available: new Map([...stock].map(([skuId, level]) => [skuId, availableOf(level)])), skus },
      fresh.map(({ request, address }) => ({ ...request, hasAddress: address !== undefined })),
    );
    const batch = draftBatch(deps, fresh, decisions);
    if (batch.orders.length === 0) return batch.results;
    writes.push(
      ...insertOrders(tx, batch.orders, batch.lines, { ...batch.times, minutes: deps.paymentMinutes }),
      reserveStock(tx, stock, batch.reservations, batch.times.placedAt),
    );
    if (batch.fromCarts.length > 0) writes.push(deps.removeFromCarts(tx, batch.fromCarts));
    return batch.results;
  });
}

type Batch = {
  readonly results: PlaceResult[];
  readonly orders: NewOrderRow[];
  readonly lines: NewLineRow[];
  readonly reservations: StockChange[];
  readonly fromCarts: { customerId: CustomerId; skuId: SkuId }[];
  readonly times: { readonly placedAt: Date; readonly payBefore: Date };
};

/** The rows that a batch's decisions come to. */
function draftBatch(
  deps: PlaceDeps,
  fresh: readonly Gathered[],
  decisions: readonly Result<Placing, PlaceRefusal>[],
): Batch {
  const placedAt = deps.clock.now();
  const payBefore = new Date(placedAt.getTime() + deps.paymentMinutes * 60_000);
  const batch: Batch = {
    results: [],
    orders: [],
    lines: [],
    reservations: [],
    fromCarts: [],
    times: { placedAt, payBefore },
  };
  decisions.forEach((decision, index) => {
    const { request, hash, address } = fresh[index]!;
    if (!decision.ok) return void batch.results.push(decision);
    if (address === undefined) throw new Error('an order was accepted without an address');
    const orderNo = newOrderNo(request.customerId, placedAt);
    const placing = decision.value;
    batch.orders.push({
      c: request.customerId,
      n: orderNo,
      items: placing.price.itemsAmount,
      discount: placing.price.discountAmount,
      freight: placing.price.freightAmount,
      total: placing.price.totalAmount,
      region: address.address.regionCode,
      sealed: sealAddress(deps.sealing, address, orderNo, request).toString('hex'),
      key: request.idempotencyKey,
      hash: hash.toString('hex'),
    });
    draftLines(batch, request, orderNo, placing);
    batch.results.push(
      ok({ replayed: false, orderNo, placing, address: address.address, placedAt, payBefore }),
    );
  });
  return batch;
}

function draftLines(
  batch: Batch,
  { customerId, fromCart }: PlaceOrder,
  orderNo: OrderNo,
  { lines, price }: Placing,
): void {
  lines.forEach(({ sku, quantity }, index) => {
    const priced = price.lines[index]!;
    batch.lines.push({
      c: customerId,
      n: orderNo,
      i: index + 1,
      sku: sku.skuId,
      slug: sku.productSlug,
      name: sku.name,
      en: sku.nameEn,
      options: sku.options,
      image: sku.image,
      q: quantity,
      price: sku.price,
      list: priced.listAmount,
      discount: priced.discountAmount,
    });
    batch.reservations.push({ skuId: sku.skuId, orderNo, quantity });
    if (fromCart) batch.fromCarts.push({ customerId, skuId: sku.skuId });
  });
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
