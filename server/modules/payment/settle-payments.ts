import type { CustomerId, OrderNo, PaymentNo } from '../../kernel/ids.ts';
import { applyReport } from './apply-report.ts';
import type { PaymentReport } from './gateway.ts';
import type { PaymentDeps } from './payment.deps.ts';
import { listOpenPaymentsOfOrder } from './open-payments.sql.ts';
import { asked, findPayment, type StoredPayment } from './payment.sql.ts';

/** `settled`: no payment of the order can be paid any more, or its money has come. `silent`: a gateway did not say. */
export type Settlement = 'settled' | 'silent';

/**
 * Ends what is open of an order's payments, before the order is judged: each is closed at its gateway, and where that
 * says that it has the money already, the order is paid. May be called again and by several processes at once: closing
 * twice closes once, and what a gateway says is applied once. No transaction is open meanwhile.
 */
export async function settlePayments(
  deps: PaymentDeps,
  customerId: CustomerId,
  orderNo: OrderNo,
  before?: PaymentNo,
): Promise<Settlement> {
  const all = await listOpenPaymentsOfOrder(deps.database, customerId, orderNo);
  // Numbers rise with time.
  const open = before === undefined ? all : all.filter(({ paymentNo }) => paymentNo < before);
  const outcomes = await Promise.all(open.map((payment) => settlePayment(deps, payment)));
  // Another amount than was asked for is no money that counts, and no end either: a person must look.
  return outcomes.every((outcome) => outcome === 'settled') ? 'settled' : 'silent';
}

/** Closes one payment at its gateway and applies what that says. `differs`: another amount than was asked for, a case. */
export async function settlePayment(
  deps: PaymentDeps,
  payment: StoredPayment,
): Promise<Settlement | 'differs'> {
  const report = await closeAtGateway(deps, payment);
  if (report.state === 'pending' || report.state === 'unknown') return 'silent';
  const done = await applyReport(deps, payment, report);
  if (done === 'cancel' && (await wasOpenedMeanwhile(deps, payment))) return settlePayment(deps, payment);
  return done === 'alarm' ? 'differs' : 'settled';
}

/**
 * Whether a payment that its gateway was just being asked to open has been opened there. The closing may have come there
 * first, and have closed what was not there yet; then it is closed once more.
 */
async function wasOpenedMeanwhile(deps: PaymentDeps, known: StoredPayment): Promise<boolean> {
  if (known.action !== null) return false;
  const payment = await findPayment(deps.database, known.customerId, known.paymentNo);
  return payment !== undefined && payment.action !== null;
}

async function closeAtGateway(deps: PaymentDeps, payment: StoredPayment): Promise<PaymentReport> {
  const gateway = deps.gateways.get(payment.gateway);
  if (gateway === undefined) return { state: 'unknown' };
  const { state } = await gateway.close(asked(payment));
  return state === 'already_paid' ? gateway.query(asked(payment)) : { state };
}
