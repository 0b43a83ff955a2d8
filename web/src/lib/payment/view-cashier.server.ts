import type { CustomerId, OrderNo } from '#server/kernel/ids.ts';
import type { Order } from '#server/modules/ordering/index.ts';
import type { Channel, OpenPaymentRefusal, Payment, PaymentMethod } from '#server/modules/payment/index.ts';
import type { Language } from '#server/kernel/language.ts';
import type { Shop } from '#server/shop.ts';
import { m } from '#lib/words/m.ts';
import { drawQr } from './draw-qr.server.ts';

/** How the payer wants to pay: with another device that scans a code, or on this one. */
export type Via = 'qr' | 'here';

export type CashierView = 'choose' | 'waiting' | 'failed' | 'paid' | 'ended';

/** How somebody wants to pay, as the address of the cashier says it. */
export type WantedWay = { readonly gateway: string; readonly periods: number };

/**
 * The order as it is now, with the payment that is looked at. An open payment's gateway is asked before the order is read.
 */
export async function readCashier(
  shop: Shop,
  { customerId, orderNo, wanted }: { customerId: CustomerId; orderNo: OrderNo; wanted?: WantedWay },
  language: Language,
): Promise<{ order: Order; payment: Payment | undefined } | undefined> {
  const chosen = choosePayment(await shop.payment.ofOrder(customerId, orderNo, language), wanted);
  const payment =
    chosen?.state === 'pending' ? await shop.payment.find(customerId, chosen.paymentNo, language) : chosen;
  const order = await shop.ordering.find(customerId, orderNo, language);
  return order && { order, payment };
}

/**
 * The one that has paid; else, for whoever goes back to a way that they had left, the one that is open there, so that no other is
 * begun; else the newest.
 */
export function choosePayment(
  newestFirst: readonly Payment[],
  wanted: WantedWay | undefined,
): Payment | undefined {
  const paid = newestFirst.find(({ state }) => HAS_MONEY.has(state));
  const open = newestFirst.find(
    (payment) =>
      payment.state === 'pending' &&
      payment.gateway === wanted?.gateway &&
      periodsOf(payment) === wanted.periods,
  );
  return paid ?? open ?? newestFirst[0];
}

const HAS_MONEY: ReadonlySet<string> = new Set(['succeeded', 'partly_refunded', 'refunded']);

const periodsOf = ({ instalments }: Payment): number => instalments?.periods ?? 1;

export function chooseView(order: Order, payment: Payment | undefined): CashierView {
  if (order.state === 'cancelled' || order.state === 'closed') return 'ended';
  if (order.state !== 'awaiting_payment') return 'paid';
  if (!order.actions.includes('pay')) return 'ended';
  if (payment?.state === 'pending' && payment.action !== undefined) return 'waiting';
  return payment?.state === 'failed' ? 'failed' : 'choose';
}

/** `分 6 期`, of a payment that is paid back by instalments. */
export function chosenWords(payment: Payment | undefined): string | undefined {
  return payment?.instalments && m.instalment_of({ count: payment.instalments.periods });
}

/** Where the payer can go on this device; only a web address, since it becomes a link. A page of ours posts what is a form. */
function payUrlOf({ action, orderNo, paymentNo }: Payment): string | null {
  if (action?.type === 'form') return `/cashier/${orderNo}/form?payment=${paymentNo}`;
  const url = action?.type === 'redirect' ? action.url : action?.type === 'qr' ? action.content : '';
  return /^https?:\/\//.test(url) ? url : null;
}

/** What the payer is to do with an open payment. Inside WeChat a code is for another device: WeChat follows none of its own pages. */
export function viewAction(
  payment: Payment,
  device: Device,
): {
  readonly qr: { readonly size: number; readonly path: string } | null;
  readonly payUrl: string | null;
} {
  const { action } = payment;
  const isForOthers = device === 'wechat' && action?.type === 'qr';
  return {
    qr: action?.type === 'qr' ? drawQr(action.content) : null,
    payUrl: isForOthers ? null : payUrlOf(payment),
  };
}

/** What the page is shown by: WeChat's own browser opens no page of other services, and phones have an app to be led to. */
export type Device = 'desk' | 'phone' | 'wechat';

export function deviceOf({ request }: { readonly request: Request }): Device {
  const agent = request.headers.get('user-agent') ?? '';
  if (agent.includes('MicroMessenger')) return 'wechat';
  return /Mobi|Android|iPhone|iPad/.test(agent) ? 'phone' : 'desk';
}

const HERE: Readonly<Record<Device, readonly Channel[]>> = {
  desk: ['redirect', 'qr'],
  phone: ['h5', 'redirect', 'qr'],
  wechat: ['redirect', 'qr'],
};

/**
 * The channel for a way of paying; undefined where the method offers none of those that these pages can show. Inside WeChat a page
 * for phones (`h5`) is refused, pages of Alipay are not shown, and who pays there is not known to us: then a code is shown.
 */
export function channelFor(method: PaymentMethod, via: Via, device: Device): Channel | undefined {
  const isShut = device === 'wechat' && method.gateway === 'alipay';
  const wanted = via === 'qr' || isShut ? (['qr', 'redirect'] as const) : HERE[device];
  return wanted.find((channel) => method.channels.includes(channel));
}

/** Whether this device is led to a page of its own, which is not what the code leads to: so does who has one for desks and one for phones. */
export function hasOwnPage(method: PaymentMethod | undefined, device: Device): boolean {
  const pages: readonly Channel[] = ['h5', 'redirect'];
  return device !== 'wechat' && pages.every((channel) => method?.channels.includes(channel) ?? false);
}

/**
 * The same for every press of the button until this attempt has ended, so that two presses, two tabs or a reload open
 * one payment; a new one after each attempt that ended.
 */
export function paymentKey(
  orderNo: string,
  { gateway, channel, periods }: { gateway: string; channel: Channel; periods: number },
  earlier: readonly Payment[],
): string {
  const ended = earlier.filter(
    (payment) =>
      payment.gateway === gateway &&
      payment.channel === channel &&
      periodsOf(payment) === periods &&
      payment.state !== 'pending',
  );
  const way = periods > 1 ? `${channel}.${periods}x` : channel;
  return `${orderNo}.${gateway}.${way}.${ended.length}`;
}

/** Why no payment was opened, in words; undefined where the page says it by itself when it is read again. */
export function paymentRefusal(refusal: OpenPaymentRefusal): string | undefined {
  switch (refusal.code) {
    case 'order_not_found':
    case 'order_not_payable':
      return undefined;
    case 'too_many_open_payments':
      return m.payment_too_many_open();
    case 'too_many_payments':
      return m.payment_too_many({ count: refusal.limit });
    case 'instalments_unavailable':
      return m.instalment_unavailable({ count: refusal.periods });
    case 'gateway_unavailable':
    case 'channel_unavailable':
    case 'idempotency_key_reused':
      return m.payment_method_unavailable();
  }
}
