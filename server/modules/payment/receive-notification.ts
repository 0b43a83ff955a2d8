import { customerOfPaymentNo } from '../../kernel/numbers.ts';
import { applyReport } from './apply-report.ts';
import type { NotificationAnswer, RawNotification } from './gateway.ts';
import type { PaymentDeps } from './payment.deps.ts';
import { findPayment } from './payment.sql.ts';

/**
 * Takes a gateway's notification: verified, stored once, applied once. A forged one is refused and changes nothing; one for a
 * payment that is not ours is refused too. Undefined: there is no such gateway.
 */
export async function receiveNotification(
  deps: PaymentDeps,
  gatewayName: string,
  raw: RawNotification,
): Promise<NotificationAnswer | undefined> {
  const gateway = deps.gateways.get(gatewayName);
  if (gateway === undefined) return undefined;
  const notification = gateway.readNotification(raw);
  if (notification === undefined) {
    deps.refusedNotifications.note(gatewayName);
    return gateway.answerNotification('refused');
  }
  const customerId = customerOfPaymentNo(notification.paymentNo);
  const payment = customerId && (await findPayment(deps.database, customerId, notification.paymentNo));
  if (payment === undefined || payment.gateway !== gatewayName) return gateway.answerNotification('refused');
  await applyReport(deps, payment, notification.report, { notificationId: notification.notificationId });
  return gateway.answerNotification('accepted');
}
