import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { expectBooksToAgree } from '../../../../../test/support/expect-books.ts';
import { payThrough } from '../../../../../test/support/pay-through.ts';
import { playPayment } from '../../../../../test/support/play-payment.ts';
import { placeOrder } from '../../../../../test/support/shopper.ts';
import { waitFor } from '../../../../../test/support/wait-for.ts';

const paying = payThrough('wechat', 'qr');
const { begin, readOrder, readPayment } = paying;

test('a payer on a phone pays on the page of WeChat and is sent back to the cashier', async () => {
  const { orderNo, action } = await begin('h5');
  const page = await fetch(action.url);
  expect(await page.text()).toContain('¥');
  // Line breaks are nothing to who reads an address, and no header can hold them.
  const broken = new URL(action.url);
  broken.searchParams.set('redirect_url', `${broken.searchParams.get('redirect_url')}\r\n`);
  const paid = await fetch(broken, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: paying.shop.url },
    body: 'outcome=succeed',
    redirect: 'manual',
  });
  expect([paid.status, new URL(paid.headers.get('location')!).pathname]).toEqual([
    303,
    `/cashier/${orderNo}`,
  ]);
  expect(await readOrder(orderNo)).toMatchObject({ state: 'awaiting_shipment' });
});

test('what is cancelled is closed at WeChat, and nobody can pay it any more', async () => {
  const { orderNo, paymentNo } = await begin();
  await paying.shopper.call('POST', `/orders/${orderNo}/cancellation`);
  await waitFor('the payment to be closed', async () => (await readPayment(paymentNo)).state === 'cancelled');
  await playPayment(paying.shopper, paymentNo, 'succeed');
  expect(await readPayment(paymentNo)).toMatchObject({ state: 'cancelled' });
});

test('money of a paid order that is cancelled goes back, and WeChat says when it is there', async () => {
  const { orderNo, paymentNo } = await begin();
  await playPayment(paying.shopper, paymentNo, 'succeed');
  await paying.shopper.call('POST', `/orders/${orderNo}/cancellation`);
  const refunded = await waitFor('the money to go back', async () => {
    const payment = await readPayment(paymentNo);
    return payment.state === 'refunded' && payment;
  });
  expect(refunded.refundedAmount).toBe(refunded.amount);
  await expectBooksToAgree(paying.shop.database.pool);
});

test('inside WeChat nobody is sent anywhere while it is not known who pays', async () => {
  const { orderNo } = (await placeOrder(paying.shopper, [{ skuId: paying.skuId, quantity: 1 }])).body;
  const refused = await paying.shopper.call('POST', `/orders/${orderNo}/payments`, {
    key: randomUUID(),
    body: { gateway: 'wechat', channel: 'jsapi' },
  });
  expect(refused).toMatchObject({ status: 422, body: { code: 'channel_unavailable' } });
});
