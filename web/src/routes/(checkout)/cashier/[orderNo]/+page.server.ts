import { error, fail, redirect } from '@sveltejs/kit';
import { m } from '#lib/words/m.ts';
import { readText } from '#lib/form/read-form.server.ts';
import { ownOrderNo } from '#lib/order/own-order-no.server.ts';
import { requireSession } from '#lib/access/guard.server.ts';
import {
  channelFor,
  chosenWords,
  chooseView,
  deviceOf,
  hasOwnPage,
  paymentKey,
  paymentRefusal,
  readCashier,
  viewAction,
} from '#lib/payment/view-cashier.server.ts';
import { choiceOf } from '#lib/instalment/instalment-view.ts';
import { cashierPath } from '#lib/payment/cashier-path.ts';
import { offeredPeriods, readPeriods, viewInstalments } from '#lib/instalment/view-instalments.server.ts';
import { systemClock } from '#server/kernel/clock.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const session = requireSession(event);
  const { customerId } = session;
  const { shop, language } = event.locals;
  const { url, params } = event;
  const [named, count] = [url.searchParams.get('method'), Number(url.searchParams.get('periods') ?? 1)];
  const found = await readCashier(
    shop,
    {
      ...{ customerId, orderNo: ownOrderNo(session, params.orderNo) },
      ...(named !== null && { wanted: { gateway: named, periods: count } }),
    },
    language,
  );
  if (found === undefined) error(404, 'no such order');
  const { order, payment } = found;
  const methods = shop.payment.methods(language);
  const wanted = named ?? payment?.gateway;
  const isOpen = payment?.state === 'pending';
  const { address: _address, instalments = [], ...shown } = order;
  const device = deviceOf(event);
  const way = methods.find(({ gateway }) => gateway === wanted) ?? methods[0];
  const method = way?.gateway ?? '';
  // A bare address shows what is open.
  const asked = named === null ? (payment?.instalments?.periods ?? 1) : count;
  const periods = offeredPeriods(instalments, method, asked);
  return {
    order: shown,
    view: chooseView(order, payment),
    payment: payment === undefined ? null : { ...payment, action: undefined },
    ...(isOpen ? viewAction(payment, device) : { qr: null, payUrl: null }),
    methods,
    method,
    instalments: viewInstalments(instalments, methods, order.totalAmount),
    success: chosenWords(payment),
    ...{ periods, choice: choiceOf(method, periods) },
    insideWechat: device === 'wechat',
    ownPage: isOpen && payment.channel === 'qr' && hasOwnPage(way, device),
    checked: isOpen && url.searchParams.has('checked'),
    now: systemClock.now(),
  };
};

export const actions: Actions = {
  /** Opens a payment, or shows the one that is open already. */
  async pay(event) {
    const session = requireSession(event);
    const { customerId } = session;
    const { shop, language } = event.locals;
    const orderNo = ownOrderNo(session, event.params.orderNo);
    const form = await event.request.formData();
    const gateway = readText(form, 'gateway', 40);
    const via = form.get('via') ?? event.url.searchParams.get('via');
    const method = shop.payment.methods(language).find((known) => known.gateway === gateway);
    const channel = method && channelFor(method, via === 'here' ? 'here' : 'qr', deviceOf(event));
    if (channel === undefined) return fail(422, { refusal: m.payment_method_missing() });
    const periods = readPeriods(readText(form, 'instalments', 60), gateway);
    const earlier = await shop.payment.ofOrder(customerId, orderNo, language);
    const idempotencyKey = paymentKey(orderNo, { gateway, channel, periods }, earlier);
    const payerIp = event.getClientAddress();
    const opened = await shop.payment.open(
      { customerId, orderNo, gateway, channel, idempotencyKey, instalmentPeriods: periods, payerIp },
      language,
    );
    if (!opened.ok) {
      if (opened.error.code === 'order_not_found') error(404, 'no such order');
      const refusal = paymentRefusal(opened.error);
      if (refusal !== undefined) return fail(422, { refusal });
    }
    redirect(303, cashierPath(orderNo, gateway, periods));
  },

  /** For who pays without script: asks for the result and says so where there is none yet. */
  async check(event) {
    const session = requireSession(event);
    const { customerId } = session;
    const { shop, language } = event.locals;
    const orderNo = ownOrderNo(session, event.params.orderNo);
    if ((await readCashier(shop, { customerId, orderNo }, language)) === undefined)
      error(404, 'no such order');
    redirect(303, `/cashier/${orderNo}?checked`);
  },
};
