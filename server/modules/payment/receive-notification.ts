import type { PaymentNo } from '../../kernel/ids.ts';
import { customerOfOrderNo, customerOfPaymentNo } from '../../kernel/numbers.ts';
import { applyReport } from './apply-report.ts';
import type { Gateway, Notification, NotificationAnswer, RawNotification } from './gateway.ts';
import type { PaymentDeps } from './payment.deps.ts';
import { findPayment, type StoredPayment } from './payment.sql.ts';
import { applyRefundReport } from './apply-refund-report.ts';
import { findRefund } from './refund.sql.ts';

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
  const notification = await gateway.readNotification(raw);
  if (notification === undefined) {
    deps.refusedNotifications.note(gatewayName);
    return gateway.answerNotification('refused');
  }
  const isOurs = await apply(deps, gateway, notification);
  return gateway.answerNotification(isOurs ? 'accepted' : 'refused');
}

/** False where it speaks of a payment or refund that is not this gateway's with us. */
async function apply(deps: PaymentDeps, gateway: Gateway, notification: Notification): Promise<boolean> {
  switch (notification.kind) {
    case 'unrelated':
      return true;
    case 'payment': {
      const payment = await findByNumber(deps, notification.paymentNo);
      if (payment?.gateway !== gateway.name) return false;
      await applyReport(deps, payment, notification.report, { notificationId: notification.notificationId });
      return true;
    }
    case 'refund': {
      const customerId = customerOfOrderNo(notification.refundNo.slice(1));
      const refund = customerId && (await findRefund(deps.database, customerId, notification.refundNo));
      const payment = refund && (await findPayment(deps.database, refund.customerId, refund.paymentNo));
      if (refund === undefined || payment?.gateway !== gateway.name) return false;
      await applyRefundReport(deps, refund, notification.report, gateway.name);
      return true;
    }
  }
}

async function findByNumber(deps: PaymentDeps, paymentNo: string): Promise<StoredPayment | undefined> {
  const customerId = customerOfPaymentNo(paymentNo);
  return customerId && findPayment(deps.database, customerId, paymentNo as PaymentNo);
}
