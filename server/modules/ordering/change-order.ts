import type { Clock } from '../../kernel/clock.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import { addFen, fen, type Fen } from '../../kernel/money.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction, type Database, type Transaction } from '../../platform/database.ts';
import type { Emit } from '../../platform/events.ts';
import type { SweepDeps } from '../cases/index.ts';
import { releaseStock } from '../stock/index.ts';
import { sealReason, type DataKey, type OrderSealing } from './order-address.ts';
import type { CancelRefusal } from './order.ts';
import type { UnpaidRules } from './find-unpaid.ts';
import { listHeldPieces } from './held-pieces.sql.ts';
import { saveOrderEvent } from './order-events.sql.ts';
import { lockOrder, type StoredOrder } from './order.sql.ts';
import { nextState } from './order.transitions.ts';
import type { OrderingEvent } from './ordering.events.ts';

export type ChangeDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly sealing: OrderSealing;
  findDataKey(customerId: CustomerId): Promise<DataKey>;
  readonly unpaid: UnpaidRules;
  /**
   * Ends what is open of an order's payments at their gateways and records what has come in, outside of any transaction.
   * `silent`: a gateway did not say, so that money may still come. Asked before an unpaid order is cancelled.
   */
  settlePayments(customerId: CustomerId, orderNo: OrderNo): Promise<'settled' | 'silent'>;
  /** The gateways of the payments that may still be paid, for those of these orders that have any; in a certain order. */
  findOpenPayments(
    orders: readonly { customerId: CustomerId; orderNo: OrderNo }[],
  ): Promise<ReadonlyMap<OrderNo, readonly string[]>>;
  readonly emit: Emit<OrderingEvent>;
  readonly log: SweepDeps['log'];
};

/**
 * Cancels an order that has not left yet. Stock goes back; money that was paid is refunded by the payment module. What is
 * open of its payments is ended first, so that money paid a moment ago is known and promised back. A gateway that does
 * not answer keeps nobody from cancelling: the order says so, and money that comes later goes back by itself.
 */
export async function cancelOrder(
  deps: ChangeDeps,
  customerId: CustomerId,
  orderNo: OrderNo,
  reason: string | undefined,
): Promise<Result<null, CancelRefusal>> {
  const [dataKey, settlement] = await Promise.all([
    reason === undefined ? undefined : deps.findDataKey(customerId),
    deps.settlePayments(customerId, orderNo),
  ]);
  return inTransaction(deps.database, async (tx) => {
    const order = await lockOrder(tx, customerId, orderNo);
    if (order === undefined) return refuse({ code: 'order_not_found' });
    const state = nextState(order.state, 'cancelled_by_customer');
    if (state === undefined) return refuse({ code: 'not_cancellable', state: order.state });
    const at = deps.clock.now();
    const owedFen = owedOf(order);
    const facts = {
      ...(reason === undefined || dataKey === undefined
        ? {}
        : {
            reasonSealed: sealReason(
              deps.sealing,
              dataKey,
              { customerId, orderNo, seq: order.version + 1 },
              reason,
            ),
          }),
      ...(owedFen > 0 ? { refund: true, amountFen: owedFen } : {}),
      ...(settlement === 'silent' ? { unsettled: true } : {}),
      ...(wasHeldInVain(deps, order, at) ? { heldInVain: true } : {}),
    };
    const actor: Actor = { by: 'customer', customerId };
    await saveOrderEvent(tx, order, { type: 'cancelled_by_customer', state, actor, facts, at });
    await releaseOrder(tx, order, at);
    await deps.emit(tx, [cancelled(order, 'cancelled_by_customer', actor, at)]);
    return ok(null);
  });
}

const minutesHeld = ({ placedAt }: StoredOrder, until: Date): number =>
  Math.round((until.getTime() - placedAt.getTime()) / 60_000);

/**
 * Whether an order that its customer cancels has held its goods for as long as those of repeaters are held at most: else
 * whoever cancels just before the time is over could hold them for ever.
 */
function wasHeldInVain({ unpaid }: ChangeDeps, order: StoredOrder, at: Date): boolean {
  return order.state === 'awaiting_payment' && minutesHeld(order, at) >= unpaid.repeater.minutes;
}

/**
 * Cancels an order whose payment time is over; false where it was paid or cancelled meanwhile. `settlement` is what its
 * gateways said last: that one was silent is written down.
 */
