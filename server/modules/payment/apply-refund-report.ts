import type { Actor } from '../../kernel/actor.ts';
import { addFen } from '../../kernel/money.ts';
import { inTransaction, type Transaction } from '../../platform/database.ts';
import { closeCases, openCase } from '../cases/index.ts';
import { openDifference } from './apply-report.ts';
import type { RefundReport } from './gateway.ts';
import { pauseAfter } from './pause-after.ts';
import { decideRefundReport, type RefundDecision } from './payment.decide.ts';
import type { PaymentDeps } from './payment.deps.ts';
import type { PaymentEvent } from './payment.events.ts';
import { lockPayment, savePaymentState } from './payment.sql.ts';
import { addRefundJob } from './refund-job.ts';
import { UNWANTED } from './request-refund.ts';
import {
  lockRefund,
  noteWaiting,
  settleRefund,
  type StoredRefund,
  type WaitingAnswer,
} from './refund.sql.ts';

type Change = { readonly refund: StoredRefund; readonly at: Date; readonly actor: Actor };

/**
 * Applies what a gateway says of a refund, once, whether it was asked or said so by itself: the same news again is a success
 * without effect. The order is locked before the payment, and both before the refund.
 */
export async function applyRefundReport(
  deps: PaymentDeps,
  known: StoredRefund,
  report: RefundReport,
  gateway: string,
): Promise<void> {
  if (report.state === 'pending' || report.state === 'unknown')
    return letRefundWait(deps, known, report.state);
  const { told, isOther } = await inTransaction(deps.database, async (tx) => {
    const { customerId, orderNo, refundNo } = known;
    await deps.ordering.lockForPayment(tx, customerId, orderNo);
    const payment = await lockPayment(tx, customerId, known.paymentNo);
    const refund = await lockRefund(tx, customerId, refundNo);
    if (payment === undefined || refund === undefined)
      throw new Error('a refund that was found cannot be locked');
    const decision = decideRefundReport(refund, report);
    const change: Change = { refund, at: deps.clock.now(), actor: { by: 'gateway', name: gateway } };
    if (decision.do === 'complete') {
      const refundedFen = addFen(payment.refundedFen, refund.amountFen);
      const move = refundedFen === payment.amountFen ? 'all_went_back' : 'some_went_back';
      await savePaymentState(tx, payment, { move, at: change.at, actor: change.actor, refundedFen });
    }
    return { told: await carryOut(deps, tx, decision, change), isOther: decision.do === 'alarm' };
  });
  if (told !== undefined) deps.log.error({ refundNo: known.refundNo }, told);
  // Asked about again, it may be what was asked for after all; until then its case is open.
  if (isOther) await letRefundWait(deps, known, 'unknown');
}

const DIFFERS =
  'a gateway reports another refund than was asked for; it was left as it is and needs a person';

/** What the log is to tell, where something is new. */
async function carryOut(
  deps: PaymentDeps,
  tx: Transaction,
  decision: RefundDecision,
  { refund, at, actor }: Change,
): Promise<string | undefined> {
  const { refundNo: subject, customerId, orderNo, paymentNo, amountFen } = refund;
  const gateway = actor.by === 'gateway' ? actor.name : '';
  switch (decision.do) {
    case 'nothing':
      return undefined;
    case 'alarm':
      return (await openDifference(tx, { subject, orderNo, about: 'refund', ...decision.difference }, at))
        ? DIFFERS
        : undefined;
    case 'complete':
      await settleRefund(tx, refund, { move: 'money_went', reference: decision.reference, at, actor });
      await closeCases(tx, ['refund_overdue', 'refund_refused', 'report_differs'], subject, at);
      await deps.ordering.recordRefund(tx, {
        ...{ customerId, orderNo, no: subject, amount: amountFen, gateway, at },
        isUnwanted: refund.reason === UNWANTED,
      });
      await deps.emit(tx, [tellOf(refund, 'refund_completed', actor, at)]);
      return undefined;
    case 'refuse': {
      await settleRefund(tx, refund, { move: 'refused', reference: null, at, actor });
      await closeCases(tx, ['refund_overdue'], subject, at);
      await deps.emit(tx, [tellOf(refund, 'refund_refused', actor, at)]);
      const facts = { orderNo, paymentNo, amountFen, reason: decision.reason };
      const isNew = await openCase(tx, { kind: 'refund_refused', subject, facts }, at);
      return isNew ? 'a gateway refuses a refund; it needs a person' : undefined;
    }
  }
}

/** One that its gateway has not ended waits in its row, for days where it must; its job comes back in growing pauses. */
export async function letRefundWait(
  deps: PaymentDeps,
  refund: StoredRefund,
  answer: WaitingAnswer,
): Promise<void> {
  const at = deps.clock.now();
  const waitedMs = at.getTime() - refund.waitsSince.getTime();
  const askAgainAt = new Date(at.getTime() + pauseAfter(waitedMs));
  await inTransaction(deps.database, async (tx) => {
    if (await noteWaiting(tx, refund, { answer, at, askAgainAt })) await addRefundJob(tx, refund, askAgainAt);
  });
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
