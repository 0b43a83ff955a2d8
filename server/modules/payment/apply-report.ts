import type { Actor } from '../../kernel/actor.ts';
import type { CustomerId, OrderNo, PaymentNo } from '../../kernel/ids.ts';
import { addJob } from '../../platform/jobs.ts';
import { inTransaction, type Database, type Transaction } from '../../platform/database.ts';
import { toFen } from '../../kernel/money.ts';
import { closeCases, openCase, type CaseKind } from '../cases/index.ts';
import type { PaymentReport } from './gateway.ts';
import { decideReport, type Difference, type ReportDecision } from './payment.decide.ts';
import type { PaymentDeps } from './payment.deps.ts';
import type { PaymentEvent } from './payment.events.ts';
import { insertNotification, lockPayment, savePaymentState, type StoredPayment } from './payment.sql.ts';
import { requestRefund, UNWANTED } from './request-refund.ts';

/** What is done to a payment, when, and who has said so. */
type Change = { readonly payment: StoredPayment; readonly at: Date; readonly actor: Actor };

/**
 * Applies what a gateway says of a payment, once: from a notification (then kept under its id) or because we asked. The order
 * is locked before the payment, here as in a cancellation, so that the two wait for each other and never both half-win.
 * `actor`: whose word it is where it is not the gateway's. Answers what was done.
 */
export async function applyReport(
  deps: PaymentDeps,
  known: StoredPayment,
  report: PaymentReport,
  {
    notificationId,
    actor = { by: 'gateway', name: known.gateway },
  }: { notificationId?: string; actor?: Actor } = {},
): Promise<ReportDecision['do']> {
  return inTransaction(deps.database, async (tx) => {
    await deps.ordering.lockForPayment(tx, known.customerId, known.orderNo);
    const payment = await lockPayment(tx, known.customerId, known.paymentNo);
    if (payment === undefined) throw new Error('a payment that was found cannot be locked');
    const at = deps.clock.now();
    const isNew =
      notificationId === undefined ||
      (await insertNotification(tx, payment, notificationId, report.state, at));
    if (!isNew) return 'nothing';
    const decision = decideReport(payment, report);
    if (decision.do !== 'nothing') await closeCases(tx, answeredBy(decision), payment.paymentNo, at);
    await carryOut(deps, tx, decision, { payment, at, actor });
    return decision.do;
  });
}

/** Whatever a gateway says ends the doubt; only the money that was asked for ends a difference. */
function answeredBy(decision: ReportDecision): CaseKind[] {
  return decision.do === 'succeed'
    ? ['payment_in_doubt', 'amount_differs', 'report_differs']
    : ['payment_in_doubt'];
}

async function carryOut(
  deps: PaymentDeps,
  tx: Transaction,
  decision: ReportDecision,
  change: Change,
): Promise<void> {
  const { payment, at, actor } = change;
  switch (decision.do) {
    case 'nothing':
      return;
    case 'alarm':
      return openAlarm(deps, tx, payment, decision.difference, at);
    case 'cancel':
      return savePaymentState(tx, payment, {
        move: payment.expiresAt <= at ? 'closed_after_its_time' : 'closed',
        at,
        actor,
      });
    case 'fail':
      await savePaymentState(tx, payment, { move: 'failed', at, actor, failureCode: decision.cause });
      return deps.emit(tx, [paymentFailed(change)]);
    case 'succeed':
      return succeed(deps, tx, decision.reference, change);
  }
}

/** The payment is left as it is: what to do about other money than was asked for, a person must say. */
async function openAlarm(
  deps: PaymentDeps,
  tx: Transaction,
  { paymentNo: subject, orderNo }: StoredPayment,
  difference: Difference,
  at: Date,
): Promise<void> {
  if (await openDifference(tx, { subject, orderNo, about: 'payment', ...difference }, at))
    deps.log.error(
      { paymentNo: subject, ...difference },
      'a gateway reports other money than was asked for; the payment was left as it is and needs a person',
    );
}

/** True where it is a new case. Another amount of a payment is a kind of its own, since it is what happens. */
export async function openDifference(
  tx: Transaction,
  difference: Difference & { subject: string; orderNo: OrderNo; about: 'payment' | 'refund' },
  at: Date,
): Promise<boolean> {
  const { subject, orderNo, about, field, expected, reported } = difference;
  if (about === 'payment' && field === 'amount') {
    const facts = { orderNo, expectedFen: toFen(expected), reportedFen: toFen(reported) };
    return openCase(tx, { kind: 'amount_differs', subject, facts }, at);
  }
  const facts = { orderNo, about, field, expected, reported };
  return openCase(tx, { kind: 'report_differs', subject, facts }, at);
}

/** Money that an order does not need goes back by itself. */
const LATE_MONEY: Actor = { by: 'system', job: 'return-late-money' };

async function succeed(
  deps: PaymentDeps,
  tx: Transaction,
  reference: string,
  { payment, at, actor }: Change,
): Promise<void> {
  await savePaymentState(tx, payment, { move: 'money_came', at, actor, reference });
  const { customerId, orderNo, paymentNo: no, amountFen: amount, gateway } = payment;
  const outcome = await deps.ordering.recordPayment(tx, { customerId, orderNo, no, amount, gateway, at });
  if (outcome === 'too_late')
    await requestRefund(deps, tx, payment, { amount, reason: UNWANTED, at, actor: LATE_MONEY });
  // Other attempts at the same order are closed at their gateways, so that nobody pays twice.
  else await closeLater(tx, payment, at);
}

function paymentFailed({ payment, at, actor }: Change): PaymentEvent {
  const { customerId, orderNo, paymentNo } = payment;
  return { type: 'payment_failed', v: 2, customerId, orderNo, paymentNo, actor, at: at.toISOString() };
}

/**
 * Has the open payments of an order closed at their gateways, after the transaction; with `before` those alone that were begun
 * before that one. `since`: when that was first wanted.
 */
export async function closeLater(
  on: Transaction | Database,
  {
    customerId,
    orderNo,
    before,
  }: { readonly customerId: CustomerId; readonly orderNo: OrderNo; readonly before?: PaymentNo | undefined },
  since: Date,
  runAt?: Date,
): Promise<void> {
  await addJob(
    on,
    'close-payments',
    { customerId, orderNo, before, since: since.toISOString() },
    runAt && { runAt },
  );
}
