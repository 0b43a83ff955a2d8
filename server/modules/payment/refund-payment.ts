import type { Actor } from '../../kernel/actor.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import { addFen, fen, type Fen } from '../../kernel/money.ts';
import { addJob, type Wake } from '../../platform/jobs.ts';
import { inTransaction, type Database, type Transaction } from '../../platform/database.ts';
import { readBehind } from '../../platform/lanes.ts';
import { closeCases, openCase } from '../cases/index.ts';
import { newRefundNo } from './check-numbers.ts';
import type { Gateway, RefundReport } from './gateway.ts';
import { pauseAfter } from './pause-after.ts';
import type { PaymentDeps } from './payment.deps.ts';
import type { PaymentEvent } from './payment.events.ts';
import { asked, findPayment, lockPayment, savePaymentState, type StoredPayment } from './payment.sql.ts';
import {
  findWaitingRefund,
  insertRefund,
  noteWaiting,
  settleRefund,
  sumRefunds,
  type StoredRefund,
  type WaitingAnswer,
  type WaitingRefund,
} from './refund.sql.ts';

/**
 * Asks for money to go back the way it came, in the transaction of its cause, which holds the payment's order and has asked
 * for no other refund of this payment. Never more than was paid and not asked back yet; a job moves it.
 */
export async function requestRefund(
  { database }: Pick<PaymentDeps, 'database'>,
  tx: Transaction,
  payment: StoredPayment,
  { amount, reason, at, actor }: { amount: Fen; reason: string; at: Date; actor: Actor },
): Promise<void> {
  const { customerId, paymentNo, orderNo } = payment;
  const gone = await readBehind(database, (on) => sumRefunds(on, customerId, paymentNo));
  const amountFen = fen(Math.min(amount, payment.amountFen - gone));
  if (amountFen <= 0) return;
  const refundNo = newRefundNo(customerId, at);
  const refund = { customerId, refundNo, paymentNo, orderNo, amountFen, reason, requestedAt: at };
  await insertRefund(tx, { ...refund, state: 'requested' }, actor);
  await addRefundJob(tx, refund);
}

/** One job a refund: adding it again moves it, and starts its attempts anew. */
export async function addRefundJob(
  on: Transaction | Database,
  { customerId, refundNo }: Pick<StoredRefund, 'customerId' | 'refundNo'>,
  runAt?: Date,
): Promise<void> {
  const { name, payload, key } = refundJob({ customerId, refundNo });
  await addJob(on, name, payload, { key, ...(runAt && { runAt }) });
}

/** The job of a refund that waits. */
export function refundJob({ customerId, refundNo }: Pick<StoredRefund, 'customerId' | 'refundNo'>): Wake {
  return { name: 'refund-payment', payload: { customerId, refundNo }, key: `refund ${refundNo}` };
}

/**
 * Job: moves a requested refund at its gateway. One that the gateway has not done yet waits in its row, for days where it
 * must; this job comes back for it in growing pauses.
 */
export async function moveRefund(deps: PaymentDeps, customerId: CustomerId, refundNo: string): Promise<void> {
  const refund = await findWaitingRefund(deps.database, customerId, refundNo);
  if (refund === undefined) return;
  const payment = await findPayment(deps.database, customerId, refund.paymentNo);
  const gateway = payment && deps.gateways.get(payment.gateway);
  if (payment === undefined || gateway === undefined) return letWait(deps, refund, 'no_gateway');
  await applyRefundReport(deps, refund, await moveAt(gateway, refund, payment), gateway.name);
}

/** Applies what a gateway says of a refund, once, whether it was asked or said so by itself. */
export async function applyRefundReport(
  deps: PaymentDeps,
  refund: StoredRefund,
  report: RefundReport,
  gateway: string,
): Promise<void> {
  switch (report.state) {
    case 'completed':
      return completeRefund(deps, refund, report.reference);
    case 'refused':
      return refuseRefund(deps, refund, report.reason, { by: 'gateway', name: gateway });
    case 'pending':
    case 'unknown':
      return letWait(deps, refund, report.state);
  }
}

/**
 * What was asked for before is asked about first: it may be under way, and not every service takes the same request twice for
 * the same refund while it is.
 */
async function moveAt(
  gateway: Gateway,
  { refundNo, amountFen: amount, reason, requestedAt, lastAnswer }: WaitingRefund,
  payment: StoredPayment,
): Promise<RefundReport> {
  const refund = { refundNo, payment: asked(payment), amount, reason, requestedAt };
  if (lastAnswer === 'pending' || lastAnswer === 'unknown') {
    const known = await gateway.queryRefund(refund);
    if (known.state !== 'not_found') return known;
  }
  return gateway.refund(refund);
}

async function letWait(deps: PaymentDeps, refund: StoredRefund, answer: WaitingAnswer): Promise<void> {
  const at = deps.clock.now();
  const waitedMs = at.getTime() - refund.waitsSince.getTime();
  const askAgainAt = new Date(at.getTime() + pauseAfter(waitedMs));
  await inTransaction(deps.database, async (tx) => {
    if (await noteWaiting(tx, refund, { answer, at, askAgainAt })) await addRefundJob(tx, refund, askAgainAt);
  });
}

async function completeRefund(deps: PaymentDeps, refund: StoredRefund, reference: string): Promise<void> {
  await inTransaction(deps.database, async (tx) => {
    const { customerId, orderNo, amountFen: amount } = refund;
    await deps.ordering.lockForPayment(tx, customerId, orderNo);
    const payment = await lockPayment(tx, customerId, refund.paymentNo);
    if (payment === undefined) throw new Error('the payment of a refund cannot be found');
    const at = deps.clock.now();
    const actor: Actor = { by: 'gateway', name: payment.gateway };
    if (!(await settleRefund(tx, refund, { state: 'completed', reference, at, actor }))) return;
    const refundedFen = addFen(payment.refundedFen, amount);
    const state = refundedFen === payment.amountFen ? 'refunded' : 'partly_refunded';
    await closeCases(tx, ['refund_overdue', 'refund_refused'], refund.refundNo, at);
    await savePaymentState(tx, payment, { state, at, actor, refundedFen });
    await deps.ordering.recordRefund(tx, { customerId, orderNo, amount, gateway: payment.gateway });
    await deps.emit(tx, [tellOf(refund, 'refund_completed', actor, at)]);
  });
}

async function refuseRefund(
  deps: PaymentDeps,
  refund: StoredRefund,
  reason: string,
  actor: Actor,
): Promise<void> {
  const { refundNo: subject, orderNo, paymentNo, amountFen } = refund;
  const isNew = await inTransaction(deps.database, async (tx) => {
    const at = deps.clock.now();
    if (!(await settleRefund(tx, refund, { state: 'refused', reference: null, at, actor }))) return false;
    await closeCases(tx, ['refund_overdue'], subject, at);
    await deps.emit(tx, [tellOf(refund, 'refund_refused', actor, at)]);
    const facts = { orderNo, paymentNo, amountFen, reason };
    return openCase(tx, { kind: 'refund_refused', subject, facts }, at);
  });
  if (isNew) deps.log.error({ refundNo: subject, reason }, 'a gateway refuses a refund; it needs a person');
}

function tellOf(
  { customerId, orderNo, paymentNo, refundNo, amountFen }: StoredRefund,
  type: 'refund_completed' | 'refund_refused',
  actor: Actor,
  at: Date,
): PaymentEvent {
  const facts = { customerId, orderNo, paymentNo, refundNo, amountFen, actor, at: at.toISOString() };
  return { type, v: 2, ...facts };
}
