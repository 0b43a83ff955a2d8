import type { Clock } from '../../kernel/clock.ts';
import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import { addFen, fen, ZERO } from '../../kernel/money.ts';
import type { Page } from '../../kernel/page.ts';
import type { Database } from '../../platform/database.ts';
import { SUMMARY_LINES, type Order, type OrderLine, type OrderState, type OrderSummary } from './order.ts';
import { openAddress, openReason, type DataKey, type OrderSealing } from './order-address.ts';
import type { OrderEvent } from './order.events.ts';
import { listEvents } from './order-events.sql.ts';
import {
  findWholeOrder,
  listFirstLines,
  listLines,
  listOrders,
  type StoredLine,
  type StoredOrder,
  type StoredSummary,
} from './order.sql.ts';
import type { StoredAdjustment } from './order-adjustments.sql.ts';
import { presentPickUp } from './pick-up.ts';
import { presentLine } from './present-line.ts';
import { presentAdjustment, presentStored, savedBy } from './present-price.ts';
import { actionsOf } from './order.transitions.ts';
import type { Placed } from './draft-orders.ts';
import { WORDS_FOR_CUSTOMERS } from './timeline-for-customers.ts';
import { tellTimeline, type ToldFacts } from './timeline.ts';

export type ReadDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly sealing: OrderSealing;
  findDataKey(customerId: CustomerId): Promise<DataKey>;
  /** Province, city and district of a six-digit code. */
  regionOf(regionCode: string, street: string): readonly string[];
};

export type Found = {
  stored: StoredOrder;
  lines: readonly StoredLine[];
  adjustments: readonly StoredAdjustment[];
  events: readonly OrderEvent[];
  /** Undefined where the customer was erased: then nothing personal is left to open. */
  dataKey: DataKey | undefined;
};

export async function gatherOrder(
  deps: Pick<ReadDeps, 'database'> & {
    findKeyIfAny(customerId: CustomerId): Promise<DataKey | undefined>;
  },
  customerId: CustomerId,
  orderNo: OrderNo,
): Promise<Found | undefined> {
  const [whole, lines, events, dataKey] = await Promise.all([
    findWholeOrder(deps.database, customerId, orderNo),
    listLines(deps.database, customerId, [orderNo]),
    listEvents(deps.database, customerId, orderNo),
    deps.findKeyIfAny(customerId),
  ]);
  if (whole === undefined) return undefined;
  const { order: stored, adjustments } = whole;
  return { stored, lines: lines.get(orderNo) ?? [], adjustments, events, dataKey };
}

/** Who asks for an order of their own has a key, or it is a fault. */
const ofOwn = (deps: ReadDeps) => ({ database: deps.database, findKeyIfAny: deps.findDataKey });

/** One order of this customer, or undefined: also where it belongs to somebody else. Statements side by side, no chain. */
export async function readOrder(
  deps: ReadDeps,
  customerId: CustomerId,
  orderNo: OrderNo,
  language: Language,
): Promise<Order | undefined> {
  const found = await gatherOrder(ofOwn(deps), customerId, orderNo);
  return found && presentOrder(deps, found, language);
}

/** The order as it was answered when it was placed: what a repeat of the same idempotency key is told. */
export async function readOrderAsPlaced(
  deps: ReadDeps,
  customerId: CustomerId,
  orderNo: OrderNo,
  language: Language,
): Promise<Order> {
  const found = await gatherOrder(ofOwn(deps), customerId, orderNo);
  if (found === undefined) throw new Error('an order that was placed cannot be found');
  const isFree = found.events[1]?.type === 'nothing_to_pay';
  const stored: StoredOrder = {
    ...found.stored,
    state: isFree ? 'awaiting_shipment' : 'awaiting_payment',
    paidFen: ZERO,
    refundedFen: ZERO,
  };
  const events = found.events.slice(0, isFree ? 2 : 1);
  const order = presentOrder(deps, { ...found, stored, events }, language);
  return { ...order, actions: actionsOf(stored, stored.placedAt) };
}

