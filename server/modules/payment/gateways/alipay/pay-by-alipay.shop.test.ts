import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs } from '../../../../../test/support/back-office.ts';
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
): Promise<{ orderNo: string; paymentNo: string; action: { url: string; content: string } }> {
  const { orderNo } = (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body;
  const opened = await shopper.call('POST', `/orders/${orderNo}/payments`, {
    key: randomUUID(),
    body: { gateway: 'alipay', channel },
  });
  expect(opened).toMatchObject({ status: 201, body: { state: 'pending' } });
  return { orderNo, paymentNo: opened.body.paymentNo, action: opened.body.action };
}

test('an order is paid by Alipay, and a notice that comes three times counts once', async () => {
  const { orderNo, paymentNo } = await begin();
  await playPayment(shopper, paymentNo, 'duplicate_callback');
  const order = await readOrder(orderNo);
  expect(order).toMatchObject({ state: 'awaiting_shipment' });
  expect(order.timeline.map(({ type }: { type: string }) => type)).toEqual(['placed', 'paid']);
});

test('a notice that is lost is not needed: Alipay is asked', async () => {
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

test.each(['h5', 'redirect'])(
  'a payer pays on the page of Alipay and is sent back to the cashier: %s',
  async (channel) => {
    const { orderNo, action } = await begin(channel);
    const page = await fetch(action.url);
    expect(await page.text()).toContain('¥');
    const paid = await fetch(page.url, {
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
  },
);

test('what is cancelled after somebody came to it is closed at Alipay, and nobody can pay it any more', async () => {
  const { orderNo, paymentNo, action } = await begin();
  await fetch(action.content);
  await shopper.call('POST', `/orders/${orderNo}/cancellation`);
  await waitFor('the payment to be closed', async () => (await readPayment(paymentNo)).state === 'cancelled');
  await playPayment(shopper, paymentNo, 'succeed');
  expect(await readPayment(paymentNo)).toMatchObject({ state: 'cancelled' });
});

test('a code that nobody had scanned when its order was cancelled gives back what is paid by it', async () => {
  const { orderNo, paymentNo } = await begin();
  await shopper.call('POST', `/orders/${orderNo}/cancellation`);
  await waitFor('the payment to be closed', async () => (await readPayment(paymentNo)).state === 'cancelled');
  await playPayment(shopper, paymentNo, 'succeed');
  await waitFor('the money to go back', async () => (await readPayment(paymentNo)).state === 'refunded');
  expect(await readOrder(orderNo)).toMatchObject({ state: 'cancelled' });
  await expectBooksToAgree(shop.database.pool);
});

test('money of a paid order that is cancelled goes back, and the shop shows it', async () => {
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

test('a payer in six periods is asked by Alipay for the plan that the cashier showed', async () => {
  const manager = await signInAs(shop.url, 'manager');
  const plan = {
    gateway: 'alipay',
    periods: 6,
    feeRateBasisPoints: 450,
    feeBearer: 'buyer',
    leastAmount: 10_000,
  };
  expect(await manager.call('POST', '/staff/instalment-plans', { body: plan })).toMatchObject({
    status: 201,
  });
  const { orderNo, totalAmount } = (await placeOrder(shopper, [{ skuId, quantity: 20 }])).body;
  const { instalments } = await readOrder(orderNo);
  const shown = instalments.find(({ gateway }: { gateway: string }) => gateway === 'alipay');
  expect(shown).toMatchObject({ periods: 6, feeBearer: 'buyer' });
  const opened = await shopper.call('POST', `/orders/${orderNo}/payments`, {
    key: randomUUID(),
    body: { gateway: 'alipay', channel: 'qr', instalmentPeriods: 6 },
  });
  // The fee is between the payer and Alipay: the order costs what it costs.
  const { periods, feeBearer, feeAmount } = shown;
  expect(opened.body).toMatchObject({ amount: totalAmount, instalments: { periods, feeBearer, feeAmount } });
  const page = await (await fetch(opened.body.action.content)).text();
  expect(page).toContain('6 期，手续费由你承担');
  await playPayment(shopper, opened.body.paymentNo, 'succeed');
  expect(await readOrder(orderNo)).toMatchObject({ state: 'awaiting_shipment', totalAmount });
  expect(await readPayment(opened.body.paymentNo)).toMatchObject({ state: 'succeeded', amount: totalAmount });
});
