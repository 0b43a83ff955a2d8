import type { CustomerId, OrderNo, PaymentNo } from '../../kernel/ids.ts';
import { applyReport } from './apply-report.ts';
import type { PaymentDeps } from './payment.deps.ts';
import {
  claimAsking,
  findPayment,
  listOpenPayments,
  listPaymentsOfOrder,
  type StoredPayment,
} from './payment.sql.ts';

/** A customer who looks at a payment makes us ask its gateway this often at most. */
const ASK_EVERY_MS = 3_000;
/** The job asks about payments that were open for this long without a notice, and not more often than this. */
const SILENT_FOR_MS = 60_000;

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
  await applyReport(deps, payment, report);
}

/** Job: asks about payments whose notice has not come, and ends those whose time is over. */
export async function askOpenPayments(deps: PaymentDeps): Promise<void> {
  const now = deps.clock.now();
  const before = new Date(now.getTime() - SILENT_FOR_MS);
  for (const payment of await listOpenPayments(deps.database, before, before)) {
    if (!(await claimAsking(deps.database, payment, before, now))) continue;
    await ask(deps, payment);
    if (payment.expiresAt <= now) await closePayment(deps, payment);
  }
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
  for (const payment of await listPaymentsOfOrder(deps.database, customerId, orderNo)) {
    if (payment.state === 'pending') await closePayment(deps, payment);
  }
}

async function closePayment(deps: PaymentDeps, payment: StoredPayment): Promise<void> {
  const gateway = deps.gateways.get(payment.gateway);
  if (gateway === undefined)
    throw new Error(`payment ${payment.paymentNo} waits for a gateway that is not set up`);
  const report = await gateway.close(payment.paymentNo);
  switch (report.state) {
    case 'closed':
      return applyReport(deps, payment, { state: 'closed' });
    case 'already_paid':
      return ask(deps, payment);
    case 'unknown':
      throw new Error(`it is not known whether payment ${payment.paymentNo} was closed; it is asked again`);
  }
}
