import { customerOfPaymentNo } from '../../kernel/numbers.ts';
import { applyReport } from './apply-report.ts';
import type { NoticeAnswer, RawNotice } from './gateway.ts';
import type { PaymentDeps } from './payment.deps.ts';
import { findPayment } from './payment.sql.ts';

/**
 * Takes a gateway's notice: verified, stored once, applied once. A forged one is refused and changes nothing; one for a
 * payment that is not ours is refused too. Undefined: there is no such gateway.
 */
export async function receiveNotice(
  deps: PaymentDeps,
  gatewayName: string,
  raw: RawNotice,
): Promise<NoticeAnswer | undefined> {
  const gateway = deps.gateways.get(gatewayName);
  if (gateway === undefined) return undefined;
  const notice = gateway.readNotice(raw);
  if (notice === undefined) {
    deps.refusedNotices.note(gatewayName);
    return gateway.answerNotice('refused');
  }
  const customerId = customerOfPaymentNo(notice.paymentNo);
  const payment = customerId && (await findPayment(deps.database, customerId, notice.paymentNo));
  if (payment === undefined || payment.gateway !== gatewayName) return gateway.answerNotice('refused');
  await applyReport(deps, payment, notice.report, { noticeId: notice.noticeId });
  return gateway.answerNotice('accepted');
}
