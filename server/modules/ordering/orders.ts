import type { Queryable, Transaction } from '../../platform/database.ts';
import { everyPage } from '../../platform/walk.ts';
import type { CustomerId, OrderNo, SkuId } from '../../kernel/ids.ts';
import type { Fen } from '../../kernel/money.ts';
import type { Language } from '../../kernel/language.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { Page } from '../../kernel/page.ts';
import {
  cancelOrder,
  recordPayment,
  recordRefund,
  type ChangeDeps,
  type MoneyOfOrder,
} from './change-order.ts';
import { expireUnpaidOrders, settleUnpaidOrders } from './expire-unpaid-orders.ts';
import {
  countOrders,
  findOrder,
  findBuyers,
  findOrderState,
  listLines,
  listOpenOrders,
  lockOrder,
  type StoredOrder,
} from './order.sql.ts';
import { sumCampaigns, type CampaignSums } from './sum-campaigns.sql.ts';
import type { CancelRefusal, Order, OrderState, OrderSummary, PlaceOrder, PlaceRefusal } from './order.ts';
import type { Quote, QuoteRefusal, QuoteRequest } from './quote.ts';
import { gatherLines } from './place-order.decide.ts';
import { makePlacing } from './place-order.ts';
import type { PlaceDeps } from './place-order.deps.ts';
import {
  claimForCustomer,
  findProtection,
  type ClaimRefusal,
  type ProtectionDeps,
} from './price-protection.ts';
import type { PriceProtection } from './present-protection.ts';
import {
  findProtectionClaim,
  listPromiseEvents,
  sumPromises,
  type PromiseEvent,
  type Promised,
} from './promises.sql.ts';
import { findPurchaseLimits, findRoom, quoteOrder, type QuoteDeps } from './quote-order.ts';
import { presentPlaced, readOrder, readOrderAsPlaced, readOrders, type ReadDeps } from './read-orders.ts';

export type OrderingDeps = PlaceDeps & ReadDeps & QuoteDeps & ChangeDeps & ProtectionDeps;

const PROMISES_PAGE = 500;

/** All that others may ask of ordering. */
export type Ordering = {
  /** With `customerId`, what is unpaid is told too; it is needed only where an address is named. */
  quote(
    customerId: CustomerId | null,
    request: QuoteRequest,
    language: Language,
  ): Promise<Result<Quote, QuoteRefusal>>;
  place(
    request: PlaceOrder,
    language: Language,
  ): Promise<Result<{ order: Order; replayed: boolean }, PlaceRefusal>>;
  list(
    customerId: CustomerId,
    query: { state?: OrderState; limit?: number; cursor?: string },
    language: Language,
  ): Promise<Page<OrderSummary>>;
  /** How many of each SKU can be ordered before other orders are paid, whatever there is of it. */
  roomFor(customerId: CustomerId | null, skuIds: readonly SkuId[]): Promise<ReadonlyMap<SkuId, number>>;
  /** How many of each product that has a limit the customer may still buy. */
  purchaseLimits(
    customerId: CustomerId | null,
    skuIds: readonly SkuId[],
  ): ReturnType<typeof findPurchaseLimits>;
  /** How many orders are in each of these states; states without any are missing. */
  count(customerId: CustomerId, states: readonly OrderState[]): Promise<ReadonlyMap<OrderState, number>>;
  find(customerId: CustomerId, orderNo: OrderNo, language: Language): Promise<Order | undefined>;
  cancel(
    customerId: CustomerId,
    orderNo: OrderNo,
    reason: string | undefined,
    language: Language,
  ): Promise<Result<Order, CancelRefusal>>;
  /** What would come back of an order because it costs less now, or has; undefined where this customer has no such order. */
  findProtection(
    customerId: CustomerId,
    orderNo: OrderNo,
    language: Language,
  ): Promise<PriceProtection | undefined>;
  /** Has it given back, once; `expectedAmount` is what the customer saw. */
  claimProtection(
    customerId: CustomerId,
    orderNo: OrderNo,
    expectedAmount: Fen,
    language: Language,
  ): Promise<Result<PriceProtection, ClaimRefusal>>;
  /** The present state alone, for who is told of changes; undefined where this customer has no such order. */
  findState(customerId: CustomerId, orderNo: OrderNo): Promise<OrderState | undefined>;
  /** For the payment module: what an order is owed, inside its own transaction or outside of one. */
  findForPayment(customerId: CustomerId, orderNo: OrderNo): Promise<StoredOrder | undefined>;
  /** For the payment module: what the order holds; some goods are not paid by instalments. */
  findSkuIds(customerId: CustomerId, orderNo: OrderNo): Promise<readonly SkuId[]>;
  /** Taken before a payment's row is locked, so that paying and cancelling wait for each other in one order. */
  lockForPayment(tx: Transaction, customerId: CustomerId, orderNo: OrderNo): Promise<StoredOrder | undefined>;
  recordPayment(tx: Transaction, paid: MoneyOfOrder): Promise<'paid' | 'too_late'>;
  recordRefund(tx: Transaction, refunded: MoneyOfOrder & { readonly isUnwanted: boolean }): Promise<void>;
  /** For the payment module: orders whose events of that time promise money back, page by page; one may come twice. */
  everyPromisedPage(span: { since: Date; before: Date }): AsyncIterable<readonly PromiseEvent[]>;
  /** For the payment module: how much money each of these orders has promised back. */
  sumPromises(
    on: Queryable,
    orders: readonly { customerId: CustomerId; orderNo: OrderNo }[],
  ): Promise<readonly Promised[]>;
  /** For the payment module: what was claimed of an order that costs less. */
  findProtectionClaim: typeof findProtectionClaim;
  /**
   * Job: cancels what was not paid in time, and answers when to look again, and how many orders wait for
   * `settleUnpaidOrders` because a payment of them is still open.
   */
  expireUnpaidOrders(): Promise<{ cancelled: number; waiting: number; nextLook: Date }>;
  /** Job: asks the gateways about those, cancels what was not paid, and answers how many wait for a silent gateway. */
  settleUnpaidOrders(): Promise<{ cancelled: number; waiting: number }>;
  /** For the pricing module: of these customers, who has paid for an order. */
  findBuyers(on: Queryable, customerIds: readonly CustomerId[]): Promise<ReadonlySet<CustomerId>>;
  /** For the pricing module: what came of campaigns. */
  sumCampaigns(on: Queryable, campaignIds: readonly string[]): Promise<ReadonlyMap<string, CampaignSums>>;
  /** For the privacy module, in its own transaction: which orders of a customer have not ended. */
  listOpen(on: Queryable, customerId: CustomerId): Promise<readonly OrderNo[]>;
  /** Waits for the orders that are being placed. */
  drain(): Promise<void>;
};

