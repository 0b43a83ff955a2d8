import type { CustomerId, OrderNo, PaymentNo } from '../../kernel/ids.ts';
import { toFen, type Fen } from '../../kernel/money.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { wordsIn, type Language } from '../../kernel/language.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Handlers } from '../../platform/events.ts';
import type { Jobs } from '../../platform/jobs.ts';
import { makeSparseLog } from '../../platform/sparse-log.ts';
import type { OrderingEvent } from '../ordering/index.ts';
import { compareBooks } from './compare-books.ts';
import { comparePromises } from './compare-promises.ts';
import { askOpenPayments, closeOldPrices, closePayments, findAskedPayment } from './ask-gateway.ts';
import type { Gateway, NotificationAnswer, RawNotification } from './gateway.ts';
import { giveProtection, sumMoneyLeft } from './give-protection.ts';
import { showMoney, type MoneyOfOrder } from './money-of-order.ts';
import { openPayment } from './open-payment.ts';
import type { PaymentDeps } from './payment.deps.ts';
import { forgetNotices } from './forget-notices.ts';
import { listGatewaysOfOpenPayments } from './open-payments.sql.ts';
import { listPaymentsOfOrder } from './payment.sql.ts';
import type { OpenPayment, OpenPaymentRefusal, Payment, PaymentMethod } from './payment.ts';
import { presentPayment } from './present-payment.ts';
import { receiveNotification } from './receive-notification.ts';
import { listOpenRefunds } from './refund.sql.ts';
import { moveRefund } from './move-refund.ts';
import { reviveRefunds } from './revive-refunds.ts';
import { settleCancelledOrder } from './settle-cancelled-order.ts';
import { settlePayments, type Settlement } from './settle-payments.ts';

export type Payments = {
  methods(language: Language): readonly PaymentMethod[];
  /** For pricing: in how many periods each gateway can be paid back. */
  instalmentGateways(): readonly {
    readonly gateway: string;
    readonly instalmentPeriods: readonly number[];
  }[];
  open(
    request: OpenPayment,
    language: Language,
  ): Promise<Result<{ payment: Payment; replayed: boolean }, OpenPaymentRefusal>>;
  /** Asks the gateway first where the payment is still open and was not asked for in the last seconds. */
  find(customerId: CustomerId, paymentNo: PaymentNo, language: Language): Promise<Payment | undefined>;
  /** Newest first. */
  ofOrder(customerId: CustomerId, orderNo: OrderNo, language: Language): Promise<readonly Payment[]>;
  /** For staff, by way of ordering: what came in for an order and what went back. */
  moneyOf(order: { customerId: CustomerId; orderNo: OrderNo }, language: Language): Promise<MoneyOfOrder>;
  receiveNotification(gateway: string, raw: RawNotification): Promise<NotificationAnswer | undefined>;
  /** For ordering: ends what is open of an order's payments, before it is judged. */
  settle(customerId: CustomerId, orderNo: OrderNo): Promise<Settlement>;
  /** For ordering: the gateways of the payments that may still be paid, for those of these orders that have any. */
  findOpen(
    orders: readonly { customerId: CustomerId; orderNo: OrderNo }[],
  ): Promise<ReadonlyMap<OrderNo, readonly string[]>>;
  /** For ordering: what came in for an order and is not asked back yet. */
  sumMoneyLeft(on: Queryable, order: { customerId: CustomerId; orderNo: OrderNo }): Promise<Fen>;
  /** For privacy, in its own transaction: of which orders of a customer a refund has not ended. */
  listOpenRefunds(on: Queryable, customerId: CustomerId): Promise<readonly OrderNo[]>;
  /** Logs what was counted of refused notifications and not told yet. */
  drain(): void;
  readonly jobs: Jobs;
  /** What payment does about what happens to orders. */
  readonly on: Handlers<OrderingEvent>;
};

type OrderToClose = {
  readonly customerId: CustomerId;
  readonly orderNo: OrderNo;
  readonly since?: string;
  readonly before?: PaymentNo;
};

export function makePayments(options: Omit<PaymentDeps, 'refusedNotifications'>): Payments {
  const deps: PaymentDeps = {
    ...options,
    refusedNotifications: makeSparseLog((gateway, count) =>
      options.log.warn({ gateway, count }, 'payment notifications with a wrong signature were refused'),
    ),
  };
  return {
    methods: (language) => listMethods(deps, language),
    instalmentGateways: () =>
      gatewaysOf(deps).map(({ name, instalmentPeriods }) => ({ gateway: name, instalmentPeriods })),
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
    moneyOf: (order, language) => showMoney(deps, order, language),
    receiveNotification: (gateway, raw) => receiveNotification(deps, gateway, raw),
    settle: (customerId, orderNo) => settlePayments(deps, customerId, orderNo),
    sumMoneyLeft,
    findOpen: (orders) => listGatewaysOfOpenPayments(deps.database, orders),
    listOpenRefunds,
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
      'forget-notices': () => forgetNotices(deps),
      'compare-books': async () => void (await compareBooks(deps)),
      'compare-promises': (payload) =>
        comparePromises(deps, { all: (payload as { all?: boolean } | null)?.all === true }),
    },
    on: {
      order_cancelled: (order) => settleCancelledOrder(deps, order),
      order_price_changed: (order) => closeOldPrices(deps, order),
      order_price_protected: (order) => giveProtection(deps, { ...order, amountFen: toFen(order.amountFen) }),
    },
  };
}

const gatewaysOf = ({ gateways, isOffered }: PaymentDeps): Gateway[] =>
  [...gateways.values()].filter(({ name }) => isOffered(name));

function listMethods(deps: PaymentDeps, language: Language): PaymentMethod[] {
  return gatewaysOf(deps).map(({ name, title, channels }) => ({
    gateway: name,
    name: wordsIn(title, language),
    channels,
  }));
}
