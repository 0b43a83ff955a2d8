import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import { ok } from '../../kernel/result.ts';
import { wordsIn } from '../../kernel/language.ts';
import type { Transaction } from '../../platform/database.ts';
import type { Jobs } from '../../platform/jobs.ts';
import type { Shop } from '../../shop.ts';
import { closeLater } from './apply-report.ts';
import { askOpenPayments, closePayments, findAskedPayment } from './ask-gateway.ts';
import type { NoticeAnswer, RawNotice } from './gateway.ts';
import { openPayment } from './open-payment.ts';
import type { PaymentDeps } from './payment.deps.ts';
import { listPaymentsOfOrder } from './payment.sql.ts';
import { presentPayment } from './present-payment.ts';
import { receiveNotice } from './receive-notice.ts';
import { moveRefund, requestRefund, reviveRefunds } from './refund-payment.ts';

export * from './payment.ts';
export type { PaymentDeps } from './payment.deps.ts';
export type { Gateway, RawNotice } from './gateway.ts';
export { paymentProblems } from './payment.problems.ts';
export { paymentNoticeRoutes, paymentRoutes } from './payment.http.ts';
export { makeSandboxGateway } from './gateways/sandbox.ts';
export { paymentTables } from './personal-tables.ts';
export { listOpenRefunds } from './refund.sql.ts';

export type Payments = Shop['payment'] & {
  receiveNotice(gateway: string, raw: RawNotice): Promise<NoticeAnswer | undefined>;
  readonly jobs: Jobs;
};

export function makePayments(deps: PaymentDeps): Payments {
  return {
    methods: (language) =>
      [...deps.gateways.values()].map(({ name, title, channels }) => ({
        gateway: name,
        name: wordsIn(title, language),
        channels,
      })),
    async open(request, language) {
      const opened = await openPayment(deps, request);
      if (!opened.ok) return opened;
      return ok({ payment: presentPayment(opened.value.payment, language), replayed: opened.value.replayed });
    },
    async find(customerId, paymentNo, language) {
      const payment = await findAskedPayment(deps, customerId, paymentNo);
      return payment && presentPayment(payment, language);
    },
    async ofOrder(customerId, orderNo, language) {
      const payments = await listPaymentsOfOrder(deps.database, customerId, orderNo);
      return payments.map((payment) => presentPayment(payment, language));
    },
    receiveNotice: (gateway, raw) => receiveNotice(deps, gateway, raw),
    jobs: {
      'close-payments': (payload) => {
        const { customerId, orderNo } = payload as { customerId: CustomerId; orderNo: OrderNo };
        return closePayments(deps, customerId, orderNo);
      },
      'refund-payment': (payload) => {
        const { customerId, refundNo } = payload as { customerId: CustomerId; refundNo: string };
        return moveRefund(deps, customerId, refundNo);
      },
      'ask-open-payments': () => askOpenPayments(deps),
      'revive-refunds': () => reviveRefunds(deps),
    },
  };
}

/** For ordering: what happens to the money and the open payments of an order that is cancelled, in its transaction. */
export async function settleCancelledOrder(
  tx: Transaction,
  order: { customerId: CustomerId; orderNo: OrderNo },
  at: Date,
): Promise<void> {
  await closeLater(tx, order.customerId, order.orderNo);
  for (const payment of await listPaymentsOfOrder(tx, order.customerId, order.orderNo)) {
    if (payment.state === 'succeeded' || payment.state === 'partly_refunded') {
      await requestRefund(tx, payment, payment.amountFen, 'order_cancelled', at);
    }
  }
}
