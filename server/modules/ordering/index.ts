import type { FastifyRequest } from 'fastify';
import type { Transaction } from '../../platform/database.ts';
import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import type { Fen } from '../../kernel/money.ts';
import { ok } from '../../kernel/result.ts';
import type { Shop } from '../../shop.ts';
import { cancelOrder, recordPayment, recordRefund, type ChangeDeps } from './change-order.ts';
import { expireUnpaidOrders } from './expire-unpaid-orders.ts';
import { countOrders, findOrder, findOrderState, lockOrder, type StoredOrder } from './order.sql.ts';
import type { OrderState } from './order.ts';
import { makePlacing, type PlaceDeps } from './place-order.ts';
import { quoteOrder, type QuoteDeps } from './quote-order.ts';
import { presentPlaced, readOrder, readOrderAsPlaced, readOrders, type ReadDeps } from './read-orders.ts';

export * from './order.ts';
export { makeOrderStreams, type OrderStreams } from './order-streams.ts';
export { orderProblems } from './order.problems.ts';
export { orderSealedColumns } from './sealed-columns.ts';
export { orderRoutes } from './order.http.ts';
export { orderingTables } from './personal-tables.ts';
export { listOpenOrders, type StoredOrder } from './order.sql.ts';

export type OrderingDeps = PlaceDeps &
  ReadDeps &
  QuoteDeps &
  ChangeDeps & {
    /** The customer of a request that may be anonymous. */
    callerOf(request: FastifyRequest): Promise<CustomerId | undefined>;
  };

type Paid = { customerId: CustomerId; orderNo: OrderNo; amount: Fen; gateway: string };

/** All that others may ask of ordering. */
export type Ordering = Shop['ordering'] & {
  callerOf(request: FastifyRequest): Promise<CustomerId | undefined>;
  /** The present state alone, for who is told of changes; undefined where this customer has no such order. */
  findState(customerId: CustomerId, orderNo: OrderNo): Promise<OrderState | undefined>;
  /** For the payment module: what an order is owed, inside its own transaction or outside of one. */
  findForPayment(customerId: CustomerId, orderNo: OrderNo): Promise<StoredOrder | undefined>;
  /** Taken before a payment's row is locked, so that paying and cancelling wait for each other in one order. */
  lockForPayment(tx: Transaction, customerId: CustomerId, orderNo: OrderNo): Promise<void>;
  recordPayment(tx: Transaction, paid: Paid): Promise<'paid' | 'too_late'>;
  recordRefund(tx: Transaction, refunded: Paid): Promise<void>;
  /** Job: cancels what was not paid in time, and answers when to look again. */
  expireUnpaidOrders(): Promise<{ cancelled: number; nextLook: Date }>;
  /** Waits for the orders that are being placed. */
  drain(): Promise<void>;
};

export function makeOrdering(deps: OrderingDeps): Ordering {
  const placing = makePlacing(deps);
  return {
    quote: (customerId, request, language) => quoteOrder(deps, customerId, request, language),
    async place(request, language) {
      const placed = await placing.submit(request);
      if (!placed.ok) return placed;
      const { value } = placed;
      const order = value.replayed
        ? await readOrderAsPlaced(deps, request.customerId, value.orderNo, language)
        : presentPlaced(deps, value, request.note, language);
      return ok({ order, replayed: value.replayed });
    },
    list: (customerId, query, language) => readOrders(deps, customerId, query, language),
    count: (customerId, states) => countOrders(deps.database, customerId, states),
    find: (customerId, orderNo, language) => readOrder(deps, customerId, orderNo, language),
    async cancel(customerId, orderNo, reason, language) {
      const outcome = await cancelOrder(deps, customerId, orderNo, reason);
      if (!outcome.ok) return outcome;
      const order = await readOrder(deps, customerId, orderNo, language);
      if (order === undefined) throw new Error('an order that was cancelled cannot be found');
      return ok(order);
    },
    callerOf: (request) => deps.callerOf(request),
    findState: (customerId, orderNo) => findOrderState(deps.database, customerId, orderNo),
    findForPayment: (customerId, orderNo) => findOrder(deps.database, customerId, orderNo),
    async lockForPayment(tx, customerId, orderNo) {
      await lockOrder(tx, customerId, orderNo);
    },
    recordPayment: (tx, paid) => recordPayment(deps, tx, paid),
    recordRefund: (tx, refunded) => recordRefund(deps, tx, refunded),
    expireUnpaidOrders: () => expireUnpaidOrders(deps),
    drain: () => placing.drain(),
  };
}
