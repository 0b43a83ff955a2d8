import type { Clock } from '../../kernel/clock.ts';
import type { Actor } from '../../kernel/actor.ts';
import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import { addFen, fen, ZERO, type Fen } from '../../kernel/money.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction, type Database, type Transaction } from '../../platform/database.ts';
import type { Emit } from '../../platform/events.ts';
import { readBehind } from '../../platform/lanes.ts';
import { record, type NewAct, type PersonalChange, type SealedPart } from '../audit/index.ts';
import type { SweepDeps } from '../cases/index.ts';
import { post } from '../ledger/index.ts';
import type { PriceOrders } from '../pricing/index.ts';
import { releaseStock } from '../stock/index.ts';
import { sealReason, type DataKey, type OrderSealing } from './order-address.ts';
import type { CancelRefusal, OrderState } from './order.ts';
import type { UnpaidRules } from './find-unpaid.ts';
import { listHeldPieces } from './held-pieces.sql.ts';
import { saveOrderEvent } from './order-events.sql.ts';
import { lockOrder, type StoredOrder } from './order.sql.ts';
import { nextState } from './order.transitions.ts';
import type { OrderingEvent } from './ordering.events.ts';
import { sumPromises } from './promises.sql.ts';
import { takeOrderAgain, type TakeAgainDeps } from './take-again.ts';

