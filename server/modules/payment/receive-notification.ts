import type { PaymentNo } from '../../kernel/ids.ts';
import { customerOfOrderNo, customerOfPaymentNo } from '../../kernel/numbers.ts';
import { applyReport } from './apply-report.ts';
import type { Gateway, Notification, NotificationAnswer, RawNotification } from './gateway.ts';
import type { PaymentDeps } from './payment.deps.ts';
import { factsOf, keepExchange } from './keep-exchanges.ts';
import { findPayment, type StoredPayment } from './payment.sql.ts';
import { applyRefundReport } from './apply-refund-report.ts';
import { findRefund } from './refund.sql.ts';
import { sealNotice } from './seal-notice.ts';

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
  const isOurs = await apply(deps, gateway, notification, raw);
  return gateway.answerNotification(isOurs ? 'accepted' : 'refused');
}

/** False where it speaks of a payment or refund that is not this gateway's with us. */
async function apply(
  deps: PaymentDeps,
  gateway: Gateway,
  notification: Notification,
  raw: RawNotification,
): Promise<boolean> {
  switch (notification.kind) {
    case 'unrelated':
      return true;
    case 'payment': {
      const payment = await findByNumber(deps, notification.paymentNo);
      if (payment?.gateway !== gateway.name) return false;
      await keepNotice(deps, payment, notification, raw);
      await applyReport(deps, payment, notification.report, { notificationId: notification.notificationId });
      return true;
    }
    case 'refund': {
      const customerId = customerOfOrderNo(notification.refundNo.slice(1));
      const refund = customerId && (await findRefund(deps.database, customerId, notification.refundNo));
      const payment = refund && (await findPayment(deps.database, refund.customerId, refund.paymentNo));
      if (refund === undefined || payment?.gateway !== gateway.name) return false;
      await keepNotice(deps, payment, notification, raw);
      await applyRefundReport(deps, refund, notification.report, gateway.name);
      return true;
    }
  }
}

/** Before it is acted on. The same one again is written down again: that it came is what happened. */
async function keepNotice(
  deps: PaymentDeps,
  { customerId, paymentNo, gateway }: StoredPayment,
  notification: Exclude<Notification, { kind: 'unrelated' }>,
  raw: RawNotification,
): Promise<void> {
  const sealed = await sealNotice(deps, customerId, raw);
  const refund = notification.kind === 'refund' && { refundNo: notification.refundNo };
  const facts = { ...factsOf(notification.report), notificationId: notification.notificationId };
  await keepExchange(deps, gateway, {
    ...{ paymentNo, kind: 'notified', facts },
    ...refund,
    ...(sealed && { sealed }),
  });
}

async function findByNumber(deps: PaymentDeps, paymentNo: string): Promise<StoredPayment | undefined> {
  const customerId = customerOfPaymentNo(paymentNo);
  return customerId && findPayment(deps.database, customerId, paymentNo as PaymentNo);
}
