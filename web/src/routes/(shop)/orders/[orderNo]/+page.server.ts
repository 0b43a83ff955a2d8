import { error, fail, redirect } from '@sveltejs/kit';
import { m } from '#lib/words/m.ts';
import { formatAmount } from '#lib/format/money.ts';
import { cutText, readLines, readNumber } from '#lib/form/read-form.server.ts';
import { ownOrderNo } from '#lib/order/own-order-no.server.ts';
import { requireSession } from '#lib/access/guard.server.ts';
import { viewProtection } from '#lib/order/view-protection.server.ts';
import { addressText, maskPhone } from '#lib/address/view-address.server.ts';
import { systemClock } from '#server/kernel/clock.ts';
import { fen } from '#server/kernel/money.ts';
import type { Actions, PageServerLoad } from './$types';

/** Characters; the page offers reasons that are shorter. */
const LONGEST_REASON = 200;

export const load: PageServerLoad = async (event) => {
  const session = requireSession(event);
  const { customerId } = session;
  const { shop, language } = event.locals;
  const orderNo = ownOrderNo(session, event.params.orderNo);
  const [order, payments, found] = await Promise.all([
    shop.ordering.find(customerId, orderNo, language),
    shop.payment.ofOrder(customerId, orderNo, language),
    shop.ordering.findProtection(customerId, orderNo, language),
  ]);
  if (order === undefined) error(404, 'no such order');
  const { address, ...shown } = order;
  const now = systemClock.now();
  const protection = viewProtection(found, now);
  const claimed = protection?.state === 'claimed' ? protection.amount : 0;
  const paid = payments.find(({ state }) => ['succeeded', 'partly_refunded', 'refunded'].includes(state));
  const paidWith =
    shop.payment.methods(language).find(({ gateway }) => gateway === paid?.gateway)?.name ?? null;
  const periods = paid?.instalments?.periods;
  const isWhole = event.url.searchParams.has('phone');
  return {
    order: shown,
    address: {
      recipient: address.recipient,
      // The whole number is only in the page when it was asked for: somebody may look over the shoulder.
      phone: isWhole ? address.phone : maskPhone(address.phone),
      isWhole,
      text: addressText(address),
    },
    freight:
      order.deliveryMethod === 'pick_up'
        ? { reason: m.pick_up_title(), carrierDays: null, instead: formatAmount(order.freightAmount) }
        : undefined,
    paidWith: paidWith && periods ? m.instalment_with({ method: paidWith, count: periods }) : paidWith,
    isCancelling: order.actions.includes('cancel') && event.url.searchParams.has('cancel'),
    // What would go back if it were cancelled: what was claimed is on its way already.
    owed: order.paidAmount - Math.max(order.refundedAmount, claimed),
    protection,
    isProtecting: protection?.state === 'claimable' && event.url.searchParams.has('protect'),
    now,
  };
};

export const actions: Actions = {
  async cancel(event) {
    const session = requireSession(event);
    const { customerId } = session;
    const { shop, language } = event.locals;
    const orderNo = ownOrderNo(session, event.params.orderNo);
    const reason = cutText(readLines(await event.request.formData(), 'reason'), LONGEST_REASON);
    const outcome = await shop.ordering.cancel(customerId, orderNo, reason || undefined, language);
    if (outcome.ok) redirect(303, `/orders/${orderNo}`);
    if (outcome.error.code === 'order_not_found') error(404, 'no such order');
    return fail(409, { refusal: { title: m.cancel_refused_title(), text: m.cancel_refused_text() } });
  },

  async protect(event) {
    const session = requireSession(event);
    const { shop, language } = event.locals;
    const orderNo = ownOrderNo(session, event.params.orderNo);
    const typed = Number(readNumber(await event.request.formData(), 'expectedAmount'));
    const expected = fen(Number.isSafeInteger(typed) && typed > 0 ? typed : 0);
    const outcome = await shop.ordering.claimProtection(session.customerId, orderNo, expected, language);
    if (outcome.ok) redirect(303, `/orders/${orderNo}`);
    if (outcome.error.code === 'order_not_found') error(404, 'no such order');
    const { error: refused } = outcome;
    const text =
      refused.code === 'protection_changed'
        ? m.protection_changed({ amount: formatAmount(refused.amount) })
        : m.protection_gone();
    return fail(409, { refusal: { title: m.protection_refused_title(), text } });
  },

  async buyAgain(event) {
    const session = requireSession(event);
    const { customerId } = session;
    const { shop, language } = event.locals;
    const order = await shop.ordering.find(customerId, ownOrderNo(session, event.params.orderNo), language);
    if (order === undefined) error(404, 'no such order');
    // What is no longer sold is left out; refused where nothing is left.
    const added = await shop.cart.addLines(customerId, order.lines);
    if (added.ok) redirect(303, '/cart');
    const refusal =
      added.error.code === 'cart_full'
        ? { title: m.cart_full_title({ count: added.error.limit }), text: m.cart_full_text() }
        : { title: m.buy_again_refused_title(), text: m.buy_again_refused_text() };
    return fail(409, { refusal });
  },
};
