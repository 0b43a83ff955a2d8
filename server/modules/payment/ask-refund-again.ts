import type { Actor } from '../../kernel/actor.ts';
import type { Clock } from '../../kernel/clock.ts';
import { fen } from '../../kernel/money.ts';
import { customerOfOrderNo } from '../../kernel/numbers.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction, type Database } from '../../platform/database.ts';
import { lockOrder } from '../ordering/index.ts';
import { findPayment } from './payment.sql.ts';
import { addRefundJob } from './refund-payment.ts';
import { findRefund, reopenRefund, sumRefunds } from './refund.sql.ts';

export type AskAgainRefusal = {
  /** `refund_exceeds_payment`: another refund gives this money back already. */
  readonly code: 'refund_not_found' | 'refund_not_refused' | 'refund_exceeds_payment';
};

/**
 * Has a refund that its gateway had refused asked for once more, under its old number, so that it moves the money once in
 * any case. Its case stays open until the money has moved.
 */
export async function askRefundAgain(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  refundNo: string,
  actor: Actor,
): Promise<Result<null, AskAgainRefusal>> {
  const customerId = customerOfOrderNo(refundNo.slice(1));
  if (customerId === undefined) return refuse({ code: 'refund_not_found' });
  return inTransaction(database, async (tx) => {
    const refund = await findRefund(tx, customerId, refundNo);
    if (refund === undefined) return refuse({ code: 'refund_not_found' });
    // Whoever asks for money of an order back does so behind this lock, so that together they never ask for more than it.
    await lockOrder(tx, customerId, refund.orderNo);
    const payment = await findPayment(tx, customerId, refund.paymentNo);
    if (payment === undefined) throw new Error('the payment of a refund cannot be found');
    const left = fen(payment.amountFen - (await sumRefunds(tx, customerId, payment.paymentNo)));
    if (!(await reopenRefund(tx, refund, { left, at: clock.now(), actor })))
      return refuse({ code: refund.state === 'refused' ? 'refund_exceeds_payment' : 'refund_not_refused' });
    await addRefundJob(tx, refund);
    return ok(null);
  });
}
