import type { Actor } from '../../kernel/actor.ts';
import { fen, type Fen } from '../../kernel/money.ts';
import type { Transaction } from '../../platform/database.ts';
import { readBehind } from '../../platform/lanes.ts';
import { newRefundNo } from './check-numbers.ts';
import type { PaymentDeps } from './payment.deps.ts';
import type { StoredPayment } from './payment.sql.ts';
import { addRefundJob } from './refund-job.ts';
import { insertRefund, sumRefunds } from './refund.sql.ts';

/** Why money goes back that its order did not want when it came. */
export const UNWANTED = 'paid_too_late';

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
