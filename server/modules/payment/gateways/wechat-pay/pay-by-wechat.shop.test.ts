import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectBooksToAgree } from '../../../../../test/support/expect-books.ts';
import { newSku } from '../../../../../test/support/new-sku.ts';
import { playPayment } from '../../../../../test/support/play-payment.ts';
import { placeOrder, signUp, type Shopper } from '../../../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../../../test/support/test-shop.ts';
import { waitFor } from '../../../../../test/support/wait-for.ts';

let shop: TestShop;
let shopper: Shopper;
let skuId: string;

beforeAll(async () => {
  shop = await startTestShop();
  shopper = await signUp(shop.url);
  skuId = await newSku(shop.database.pool, 10_000, 1_000);
});
afterAll(() => shop.stop());

const readOrder = async (orderNo: string) => (await shopper.call('GET', `/orders/${orderNo}`)).body;
const readPayment = async (paymentNo: string) => (await shopper.call('GET', `/payments/${paymentNo}`)).body;

async function begin(
  channel = 'qr',
): Promise<{ orderNo: string; paymentNo: string; action: { url: string } }> {
  const { orderNo } = (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body;
  const opened = await shopper.call('POST', `/orders/${orderNo}/payments`, {
    key: randomUUID(),
    body: { gateway: 'wechat', channel },
  });
  expect(opened).toMatchObject({ status: 201, body: { state: 'pending' } });
  return { orderNo, paymentNo: opened.body.paymentNo, action: opened.body.action };
}

test('an order is paid by WeChat Pay, and a notice that comes three times counts once', async () => {
  const { orderNo, paymentNo } = await begin();
  await playPayment(shopper, paymentNo, 'duplicate_callback');
  const order = await readOrder(orderNo);
  expect(order).toMatchObject({ state: 'awaiting_shipment' });
  expect(order.timeline.map(({ type }: { type: string }) => type)).toEqual(['placed', 'paid']);
});

test('a notice that is lost is not needed: WeChat is asked', async () => {
  const { orderNo, paymentNo } = await begin();
  await playPayment(shopper, paymentNo, 'dropped_callback');
  shop.clock.advance(61_000);
  await shop.jobs['ask-open-payments']!(null, 1);
  expect(await readOrder(orderNo)).toMatchObject({ state: 'awaiting_shipment' });
  expect(await readPayment(paymentNo)).toMatchObject({ state: 'succeeded' });
});

test('a forged notice changes nothing, and nor does a payer who has too little', async () => {
  const { orderNo, paymentNo } = await begin();
  await playPayment(shopper, paymentNo, 'forged_callback');
  await playPayment(shopper, paymentNo, 'insufficient_funds');
  expect(await readOrder(orderNo)).toMatchObject({ state: 'awaiting_payment' });
  expect(await readPayment(paymentNo)).toMatchObject({ state: 'pending' });
});

test('a payer on a phone pays on the page of WeChat and is sent back to the cashier', async () => {
  const { orderNo, action } = await begin('h5');
  const page = await fetch(action.url);
  expect(await page.text()).toContain('¥');
  // Line breaks are nothing to who reads an address, and no header can hold them.
  const broken = new URL(action.url);
  broken.searchParams.set('redirect_url', `${broken.searchParams.get('redirect_url')}\r\n`);
  const paid = await fetch(broken, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: shop.url },
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
  await shopper.call('POST', `/orders/${orderNo}/cancellation`);
  await waitFor('the payment to be closed', async () => (await readPayment(paymentNo)).state === 'cancelled');
  await playPayment(shopper, paymentNo, 'succeed');
  expect(await readPayment(paymentNo)).toMatchObject({ state: 'cancelled' });
});

test('money of a paid order that is cancelled goes back, and WeChat says when it is there', async () => {
  const { orderNo, paymentNo } = await begin();
  await playPayment(shopper, paymentNo, 'succeed');
  await shopper.call('POST', `/orders/${orderNo}/cancellation`);
  const refunded = await waitFor('the money to go back', async () => {
    const payment = await readPayment(paymentNo);
    return payment.state === 'refunded' && payment;
  });
  expect(refunded.refundedAmount).toBe(refunded.amount);
  await expectBooksToAgree(shop.database.pool);
});

test('inside WeChat nobody is sent anywhere while it is not known who pays', async () => {
  const { orderNo } = (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body;
  const refused = await shopper.call('POST', `/orders/${orderNo}/payments`, {
    key: randomUUID(),
    body: { gateway: 'wechat', channel: 'jsapi' },
  });
  expect(refused).toMatchObject({ status: 422, body: { code: 'channel_unavailable' } });
});
