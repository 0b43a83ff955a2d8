import { createHash } from 'node:crypto';
import type { Actor } from '../../kernel/actor.ts';
import type { PaymentNo } from '../../kernel/ids.ts';
import { ZERO } from '../../kernel/money.ts';
import { newPaymentNo } from '../../kernel/numbers.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { StoredOrder } from '../ordering/index.ts';
import type { CreateReport, Gateway, NewPayment } from './gateway.ts';
import { decideRoom } from './payment.decide.ts';
import {
  MAX_OPEN_PAYMENTS,
  type OpenPayment,
  type OpenPaymentRefusal,
  type PaymentInstalments,
} from './payment.ts';
import type { PaymentDeps } from './payment.deps.ts';
import {
  findPayment,
  findPaymentByKey,
  insertPayment,
  listPaymentsOfOrder,
  saveAction,
  type StoredPayment,
} from './payment.sql.ts';
import { applyReport, closeLater } from './apply-report.ts';
import { settlePayment } from './settle-payments.ts';

type Opened = { payment: StoredPayment; replayed: boolean };

/** Others who open payments of the same order at the same moment take places away: so often is looked again. */
const TRIES = 8;

/**
 * Opens a payment for what an order still owes. The payment is written before the gateway is asked, so that no money
 * can move for a payment we do not know of, and no transaction is open while we wait for the gateway. An order has few
 * places for open payments. What is open already ends first, so that nobody pays twice; a gateway that is silent keeps its
 * payment in its place, and the payer from nothing.
 */
export async function openPayment(
  deps: PaymentDeps,
  request: OpenPayment,
): Promise<Result<Opened, OpenPaymentRefusal>> {
  const { customerId, orderNo, idempotencyKey } = request;
  const requestHash = hashRequest(request);
  const earlier = await findPaymentByKey(deps.database, customerId, idempotencyKey);
  const payer = payerOf(request);
  if (earlier !== undefined) return replay(deps, earlier, { requestHash, payer });
  const gateway = deps.gateways.get(request.gateway);
  if (gateway === undefined || !deps.isOffered(gateway.name))
    return refuse({ code: 'gateway_unavailable', gateway: request.gateway });
  const isMissed = request.channel === 'jsapi' && request.payerOpenId === undefined;
  if (isMissed || !gateway.channels.includes(request.channel))
    return refuse({ code: 'channel_unavailable', channel: request.channel });
  const isAtOnce = (request.instalmentPeriods ?? 1) === 1;
  const silent = new Set<PaymentNo>();
  for (let tries = 0; tries < TRIES; tries += 1) {
    const [order, payments] = await Promise.all([
      deps.ordering.findForPayment(customerId, orderNo),
      listPaymentsOfOrder(deps.database, customerId, orderNo),
    ]);
    if (order === undefined) return refuse({ code: 'order_not_found' });
    const now = deps.clock.now();
    if (!isPayable(order, now)) return refuse({ code: 'order_not_payable', state: order.state });
    const instalments = isAtOnce ? null : await chooseInstalments(deps, request, order);
    if (instalments === undefined)
      return refuse({ code: 'instalments_unavailable', periods: request.instalmentPeriods ?? 1 });
    const room = decideRoom(payments, silent);
    if (room.do === 'refuse') return refuse({ code: room.code, limit: room.limit });
    if (room.do === 'close') {
      for (const paymentNo of await closeEarlier(deps, room.payments)) silent.add(paymentNo);
      continue;
    }
    const payment = draftPayment(gateway, request, order, {
      now,
      requestHash,
      openPlace: room.place,
      instalments,
    });
    if (await insertPayment(deps.database, { ...payment, idempotencyKey })) {
      // Others may be open: silent ones, and one that somebody opens at this moment.
      if (room.place > 1) await closeLater(deps.database, { ...payment, before: payment.paymentNo }, now);
      return askToCreate(deps, gateway, payment, { replayed: false, payer });
    }
    // Its place was taken meanwhile, or the same key came twice at once: then the other request has written it.
    const other = await findPaymentByKey(deps.database, customerId, idempotencyKey);
    if (other !== undefined) return replay(deps, other, { requestHash, payer });
  }
  return refuse({ code: 'too_many_open_payments', limit: MAX_OPEN_PAYMENTS });
}

/** The numbers of those that their gateways did not close. */
async function closeEarlier(
  deps: PaymentDeps,
  earlier: readonly StoredPayment[],
): Promise<readonly PaymentNo[]> {
  const outcomes = await Promise.all(earlier.map((payment) => settlePayment(deps, payment)));
  return earlier.flatMap(({ paymentNo }, index) => (outcomes[index] === 'settled' ? [] : paymentNo));
}

/** What a gateway may want to know of who pays. */
type Payer = Pick<NewPayment, 'payerIp' | 'payerOpenId'>;

const payerOf = ({ payerIp, payerOpenId }: OpenPayment): Payer => ({
  ...(payerIp !== undefined && { payerIp }),
  ...(payerOpenId !== undefined && { payerOpenId }),
});

function hashRequest({ orderNo, gateway, channel, instalmentPeriods = 1, payerOpenId }: OpenPayment): Buffer {
  // Of one that is paid at once as it was before there were instalments, so that a repeat is known across an update.
  const asked = [
    orderNo,
    gateway,
    channel,
    ...(instalmentPeriods === 1 ? [] : [instalmentPeriods]),
    ...(payerOpenId === undefined ? [] : [payerOpenId]),
  ];
  return createHash('sha256').update(JSON.stringify(asked)).digest();
}

