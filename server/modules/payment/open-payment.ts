import { createHash } from 'node:crypto';
import { ZERO } from '../../kernel/money.ts';
import { newPaymentNo } from '../../kernel/numbers.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { StoredOrder } from '../ordering/index.ts';
import type { Gateway } from './gateway.ts';
import type { OpenPayment, OpenPaymentRefusal } from './payment.ts';
import type { PaymentDeps } from './payment.deps.ts';
import {
  findPayment,
  findPaymentByKey,
  insertPayment,
  saveAction,
  type StoredPayment,
} from './payment.sql.ts';
import { applyReport } from './apply-report.ts';

type Opened = { payment: StoredPayment; replayed: boolean };

/**
 * Opens a payment for what an order still owes. The payment is written before the gateway is asked, so that no money
 * can move for a payment we do not know of, and no transaction is open while we wait for the gateway.
 */
export async function openPayment(
  deps: PaymentDeps,
  request: OpenPayment,
): Promise<Result<Opened, OpenPaymentRefusal>> {
  const hash = createHash('sha256')
    .update(JSON.stringify([request.orderNo, request.gateway, request.channel]))
    .digest();
  const earlier = await findPaymentByKey(deps.database, request.customerId, request.idempotencyKey);
  if (earlier !== undefined) return replay(deps, earlier, hash);
  const gateway = deps.gateways.get(request.gateway);
  if (gateway === undefined) return refuse({ code: 'gateway_unavailable', gateway: request.gateway });
  if (!gateway.channels.includes(request.channel))
    return refuse({ code: 'channel_unavailable', channel: request.channel });
  const order = await deps.ordering.findForPayment(request.customerId, request.orderNo);
  if (order === undefined) return refuse({ code: 'order_not_found' });
  const now = deps.clock.now();
  if (order.state !== 'awaiting_payment' || order.payBefore <= now)
    return refuse({ code: 'order_not_payable', state: order.state });
  const payment = draftPayment(request, order, now, hash);
  const isNew = await insertPayment(deps.database, { ...payment, idempotencyKey: request.idempotencyKey });
  if (!isNew) {
    // The same key came twice at once: the other request has written it.
    const other = await findPaymentByKey(deps.database, request.customerId, request.idempotencyKey);
    if (other === undefined) throw new Error('a payment that exists cannot be found');
    return replay(deps, other, hash);
  }
  return ok({ payment: await askToCreate(deps, gateway, payment), replayed: false });
}

function draftPayment(
  request: OpenPayment,
  order: StoredOrder,
  now: Date,
  requestHash: Buffer,
): StoredPayment {
  return {
    customerId: request.customerId,
    paymentNo: newPaymentNo(request.customerId, now),
    orderNo: order.orderNo,
    gateway: request.gateway,
    channel: request.channel,
    state: 'pending',
    amountFen: order.totalFen,
    refundedFen: ZERO,
    action: null,
    failureCode: null,
    createdAt: now,
    expiresAt: order.payBefore,
    requestHash,
  };
}

async function replay(
  deps: PaymentDeps,
  payment: StoredPayment,
  hash: Buffer,
): Promise<Result<Opened, OpenPaymentRefusal>> {
  if (!payment.requestHash.equals(hash)) return refuse({ code: 'idempotency_key_reused' });
  const gateway = deps.gateways.get(payment.gateway);
  const isUnfinished = payment.state === 'pending' && payment.action === null && gateway !== undefined;
  return ok({ payment: isUnfinished ? await askToCreate(deps, gateway, payment) : payment, replayed: true });
}

/** Asks the gateway, outside of any transaction. Silence leaves the payment open: asking again is safe. */
async function askToCreate(
  deps: PaymentDeps,
  gateway: Gateway,
  payment: StoredPayment,
): Promise<StoredPayment> {
  const report = await gateway.create({
    paymentNo: payment.paymentNo,
    amount: payment.amountFen,
    channel: payment.channel,
    description: `KS ${payment.orderNo}`,
    expiresAt: payment.expiresAt,
    notifyUrl: `${deps.notifyBaseUrl()}/api/v1/webhooks/payments/${gateway.name}`,
    returnUrl: `${deps.publicUrl}/cashier/${payment.orderNo}`,
  });
  switch (report.state) {
    case 'open':
      await saveAction(deps.database, payment, report.action, report.reference);
      return { ...payment, action: report.action };
    case 'refused':
      await applyReport(deps, payment, { state: 'failed', failureCode: report.failureCode });
      return (await findPayment(deps.database, payment.customerId, payment.paymentNo)) ?? payment;
    case 'unknown':
      // Nothing was shown to the payer, so nothing can have been paid: this attempt ends, and the payer may try again.
      await applyReport(deps, payment, { state: 'failed', failureCode: 'gateway_unavailable' });
      return (await findPayment(deps.database, payment.customerId, payment.paymentNo)) ?? payment;
  }
}
