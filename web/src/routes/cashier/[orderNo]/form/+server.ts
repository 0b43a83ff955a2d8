import { redirect } from '@sveltejs/kit';
import { m } from '#lib/words/m.ts';
import { requireSession } from '#lib/access/guard.server.ts';
import { ownOrderNo } from '#lib/order/own-order-no.server.ts';
import { cashierPath } from '#lib/payment/cashier-path.ts';
import { writeFormPage } from '#lib/payment/write-form-page.server.ts';
import type { RequestHandler } from './$types';

/** Leads to a service that is reached by a form, while there is something to pay there. */
export const GET: RequestHandler = async ({ locals, params, url }) => {
  const session = requireSession({ locals });
  const orderNo = ownOrderNo(session, params.orderNo);
  const { shop, language } = locals;
  const payments = await shop.payment.ofOrder(session.customerId, orderNo, language);
  const payment = payments.find(({ paymentNo }) => paymentNo === url.searchParams.get('payment'));
  const back = payment === undefined ? `/cashier/${orderNo}` : cashierPath(orderNo, payment.gateway, 1);
  if (payment?.action?.type !== 'form') redirect(303, back);
  const { gateway, action: form } = payment;
  const method = shop.payment.methods(language).find((known) => known.gateway === gateway)?.name ?? gateway;
  const { html, policy } = writeFormPage({
    language: language === 'en' ? 'en' : 'zh-CN',
    title: m.payment_leading_title({ method }),
    says: m.payment_leading_text(),
    button: m.payment_open_page(),
    back: { href: back, name: m.payment_back_to_cashier() },
    form,
  });
  return new Response(html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'cache-control': 'private, no-store',
    },
  });
};
