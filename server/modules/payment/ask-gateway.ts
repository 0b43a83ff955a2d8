import type { CustomerId, OrderNo, PaymentNo } from '../../kernel/ids.ts';
import { customerOfPaymentNo } from '../../kernel/numbers.ts';
import { everyPage } from '../../platform/walk.ts';
import { openCase, sweep } from '../cases/index.ts';
import { applyReport, closeLater } from './apply-report.ts';
import type { PaymentDeps } from './payment.deps.ts';
import {
  claimAsking,
  listOpenPaymentsOfOrder,
  listSilentPayments,
  type WalkedPayment,
} from './open-payments.sql.ts';
import { pauseAfter } from './pause-after.ts';
import { asked, findPayment, type StoredPayment } from './payment.sql.ts';
import { settlePayment, settlePayments } from './settle-payments.ts';

/** A customer who looks at a payment makes us ask its gateway this often at most. */
const ASK_EVERY_MS = 3_000;
/** The job asks about payments that were open for this long without a notification, and not more often than this. */
const SILENT_FOR_MS = 60_000;
/** So long a gateway may be silent about a payment whose time is over, before a person is to ask it. */
const DOUBT_AFTER_MS = 10 * 60_000;
/** How many are read in one go, and asked about side by side at one gateway. */
const PAGE = 200;
const AT_ONCE = 4;

/** One payment of this customer, or undefined. One still open is asked about first, if nobody has just now. */
export async function findAskedPayment(
  deps: PaymentDeps,
  customerId: CustomerId,
  paymentNo: PaymentNo,
): Promise<StoredPayment | undefined> {
  const payment = await findPayment(deps.database, customerId, paymentNo);
  if (payment?.state !== 'pending') return payment;
  const now = deps.clock.now();
  const mayAsk = await claimAsking(deps.database, payment, new Date(now.getTime() - ASK_EVERY_MS), now);
  if (!mayAsk) return payment;
  await ask(deps, payment);
  return findPayment(deps.database, customerId, paymentNo);
}

async function ask(deps: PaymentDeps, payment: StoredPayment): Promise<void> {
  const gateway = deps.gateways.get(payment.gateway);
  if (gateway === undefined) return;
  const report = await gateway.query(asked(payment));
  // Nothing new: no lock is taken for it.
  if (report.state !== 'pending' && report.state !== 'unknown') await applyReport(deps, payment, report);
}

/**
 * Job: asks about payments whose notification has not come, and ends those whose time is over or whose order needs none any
 * more, which `close-payments` would have ended.
 */
export async function askOpenPayments(deps: PaymentDeps): Promise<void> {
  const now = deps.clock.now();
  const before = new Date(now.getTime() - SILENT_FOR_MS);
  const inDoubt: PaymentNo[] = [];
  await sweep<StoredPayment>(deps, {
    job: 'ask-open-payments',
    pages: everyPage<WalkedPayment>(PAGE, (after) => listSilentPayments(deps.database, before, after, PAGE)),
    atOnce: AT_ONCE,
    laneOf: ({ gateway }) => gateway,
    subjectOf: ({ paymentNo }) => paymentNo,
    findAgain: (subject) => findOpenPayment(deps, subject as PaymentNo),
    async work(payment) {
      if (!(await claimAsking(deps.database, payment, now, now))) return;
      if (payment.expiresAt > now && (await isWanted(deps, payment))) await ask(deps, payment);
      else if ((await settlePayment(deps, payment)) === 'silent' && (await doubt(deps, payment, now)))
        inDoubt.push(payment.paymentNo);
    },
  });
  // One line a run: a gateway that is gone leaves thousands.
  if (inDoubt.length > 0)
    deps.log.error(
      { payments: inDoubt.length, first: inDoubt[0] },
      'a gateway does not say what became of a payment whose time is over; it needs a person',
    );
}

/** Whether its order still waits for money, and for as much. */
async function isWanted(
  deps: PaymentDeps,
  { customerId, orderNo, amountFen }: StoredPayment,
): Promise<boolean> {
  const order = await deps.ordering.findForPayment(customerId, orderNo);
  return order?.state === 'awaiting_payment' && order.totalFen === amountFen;
}

async function findOpenPayment(deps: PaymentDeps, paymentNo: PaymentNo): Promise<StoredPayment | undefined> {
  const customerId = customerOfPaymentNo(paymentNo);
  const payment = customerId && (await findPayment(deps.database, customerId, paymentNo));
  return payment?.state === 'pending' ? payment : undefined;
}

/**
 * Its order was judged without it by now. Whatever the gateway says at last closes the case (`applyReport`). True where it
 * is new.
 */
async function doubt(deps: PaymentDeps, payment: StoredPayment, now: Date): Promise<boolean> {
  if (now.getTime() < payment.expiresAt.getTime() + DOUBT_AFTER_MS) return false;
  const { paymentNo: subject, orderNo, gateway, amountFen } = payment;
  const facts = { orderNo, gateway, amountFen };
  return openCase(deps.database, { kind: 'payment_in_doubt', subject, facts }, now);
}

/**
 * Job: closes what is still open for an order that is paid or cancelled, or what was begun `before` another attempt. Where a gateway says that it has the money
 * already, that is applied like a notification: the order is paid, or the money goes back. Where one is silent it is asked again
 * in growing pauses, until the payments' time is over. `ask-open-payments` ends what this job did not, being lost.
 */
export async function closePayments(
  deps: PaymentDeps,
  {
    customerId,
    orderNo,
    before,
    since,
  }: { customerId: CustomerId; orderNo: OrderNo; before?: PaymentNo | undefined; since: Date },
): Promise<void> {
  if ((await settlePayments(deps, customerId, orderNo, before)) === 'settled') return;
  const order = await deps.ordering.findForPayment(customerId, orderNo);
  const now = deps.clock.now();
  if (order === undefined || order.payBefore <= now) return;
  const pauseMs = pauseAfter(now.getTime() - since.getTime());
  await closeLater(deps.database, { customerId, orderNo, before }, since, new Date(now.getTime() + pauseMs));
}

/**
 * Ends what was opened for an order before its price was changed: a payment of the new amount is left alone. What a gateway does
 * not say now, `ask-open-payments` asks again.
 */
export async function closeOldPrices(
  deps: PaymentDeps,
  { customerId, orderNo }: { readonly customerId: CustomerId; readonly orderNo: OrderNo },
): Promise<void> {
  const [order, open] = await Promise.all([
    deps.ordering.findForPayment(customerId, orderNo),
    listOpenPaymentsOfOrder(deps.database, customerId, orderNo),
  ]);
  const old = open.filter(({ amountFen }) => amountFen !== order?.totalFen);
  await Promise.all(old.map((payment) => settlePayment(deps, payment)));
}