/** Undefined where no plan of the gateway allows so many periods for this order as it is now. */
function chooseInstalments(
  { instalments, ordering }: PaymentDeps,
  { customerId, orderNo, gateway, instalmentPeriods: periods = 1 }: OpenPayment,
  { totalFen: amount }: StoredOrder,
): Promise<PaymentInstalments | undefined> {
  const findSkuIds = () => ordering.findSkuIds(customerId, orderNo);
  return instalments.choose({ gateway, periods, amount, findSkuIds });
}

function isPayable(order: StoredOrder, now: Date): boolean {
  return order.state === 'awaiting_payment' && now < order.payBefore;
}

function draftPayment(
  gateway: Gateway,
  request: OpenPayment,
  order: StoredOrder,
  { now, ...rest }: { now: Date } & Pick<StoredPayment, 'requestHash' | 'openPlace' | 'instalments'>,
): StoredPayment {
  return {
    customerId: request.customerId,
    paymentNo: newPaymentNo(request.customerId, now),
    orderNo: order.orderNo,
    gateway: gateway.name,
    channel: request.channel,
    state: 'pending',
    amountFen: order.totalFen,
    refundedFen: ZERO,
    action: null,
    failureCode: null,
    reference: null,
    merchant: gateway.merchant,
    createdAt: now,
    expiresAt: order.payBefore,
    ...rest,
  };
}

async function replay(
  deps: PaymentDeps,
  payment: StoredPayment,
  { requestHash, payer }: { requestHash: Buffer; payer: Payer },
): Promise<Result<Opened, OpenPaymentRefusal>> {
  if (!payment.requestHash.equals(requestHash)) return refuse({ code: 'idempotency_key_reused' });
  const gateway = deps.gateways.get(payment.gateway);
  const isUnfinished = payment.state === 'pending' && payment.action === null && gateway !== undefined;
  return isUnfinished
    ? askToCreate(deps, gateway, payment, { replayed: true, payer })
    : ok({ payment, replayed: true });
}

/** That nothing came of it is the program's word, where the gateway has said nothing. */
const SILENCE: Actor = { by: 'system', job: 'open-payment' };

/** Asks the gateway, outside of any transaction. Silence leaves the payment open: asking again is safe. */
async function askToCreate(
  deps: PaymentDeps,
  gateway: Gateway,
  payment: StoredPayment,
  { replayed, payer }: { replayed: boolean; payer: Payer },
): Promise<Result<Opened, OpenPaymentRefusal>> {
  const report = await gateway.create({
    paymentNo: payment.paymentNo,
    amount: payment.amountFen,
    channel: payment.channel,
    createdAt: payment.createdAt,
    description: `KS ${payment.orderNo}`,
    expiresAt: payment.expiresAt,
    notifyUrl: deps.notifyUrl(gateway.name),
    returnUrl: `${deps.publicUrl}/cashier/${payment.orderNo}`,
    returnByPostUrl: `${deps.publicUrl}/api/v1/payment-returns/${payment.orderNo}`,
    ...(payment.instalments !== null && { instalments: payment.instalments }),
    ...payer,
  });
  if (report.state === 'open') return show(deps, payment, report, replayed);
  // Silence: nothing was shown to the payer, so nothing can have been paid. This attempt ends, and the payer may try again.
  const said = report.state === 'refused' ? {} : { actor: SILENCE };
  const cause = report.state === 'refused' ? report.cause : 'gateway_unavailable';
  await applyReport(deps, payment, { state: 'failed', cause }, said);
  const failed = await findPayment(deps.database, payment.customerId, payment.paymentNo);
  return ok({ payment: failed ?? payment, replayed });
}

/**
 * Shows the payer what to do, unless the payment or its order was ended, or the order's price was changed, while the gateway was
 * asked: whoever did that may have closed the payment there before it was opened, so it is closed again. What that says is applied; where it says
 * nothing, the jobs ask again.
 */
async function show(
  deps: PaymentDeps,
  payment: StoredPayment,
  { action, reference }: Extract<CreateReport, { state: 'open' }>,
  replayed: boolean,
): Promise<Result<Opened, OpenPaymentRefusal>> {
  const { customerId, orderNo, paymentNo } = payment;
  const findOrder = (): Promise<StoredOrder | undefined> => deps.ordering.findForPayment(customerId, orderNo);
  const [isOpen, order] = await Promise.all([
    saveAction(deps.database, payment, action, reference),
    findOrder(),
  ]);
  const isWanted = order !== undefined && isPayable(order, deps.clock.now());
  if (isOpen && isWanted && order.totalFen === payment.amountFen)
    return ok({ payment: { ...payment, action }, replayed });
  await settlePayment(deps, payment);
  const [now, ended] = await Promise.all([findOrder(), findPayment(deps.database, customerId, paymentNo)]);
  if (now === undefined) throw new Error('an order that has a payment cannot be found');
  return isPayable(now, deps.clock.now())
    ? ok({ payment: ended ?? payment, replayed })
    : refuse({ code: 'order_not_payable', state: now.state });
}