export function makeOrdering(deps: OrderingDeps): Ordering {
  const placing = makePlacing(deps);
  return {
    quote: (customerId, request, language) => quoteOrder(deps, customerId, request, language),
    roomFor: (customerId, skuIds) => findRoom(deps, customerId, skuIds),
    purchaseLimits: (customerId, skuIds) => findPurchaseLimits(deps, customerId, skuIds),
    async place(request, language) {
      // Here, so that what no order may hold takes none of the time of others that are placed with it.
      const lines = gatherLines(request.lines);
      if (!lines.ok) return lines;
      const placed = await placing.submit({ ...request, lines: lines.value });
      if (!placed.ok) return placed;
      const { value } = placed;
      const order = value.replayed
        ? await readOrderAsPlaced(deps, request.customerId, value.orderNo, language)
        : presentPlaced(value, request.note, language);
      return ok({ order, replayed: value.replayed });
    },
    list: (customerId, query, language) => readOrders(deps, customerId, query, language),
    count: (customerId, states) => countOrders(deps.database, customerId, states),
    async find(customerId, orderNo, language) {
      const order = await readOrder(deps, customerId, orderNo, language);
      return order && { ...order, instalments: await findInstalments(deps, order) };
    },
    async cancel(customerId, orderNo, reason, language) {
      const actor = { by: 'customer', customerId } as const;
      const cancelling = { type: 'cancelled_by_customer', actor, reason } as const;
      const outcome = await cancelOrder(deps, { customerId, orderNo }, cancelling);
      if (!outcome.ok) return outcome;
      const order = await readOrder(deps, customerId, orderNo, language);
      if (order === undefined) throw new Error('an order that was cancelled cannot be found');
      return ok(order);
    },
    findProtection: (customerId, orderNo, language) =>
      findProtection(deps, { customerId, orderNo }, language),
    claimProtection: (customerId, orderNo, expectedAmount, language) =>
      claimForCustomer(deps, { customerId, orderNo }, expectedAmount, language),
    findState: (customerId, orderNo) => findOrderState(deps.database, customerId, orderNo),
    findForPayment: (customerId, orderNo) => findOrder(deps.database, customerId, orderNo),
    async findSkuIds(customerId, orderNo) {
      const lines = await listLines(deps.database, customerId, [orderNo]);
      return (lines.get(orderNo) ?? []).map(({ skuId }) => skuId);
    },
    lockForPayment: (tx, customerId, orderNo) => lockOrder(tx, customerId, orderNo),
    recordPayment: (tx, paid) => recordPayment(deps, tx, paid),
    recordRefund: (tx, refunded) => recordRefund(deps, tx, refunded),
    everyPromisedPage: (span) =>
      everyPage(PROMISES_PAGE, (after) => listPromiseEvents(deps.database, span, after, PROMISES_PAGE)),
    sumPromises,
    findProtectionClaim,
    expireUnpaidOrders: () => expireUnpaidOrders(deps),
    settleUnpaidOrders: () => settleUnpaidOrders(deps),
    findBuyers,
    sumCampaigns,
    listOpen: listOpenOrders,
    drain: () => placing.drain(),
  };
}

async function findInstalments(
  { instalments, clock }: OrderingDeps,
  { state, payBefore, totalAmount: amount, lines }: Order,
): Promise<NonNullable<Order['instalments']>> {
  if (state !== 'awaiting_payment' || payBefore <= clock.now()) return [];
  return instalments.offers({ amount, findSkuIds: () => lines.map(({ skuId }) => skuId) });
}
