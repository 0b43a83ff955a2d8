import { error, fail, redirect } from '@sveltejs/kit';
import { m } from '#lib/words/m.ts';
import { readText } from '#lib/form/read-form.server.ts';
import { ownOrderNo } from '#lib/order/own-order-no.server.ts';
import { requireSession } from '#lib/access/guard.server.ts';
import {
  channelFor,
  chooseView,
  paymentKey,
  paymentRefusal,
  readCashier,
  viewAction,
} from '#lib/payment/view-cashier.server.ts';
import { systemClock } from '#server/kernel/clock.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const session = requireSession(event);
  const { customerId } = session;
  const { shop, language } = event.locals;
  const { url, params } = event;
  const found = await readCashier(shop, customerId, ownOrderNo(session, params.orderNo), language);
  if (found === undefined) error(404, 'no such order');
  const { order, payment } = found;
  const methods = shop.payment.methods(language);
  const wanted = url.searchParams.get('method') ?? payment?.gateway;
  const isOpen = payment?.state === 'pending';
  const { address: _address, ...shown } = order;
  return {
    order: shown,
    view: chooseView(order, payment),
    payment: payment === undefined ? null : { ...payment, action: undefined },
    ...(isOpen ? viewAction(payment) : { qr: null, payUrl: null }),
    methods,
    method: methods.find(({ gateway }) => gateway === wanted)?.gateway ?? methods[0]?.gateway ?? '',
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
    const channel = method && channelFor(method, via === 'here' ? 'here' : 'qr');
    if (channel === undefined) return fail(422, { refusal: m.payment_method_missing() });
    const earlier = await shop.payment.ofOrder(customerId, orderNo, language);
    const idempotencyKey = paymentKey(orderNo, gateway, channel, earlier);
    const opened = await shop.payment.open(
      { customerId, orderNo, gateway, channel, idempotencyKey },
      language,
    );
    if (!opened.ok) {
      if (opened.error.code === 'order_not_found') error(404, 'no such order');
      const refusal = paymentRefusal(opened.error);
      if (refusal !== undefined) return fail(422, { refusal });
    }
    redirect(303, `/cashier/${orderNo}?method=${encodeURIComponent(gateway)}`);
  },

  /** For who pays without script: asks for the result and says so where there is none yet. */
  async check(event) {
    const session = requireSession(event);
    const { customerId } = session;
    const { shop, language } = event.locals;
    const orderNo = ownOrderNo(session, event.params.orderNo);
    if ((await readCashier(shop, customerId, orderNo, language)) === undefined) error(404, 'no such order');
    redirect(303, `/cashier/${orderNo}?checked`);
  },
};