export async function expireOrder(
  deps: ChangeDeps,
  { customerId, orderNo }: { customerId: CustomerId; orderNo: OrderNo },
  settlement: 'settled' | 'silent',
  actor: Actor,
): Promise<boolean> {
  return inTransaction(deps.database, async (tx) => {
    const order = await lockOrder(tx, customerId, orderNo);
    const at = deps.clock.now();
    if (order === undefined || order.payBefore > at) return false;
    const state = nextState(order.state, 'payment_time_over');
    if (state === undefined) return false;
    const facts = {
      minutes: minutesHeld(order, order.payBefore),
      ...(settlement === 'silent' ? { unsettled: true } : {}),
    };
    await saveOrderEvent(tx, order, { type: 'payment_time_over', state, actor, facts, at });
    await releaseOrder(tx, order, at);
    await deps.emit(tx, [cancelled(order, 'payment_time_over', actor, at)]);
    return true;
  });
}

/** Paid, and not given back yet. */
const owedOf = ({ paidFen, refundedFen }: StoredOrder): Fen => fen(paidFen - refundedFen);

/** Whoever holds money or open payments for the order hears of it. */
function cancelled(
  order: StoredOrder,
  why: 'cancelled_by_customer' | 'payment_time_over',
  actor: Actor,
  at: Date,
): OrderingEvent {
  const { customerId, orderNo } = order;
  const facts = { customerId, orderNo, why, owedFen: owedOf(order), actor, at: at.toISOString() };
  return { type: 'order_cancelled', v: 2, ...facts };
}

async function releaseOrder(tx: Transaction, { customerId, orderNo }: StoredOrder, at: Date): Promise<void> {
  const held = await listHeldPieces(tx, customerId, orderNo);
  await releaseStock(
    tx,
    held.map(({ skuId, quantity }) => ({ skuId, orderNo, quantity })),
    at,
  );
}

/**
 * Records money that a gateway has for certain, in the payment's transaction. `paid`: the order waits for shipment now.
 * `too_late`: it was cancelled or already paid for, so the caller must give the money back.
 */
export async function recordPayment(
  deps: ChangeDeps,
  tx: Transaction,
  paid: { customerId: CustomerId; orderNo: OrderNo; amount: Fen; gateway: string },
): Promise<'paid' | 'too_late'> {
  const order = await lockOrder(tx, paid.customerId, paid.orderNo);
  if (order === undefined) throw new Error('a payment names an order that does not exist');
  const at = deps.clock.now();
  const actor: Actor = { by: 'gateway', name: paid.gateway };
  const facts = { amountFen: paid.amount, gateway: paid.gateway };
  const paidFen = addFen(order.paidFen, paid.amount);
  const state = nextState(order.state, 'paid');
  if (state !== undefined && paidFen === order.totalFen) {
    await saveOrderEvent(tx, order, { type: 'paid', state, actor, facts, at, paidFen });
    const { customerId, orderNo, amount: amountFen } = paid;
    const told = { customerId, orderNo, amountFen, actor, at: at.toISOString() };
    await deps.emit(tx, [{ type: 'order_paid', v: 2, ...told }]);
    return 'paid';
  }
  // Money twice for one order, or for one that is cancelled: it goes back, and the timeline says so.
  const type = order.state === 'cancelled' ? 'paid_after_cancellation' : 'paid_twice';
  await saveOrderEvent(tx, order, {
    type,
    state: nextState(order.state, type) ?? order.state,
    actor,
    facts,
    at,
    paidFen,
  });
  return 'too_late';
}

/** Records money that has gone back to the customer, in the refund's transaction. */
export async function recordRefund(
  deps: ChangeDeps,
  tx: Transaction,
  refunded: { customerId: CustomerId; orderNo: OrderNo; amount: Fen; gateway: string },
): Promise<void> {
  const order = await lockOrder(tx, refunded.customerId, refunded.orderNo);
  if (order === undefined) throw new Error('a refund names an order that does not exist');
  await saveOrderEvent(tx, order, {
    type: 'refunded',
    state: nextState(order.state, 'refunded') ?? order.state,
    actor: { by: 'gateway', name: refunded.gateway },
    facts: { amountFen: refunded.amount, gateway: refunded.gateway },
    at: deps.clock.now(),
    refundedFen: fen(order.refundedFen + refunded.amount),
  });
}