export type ChangeDeps = TakeAgainDeps & {
  readonly database: Database;
  readonly clock: Clock;
  readonly sealing: OrderSealing;
  findDataKey(customerId: CustomerId): Promise<DataKey>;
  /** What an act of the staff is to tell of a customer, and why it was done. Before the transaction. */
  sealPart(customerId: CustomerId, told: PersonalChange): Promise<SealedPart>;
  readonly unpaid: UnpaidRules;
  /** So many days after it is paid the price of an order is protected; 0: it is not. */
  protectionDays(): number;
  /** What an order took of campaigns goes back with it, and its coupons can be used again. */
  readonly campaigns: Pick<PriceOrders, 'findTaken' | 'giveBack' | 'spend'>;
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

/** Who cancels an order, and what stands in its history for it. */
export type Cancelling = {
  readonly type: 'cancelled_by_customer' | 'cancelled_by_shop';
  readonly actor: Actor;
  readonly reason: string | undefined;
  /** No order in another state. */
  readonly only?: readonly OrderState[] | undefined;
  /** What the audit trail is to have of it, last in the transaction: `order` as it was before. */
  act?(order: StoredOrder, at: Date, owedFen: Fen): NewAct;
};

/**
 * Cancels an order that has not left yet. Stock goes back; money that was paid is refunded by the payment module. What is
 * open of its payments is ended first, so that money paid a moment ago is known and promised back. A gateway that does
 * not answer keeps nobody from cancelling: the order says so, and money that comes later goes back by itself.
 */
export async function cancelOrder(
  deps: ChangeDeps,
  { customerId, orderNo }: { readonly customerId: CustomerId; readonly orderNo: OrderNo },
  { type, actor, reason, only, act }: Cancelling,
): Promise<Result<null, CancelRefusal>> {
  const [dataKey, settlement, held, taken] = await Promise.all([
    reason === undefined ? undefined : deps.findDataKey(customerId),
    deps.settlePayments(customerId, orderNo),
    listHeldPieces(deps.database, customerId, orderNo),
    deps.campaigns.findTaken(deps.database, { customerId, orderNo }),
  ]);
  return inTransaction(deps.database, async (tx) => {
    const order = await lockOrder(tx, customerId, orderNo);
    if (order === undefined) return refuse({ code: 'order_not_found' });
    const state = nextState(order.state, type);
    if (state === undefined || only?.includes(order.state) === false)
      return refuse({ code: 'not_cancellable', state: order.state });
    const at = deps.clock.now();
    const owedFen = await findOwed(deps, order);
    const isVain = type === 'cancelled_by_customer' && wasHeldInVain(deps, order, at);
    const facts = {
      ...(reason !== undefined && dataKey !== undefined && sealedReason(deps, dataKey, order, reason)),
      ...(owedFen > 0 ? { refund: true, amountFen: owedFen } : {}),
      ...(settlement === 'silent' ? { unsettled: true } : {}),
      ...(isVain ? { heldInVain: true } : {}),
    };
    await saveOrderEvent(tx, order, { type, state, actor, facts, at });
    await deps.campaigns.giveBack(tx, order, taken);
    await releaseStock(tx, held, at);
    await deps.emit(tx, [cancelled(order, type, actor, at, owedFen)]);
    if (act !== undefined) await record(tx, [act(order, at, owedFen)]);
    return ok(null);
  });
}

/** The words of whoever does something to an order that the transaction has locked, for the facts of the event that comes next. */
export function sealedReason(
  { sealing }: { readonly sealing: OrderSealing },
  dataKey: DataKey,
  { customerId, orderNo, version }: StoredOrder,
  reason: string,
): { readonly reasonSealed: string } {
  return { reasonSealed: sealReason(sealing, dataKey, { customerId, orderNo, seq: version + 1 }, reason) };
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
  // Before, since the lines of an order never change.
  const [held, taken] = await Promise.all([
    listHeldPieces(deps.database, customerId, orderNo),
    deps.campaigns.findTaken(deps.database, { customerId, orderNo }),
  ]);
  return inTransaction(deps.database, async (tx) => {
    const order = await lockOrder(tx, customerId, orderNo);
    const at = deps.clock.now();
    if (order === undefined || order.payBefore > at) return false;
    const state = nextState(order.state, 'payment_time_over');
    if (state === undefined) return false;
    const facts = {
      minutes: minutesHeld(order, order.payBefore),
      ...(settlement === 'silent' ? { unsettled: true, takesAgain: deps.takesLateMoney() } : {}),
    };
    await saveOrderEvent(tx, order, { type: 'payment_time_over', state, actor, facts, at });
    await deps.campaigns.giveBack(tx, order, taken);
    await releaseStock(tx, held, at);
    await deps.emit(tx, [cancelled(order, 'payment_time_over', actor, at, owedOf(order))]);
    return true;
  });
}

/** Paid, and not given back yet. */
const owedOf = ({ paidFen, refundedFen }: StoredOrder): Fen => fen(paidFen - refundedFen);

/** The same of an order that is locked, without what it has promised back already and what is still on its way. */
async function findOwed({ database }: ChangeDeps, order: StoredOrder): Promise<Fen> {
  if (order.paidFen === 0) return ZERO;
  const [promise] = await readBehind(database, (on) => sumPromises(on, [order]));
  return fen(order.paidFen - Math.max(order.refundedFen, promise?.promisedFen ?? 0));
}

/** Whoever holds money or open payments for the order hears of it. */
function cancelled(
  order: StoredOrder,
  why: Cancelling['type'] | 'payment_time_over',
  actor: Actor,
  at: Date,
  owedFen: Fen,
): OrderingEvent {
  const { customerId, orderNo } = order;
  const facts = { customerId, orderNo, why, owedFen, actor, at: at.toISOString() };
  return { type: 'order_cancelled', v: 2, ...facts };
}

/** Money that came in for an order or went back, at its gateway. `no`: of the payment or refund. */
export type MoneyOfOrder = {
  readonly customerId: CustomerId;
  readonly orderNo: OrderNo;
  readonly no: string;
  readonly amount: Fen;
  readonly gateway: string;
  readonly at: Date;
};

const idOf = ({ customerId, orderNo }: StoredOrder) => ({ customerId, orderNo });

/**
 * Records money that a gateway has for certain, in the payment's transaction. `paid`: the order waits for shipment now, as one does
 * that ran out of time and could be taken up again. `too_late`: it was cancelled, already paid for, or costs something else by
 * now, so the caller must give the money back.
 */
export async function recordPayment(
  deps: ChangeDeps,
  tx: Transaction,
  { at, no, gateway, ...paid }: MoneyOfOrder,
): Promise<'paid' | 'too_late'> {
  const order = await lockOrder(tx, paid.customerId, paid.orderNo);
  if (order === undefined) throw new Error('a payment names an order that does not exist');
  const actor: Actor = { by: 'gateway', name: gateway };
  const facts = { amountFen: paid.amount, gateway };
  const paidFen = addFen(order.paidFen, paid.amount);
  const wanted = paid.amount === order.totalFen ? await wantedAs(deps, tx, order, at) : undefined;
  if (wanted !== undefined) {
    const paidBy = gateway;
    // The promise of the day on which it is paid holds, whatever the shop is set to later.
    const promised = { ...facts, protectionDays: deps.protectionDays() };
    await saveOrderEvent(tx, order, { ...wanted, actor, facts: promised, at, paidFen, paidBy });
    await Promise.all([
      ...deps.campaigns.spend(tx, [order], at),
      post(tx, [{ ...idOf(order), fact: { kind: 'payment', no, gateway, sold: order } }], at),
    ]);
    const { customerId, orderNo, amount: amountFen } = paid;
    const told = { customerId, orderNo, amountFen, actor, at: at.toISOString() };
    await deps.emit(tx, [{ type: 'order_paid', v: 2, ...told }]);
    return 'paid';
  }
  // Money that the order does not want goes back, and the timeline says so.
  const type = unwanted(order.state);
  await saveOrderEvent(tx, order, {
    type,
    state: nextState(order.state, type) ?? order.state,
    actor,
    facts: type === 'paid_old_price' ? { ...facts, refund: true } : facts,
    at,
    paidFen,
  });
  const fact = { kind: 'unwanted payment', no, gateway, amountFen: paid.amount } as const;
  await post(tx, [{ ...idOf(order), fact }], at);
  return 'too_late';
}

/** As what an order takes the whole of its price, and where to; undefined where it does not. */
async function wantedAs(deps: ChangeDeps, tx: Transaction, order: StoredOrder, at: Date) {
  const paid = nextState(order.state, 'paid');
  if (paid !== undefined) return { type: 'paid', state: paid } as const;
  const state = nextState(order.state, 'paid_late');
  if (state === undefined || !(await takeOrderAgain(deps, tx, order, at))) return undefined;
  return { type: 'paid_late', state } as const;
}

/** For an order that is cancelled, twice for one order, or as much as it came to before its price was changed. */
function unwanted(state: OrderState): 'paid_after_cancellation' | 'paid_twice' | 'paid_old_price' {
  if (state === 'cancelled') return 'paid_after_cancellation';
  return state === 'awaiting_payment' ? 'paid_old_price' : 'paid_twice';
}

/** Records money that has gone back to the customer, in the refund's transaction. `isUnwanted`: it was `too_late` when it came. */
export async function recordRefund(
  deps: ChangeDeps,
  tx: Transaction,
  { at, no, gateway, isUnwanted, ...refunded }: MoneyOfOrder & { readonly isUnwanted: boolean },
): Promise<void> {
  const order = await lockOrder(tx, refunded.customerId, refunded.orderNo);
  if (order === undefined) throw new Error('a refund names an order that does not exist');
  await saveOrderEvent(tx, order, {
    type: 'refunded',
    state: nextState(order.state, 'refunded') ?? order.state,
    actor: { by: 'gateway', name: gateway },
    facts: { amountFen: refunded.amount, gateway },
    at,
    refundedFen: fen(order.refundedFen + refunded.amount),
  });
  const fact = { kind: 'refund', no, gateway, amountFen: refunded.amount, isUnwanted } as const;
  await post(tx, [{ ...idOf(order), fact }], at);
}
