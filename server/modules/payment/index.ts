import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import { ok } from '../../kernel/result.ts';
import { wordsIn } from '../../kernel/language.ts';
import type { Handlers } from '../../platform/events.ts';
import type { Jobs } from '../../platform/jobs.ts';
import { makeSparseLog } from '../../platform/sparse-log.ts';
import type { Shop } from '../../shop.ts';
import type { OrderingEvent } from '../ordering/index.ts';
import { comparePromises } from './compare-promises.ts';
import { askOpenPayments, closePayments, findAskedPayment } from './ask-gateway.ts';
import type { NotificationAnswer, RawNotification } from './gateway.ts';
import { openPayment } from './open-payment.ts';
import type { PaymentDeps } from './payment.deps.ts';
import { listGatewaysOfOpenPayments } from './open-payments.sql.ts';
import { listPaymentsOfOrder } from './payment.sql.ts';
import { presentPayment } from './present-payment.ts';
import { receiveNotification } from './receive-notification.ts';
import { moveRefund } from './refund-payment.ts';
import { reviveRefunds } from './revive-refunds.ts';
import { restWhenSilent } from './rest-when-silent.ts';
import { settleCancelledOrder } from './settle-cancelled-order.ts';
import { settlePayments, type Settlement } from './settle-payments.ts';

export * from './payment.ts';
export type { PaymentDeps } from './payment.deps.ts';
export type { Gateway, RawNotification } from './gateway.ts';
export { paymentEvents } from './payment.events.ts';
export { paymentProblems } from './payment.problems.ts';
export { paymentNotificationRoutes, paymentRoutes } from './payment.http.ts';
export { makeSandboxGateway } from './gateways/sandbox.ts';
export { paymentTables } from './personal-tables.ts';
export { askRefundAgain, type AskAgainRefusal } from './ask-refund-again.ts';
export { listOpenRefunds } from './refund.sql.ts';

export type Payments = Shop['payment'] & {
  receiveNotification(gateway: string, raw: RawNotification): Promise<NotificationAnswer | undefined>;
  /** For ordering: ends what is open of an order's payments, before it is judged. */
  settle(customerId: CustomerId, orderNo: OrderNo): Promise<Settlement>;
  /** For ordering: the gateways of the payments that may still be paid, for those of these orders that have any. */
  findOpen(
    orders: readonly { customerId: CustomerId; orderNo: OrderNo }[],
  ): Promise<ReadonlyMap<OrderNo, readonly string[]>>;
  /** Logs what was counted of refused notifications and not told yet. */
  drain(): void;
  readonly jobs: Jobs;
  /** What payment does about what happens to orders. */
  readonly on: Handlers<OrderingEvent>;
};

type OrderToClose = { readonly customerId: CustomerId; readonly orderNo: OrderNo; readonly since?: string };

export function makePayments(options: Omit<PaymentDeps, 'refusedNotifications'>): Payments {
  const deps: PaymentDeps = {
    ...options,
    gateways: new Map(
      [...options.gateways].map(([name, gateway]) => [name, restWhenSilent(gateway, options.clock)]),
    ),
    refusedNotifications: makeSparseLog((gateway, count) =>
      options.log.warn({ gateway, count }, 'payment notifications with a wrong signature were refused'),
    ),
  };
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
    receiveNotification: (gateway, raw) => receiveNotification(deps, gateway, raw),
    settle: (customerId, orderNo) => settlePayments(deps, customerId, orderNo),
    findOpen: (orders) => listGatewaysOfOpenPayments(deps.database, orders),
    drain: () => deps.refusedNotifications.flush(),
    jobs: {
      'close-payments': (payload) => {
        const { since, ...order } = payload as OrderToClose;
        return closePayments(deps, {
          ...order,
          // A job that an older version has added does not say it.
          since: since === undefined ? deps.clock.now() : new Date(since),
        });
      },
      'refund-payment': (payload) => {
        const { customerId, refundNo } = payload as { customerId: CustomerId; refundNo: string };
        return moveRefund(deps, customerId, refundNo);
      },
      'ask-open-payments': () => askOpenPayments(deps),
      'revive-refunds': () => reviveRefunds(deps),
      'compare-promises': (payload) =>
        comparePromises(deps, { all: (payload as { all?: boolean } | null)?.all === true }),
    },
    on: { order_cancelled: (order) => settleCancelledOrder(deps, order) },
  };
}