/** The order that was placed just now, without reading it back. */
export function presentPlaced(
  { orderNo, placing, address, placedAt, payBefore, minutes, pickUp }: Extract<Placed, { replayed: false }>,
  note: string | undefined,
  language: Language,
): Order {
  const isFree = placing.price.totalAmount === 0;
  const state = isFree ? 'awaiting_shipment' : 'awaiting_payment';
  const placed = { type: 'placed', state: 'awaiting_payment', facts: { minutes }, at: placedAt } as const;
  const paid = { type: 'nothing_to_pay', state, facts: {}, at: placedAt } as const;
  return {
    orderNo,
    state,
    lines: [
      ...placing.lines.map(({ sku, quantity }, index) =>
        presentLine(sku, quantity, placing.price.lines[index]!, language),
      ),
      ...placing.gifts.map((sku) => presentLine({ ...sku, price: ZERO }, 1, FREE, language, true)),
    ],
    lineCount: placing.lines.length + placing.gifts.length,
    pieceCount: placing.lines.reduce((sum, { quantity }) => sum + quantity, placing.gifts.length),
    itemsAmount: placing.price.itemsAmount,
    discountAmount: placing.price.discountAmount,
    freightAmount: placing.price.freightAmount,
    totalAmount: placing.price.totalAmount,
    adjustments: placing.price.adjustments.map((adjustment) => presentAdjustment(adjustment, language)),
    savedAmount: placing.price.savedAmount,
    paidAmount: ZERO,
    refundedAmount: ZERO,
    currency: 'CNY',
    deliveryMethod: pickUp === undefined ? 'standard' : 'pick_up',
    ...(pickUp && { pickUp: presentPickUp(pickUp, language) }),
    address,
    note: note ?? null,
    placedAt,
    payBefore,
    timeline: tellTimeline(isFree ? [placed, paid] : [placed], WORDS_FOR_CUSTOMERS, language),
    actions: actionsOf({ state, payBefore }, placedAt),
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
      savedAmount: order.savedFen,
      url: `/api/v1/orders/${order.orderNo}`,
    })),
    nextCursor: found.length > limit ? orders.at(-1)!.orderNo : null,
  };
}

const FREE = { listAmount: ZERO, discountAmount: ZERO, amount: ZERO };
const NOTHING_PERSONAL = { recipient: '', phone: '', street: '', note: null };

export function presentOrder(
  deps: Omit<ReadDeps, 'findDataKey'>,
  { stored, lines, adjustments: rows, events, dataKey }: Found,
  language: Language,
): Order {
  const { note, ...address } =
    dataKey === undefined ? NOTHING_PERSONAL : openAddress(deps.sealing, dataKey, stored);
  const told = withReasons(deps, stored, dataKey, events);
  const adjustments = presentStored(stored, rows, reasonsOfChanges(told), language);
  return {
    ...summarise(stored, lines, language, deps.clock.now()),
    ...{ adjustments, savedAmount: savedBy(stored, adjustments) },
    ...(stored.pickUp !== null && { pickUp: presentPickUp(stored.pickUp, language) }),
    address: {
      ...address,
      regionCode: stored.regionCode,
      region: deps.regionOf(stored.regionCode, address.street),
    },
    note,
    timeline: tellTimeline(told, WORDS_FOR_CUSTOMERS, language),
  };
}

/** Of each change of the price by the staff, in order, why. */
function reasonsOfChanges(events: ReturnType<typeof withReasons>): (string | undefined)[] {
  return events.filter(({ type }) => type === 'price_changed').map(({ facts }) => facts.reason);
}

/** Events with the words of the staff opened: those are for the customer to read. Their own they know. */
export function withReasons(
  { sealing }: Pick<ReadDeps, 'sealing'>,
  { customerId, orderNo }: Pick<StoredOrder, 'customerId' | 'orderNo'>,
  dataKey: DataKey | undefined,
  events: readonly OrderEvent[],
): (OrderEvent & { readonly facts: ToldFacts })[] {
  return events.map((event, index) => {
    if (event.actor.by !== 'staff' || dataKey === undefined) return event;
    const reason = openReason(sealing, dataKey, { customerId, orderNo, seq: index + 1 }, event.facts);
    return { ...event, facts: { ...event.facts, ...(reason !== undefined && { reason }) } };
  });
}

export function summarise(
  order: StoredSummary,
  lines: readonly StoredLine[],
  language: Language,
  now: Date,
): Omit<OrderSummary, 'url' | 'savedAmount'> {
  return {
    orderNo: order.orderNo,
    state: order.state,
    lines: lines.map((line) => presentStoredLine(line, language)),
    lineCount: order.lineCount,
    pieceCount: order.pieces,
    deliveryMethod: order.deliveryMethod,
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
  return presentLine({ ...line, price: line.priceFen }, line.quantity, amounts, language, line.isGift);
}
