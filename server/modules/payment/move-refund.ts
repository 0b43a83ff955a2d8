import type { CustomerId } from '../../kernel/ids.ts';
import { applyRefundReport, letRefundWait } from './apply-refund-report.ts';
import type { Gateway, RefundReport } from './gateway.ts';
import type { PaymentDeps } from './payment.deps.ts';
import { asked, findPayment, type StoredPayment } from './payment.sql.ts';
import { findWaitingRefund, type WaitingRefund } from './refund.sql.ts';

/**
 * Job: moves a requested refund at its gateway. One that the gateway has not done yet waits in its row, for days where it
 * must; this job comes back for it in growing pauses.
 */
export async function moveRefund(deps: PaymentDeps, customerId: CustomerId, refundNo: string): Promise<void> {
  const refund = await findWaitingRefund(deps.database, customerId, refundNo);
  if (refund === undefined) return;
  const payment = await findPayment(deps.database, customerId, refund.paymentNo);
  const gateway = payment && deps.gateways.get(payment.gateway);
  if (payment === undefined || gateway === undefined) return letRefundWait(deps, refund, 'no_gateway');
  await applyRefundReport(deps, refund, await moveAt(gateway, refund, payment), gateway.name);
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
