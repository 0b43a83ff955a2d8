import type { Clock } from '../../kernel/clock.ts';
import { fen, type Fen } from '../../kernel/money.ts';
import { customerOfOrderNo } from '../../kernel/numbers.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction, type Database, type Queryable } from '../../platform/database.ts';
import { readBehind } from '../../platform/lanes.ts';
import { record, type Doing } from '../audit/index.ts';
import { lockOrder } from '../ordering/index.ts';
import { findPayment } from './payment.sql.ts';
import { addRefundJob } from './refund-job.ts';
import { findRefund, reopenRefund, sumRefunds, type StoredRefund } from './refund.sql.ts';

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
  by: Doing,
): Promise<Result<null, AskAgainRefusal>> {
  const customerId = customerOfOrderNo(refundNo.slice(1));
  if (customerId === undefined) return refuse({ code: 'refund_not_found' });
  const refund = await findRefund(database, customerId, refundNo);
  if (refund === undefined) return refuse({ code: 'refund_not_found' });
  const at = clock.now();
  return inTransaction(database, async (tx) => {
    // Whoever asks for money of an order back does so behind this lock, so that together they never ask for more than it.
    await lockOrder(tx, customerId, refund.orderNo);
    const left = await readBehind(database, (on) => findLeft(on, refund));
    if (!(await reopenRefund(tx, refund, { left, at, actor: by.actor })))
      return refuse({ code: refund.state === 'refused' ? 'refund_exceeds_payment' : 'refund_not_refused' });
    await addRefundJob(tx, refund);
    const [before, after] = [{ state: 'refused' }, { state: 'requested' }];
    const subject = { kind: 'refund', id: refundNo };
    await record(tx, [{ what: 'refund:ask-again', subject, before, after, at, ...by }]);
    return ok(null);
  });
}

/** What of a refund's payment nobody has asked back. */
async function findLeft(on: Queryable, { customerId, paymentNo }: StoredRefund): Promise<Fen> {
  const payment = await findPayment(on, customerId, paymentNo);
  if (payment === undefined) throw new Error('the payment of a refund cannot be found');
  return fen(payment.amountFen - (await sumRefunds(on, customerId, paymentNo)));
}
