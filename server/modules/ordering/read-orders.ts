import type { Clock } from '../../kernel/clock.ts';
import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import { addFen, fen, ZERO } from '../../kernel/money.ts';
import type { Page } from '../../kernel/page.ts';
import type { Database } from '../../platform/database.ts';
import { SUMMARY_LINES, type Order, type OrderLine, type OrderState, type OrderSummary } from './order.ts';
import { openAddress, type DataKey, type OrderSealing } from './order-address.ts';
import type { OrderEvent } from './order.events.ts';
import { listEvents } from './order-events.sql.ts';
import {
  findOrder,
  listFirstLines,
  listLines,
  listOrders,
  type StoredLine,
  type StoredOrder,
  type StoredSummary,
} from './order.sql.ts';
import { presentLine } from './present-line.ts';
import { actionsOf } from './order.transitions.ts';
import type { Placed } from './draft-orders.ts';
import { WORDS_FOR_CUSTOMERS } from './timeline-for-customers.ts';
import { tellTimeline } from './timeline.ts';

export type ReadDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly sealing: OrderSealing;
  findDataKey(customerId: CustomerId): Promise<DataKey>;
  /** Province, city and district of a six-digit code. */
  regionOf(regionCode: string, street: string): readonly string[];
};

type Found = {
  stored: StoredOrder;
  lines: readonly StoredLine[];
  events: readonly OrderEvent[];
  dataKey: DataKey;
};

async function gatherOrder(
  deps: ReadDeps,
  customerId: CustomerId,
  orderNo: OrderNo,
): Promise<Found | undefined> {
  const [stored, lines, events, dataKey] = await Promise.all([
    findOrder(deps.database, customerId, orderNo),
    listLines(deps.database, customerId, [orderNo]),
    listEvents(deps.database, customerId, orderNo),
    deps.findDataKey(customerId),
  ]);
  return stored && { stored, lines: lines.get(orderNo) ?? [], events, dataKey };
}

/** One order of this customer, or undefined: also where it belongs to somebody else. Statements side by side, no chain. */
export async function readOrder(
  deps: ReadDeps,
  customerId: CustomerId,
  orderNo: OrderNo,
  language: Language,
): Promise<Order | undefined> {
  const found = await gatherOrder(deps, customerId, orderNo);
  return found && presentOrder(deps, found, language);
}

/** The order as it was answered when it was placed: what a repeat of the same idempotency key is told. */
export async function readOrderAsPlaced(
  deps: ReadDeps,
  customerId: CustomerId,
  orderNo: OrderNo,
  language: Language,
): Promise<Order> {
  const found = await gatherOrder(deps, customerId, orderNo);
  if (found === undefined) throw new Error('an order that was placed cannot be found');
  const stored: StoredOrder = {
    ...found.stored,
    state: 'awaiting_payment',
    paidFen: ZERO,
    refundedFen: ZERO,
  };
  const order = presentOrder(deps, { ...found, stored, events: found.events.slice(0, 1) }, language);
  return { ...order, actions: actionsOf(stored, stored.placedAt) };
}

/** The order that was placed just now, without reading it back. */
export function presentPlaced(
  { orderNo, placing, address, placedAt, payBefore, minutes }: Extract<Placed, { replayed: false }>,
  note: string | undefined,
  language: Language,
): Order {
  const event: Omit<OrderEvent, 'actor'> = {
    type: 'placed',
    state: 'awaiting_payment',
    facts: { minutes },
    at: placedAt,
  };
  return {
    orderNo,
    state: 'awaiting_payment',
    lines: placing.lines.map(({ sku, quantity }, index) =>
      presentLine(sku, quantity, placing.price.lines[index]!, language),
    ),
    lineCount: placing.lines.length,
    pieceCount: placing.lines.reduce((sum, { quantity }) => sum + quantity, 0),
    itemsAmount: placing.price.itemsAmount,
    discountAmount: placing.price.discountAmount,
    freightAmount: placing.price.freightAmount,
    totalAmount: placing.price.totalAmount,
    paidAmount: ZERO,
    refundedAmount: ZERO,
    currency: 'CNY',
    address,
    note: note ?? null,
    placedAt,
    payBefore,
    timeline: tellTimeline([event], WORDS_FOR_CUSTOMERS, language),
    actions: actionsOf({ state: 'awaiting_payment', payBefore }, placedAt),
  };
}

export async function readOrders(
  deps: ReadDeps,
  customerId: CustomerId,
  query: { state?: OrderState; limit?: number; cursor?: string },
  language: Language,
): Promise<Page<OrderSummary>> {
  const limit = Math.min(Math.max(query.limit ?? 24, 1), 100);
  const found = await listOrders(deps.database, customerId, {
    state: query.state,
    before: query.cursor,
    limit: limit + 1,
  });
  const orders = found.slice(0, limit);
  if (orders.length === 0) return { items: [], nextCursor: null };
  const lines = await listFirstLines(
    deps.database,
    customerId,
    orders.map((order) => order.orderNo),
    SUMMARY_LINES,
  );
  const now = deps.clock.now();
  return {
    items: orders.map((order) => ({
      ...summarise(order, lines.get(order.orderNo) ?? [], language, now),
      url: `/api/v1/orders/${order.orderNo}`,
    })),
    nextCursor: found.length > limit ? orders.at(-1)!.orderNo : null,
  };
}

function presentOrder(deps: ReadDeps, { stored, lines, events, dataKey }: Found, language: Language): Order {
  const { note, ...address } = openAddress(deps.sealing, dataKey, stored);
  return {
    ...summarise(stored, lines, language, deps.clock.now()),
    address: {
      ...address,
      regionCode: stored.regionCode,
      region: deps.regionOf(stored.regionCode, address.street),
    },
    note,
    timeline: tellTimeline(events, WORDS_FOR_CUSTOMERS, language),
  };
}

function summarise(
  order: StoredSummary,
  lines: readonly StoredLine[],
  language: Language,
  now: Date,
): Omit<OrderSummary, 'url'> {
  return {
    orderNo: order.orderNo,
    state: order.state,
    lines: lines.map((line) => presentStoredLine(line, language)),
    lineCount: order.lineCount,
    pieceCount: order.pieces,
    itemsAmount: order.itemsFen,
    discountAmount: order.discountFen,
    freightAmount: order.freightFen,
    totalAmount: order.totalFen,
    paidAmount: order.paidFen,
    refundedAmount: order.refundedFen,
    currency: 'CNY',
    placedAt: order.placedAt,
    payBefore: order.payBefore,
    actions: actionsOf(order, now),
  };
}

function presentStoredLine(line: StoredLine, language: Language): OrderLine {
  const amounts = {
    listAmount: line.listFen,
    discountAmount: line.discountFen,
    amount: addFen(line.listFen, fen(-line.discountFen)),
  };
  return presentLine({ ...line, price: line.priceFen }, line.quantity, amounts, language);
}
