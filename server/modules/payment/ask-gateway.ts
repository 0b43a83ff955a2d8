import type { CustomerId, OrderNo, PaymentNo } from '../../kernel/ids.ts';
import { everyPage, workThrough } from '../../platform/walk.ts';
import { applyReport } from './apply-report.ts';
import type { PaymentDeps } from './payment.deps.ts';
import { claimAsking, listSilentPayments, type WalkedPayment } from './open-payments.sql.ts';
import { findPayment, type StoredPayment } from './payment.sql.ts';
import { settlePayment, settlePayments } from './settle-payments.ts';

/** A customer who looks at a payment makes us ask its gateway this often at most. */
const ASK_EVERY_MS = 3_000;
/** The job asks about payments that were open for this long without a notice, and not more often than this. */
const SILENT_FOR_MS = 60_000;
/** How many are read in one go, and asked about side by side. */
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
  const report = await gateway.query(payment.paymentNo);
  // Nothing new: no lock is taken for it.
  if (report.state !== 'pending' && report.state !== 'unknown') await applyReport(deps, payment, report);
}

/** Job: asks about payments whose notice has not come, and ends those whose time is over. */
export async function askOpenPayments(deps: PaymentDeps): Promise<void> {
  const now = deps.clock.now();
  const before = new Date(now.getTime() - SILENT_FOR_MS);
  const pages = everyPage<WalkedPayment>(PAGE, (after) =>
    listSilentPayments(deps.database, before, after, PAGE),
  );
  await workThrough(pages, AT_ONCE, async (payment) => {
    if (!(await claimAsking(deps.database, payment, before, now))) return;
    if (payment.expiresAt <= now) await settlePayment(deps, payment);
    else await ask(deps, payment);
  });
}

/**
 * Job: closes what is still open for an order that is paid or cancelled. Where a gateway says that it has the money
 * already, that is applied like a notice: the order is paid, or the money goes back.
 */
export async function closePayments(
  deps: PaymentDeps,
  customerId: CustomerId,
  orderNo: OrderNo,
): Promise<void> {
  if ((await settlePayments(deps, customerId, orderNo)) === 'silent')
    throw new Error(`it is not known whether all payments of order ${orderNo} are closed; it is asked again`);
}
