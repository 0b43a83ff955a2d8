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

type Form = { readonly url: string; readonly fields: Record<string, string> };

const readOrder = async (orderNo: string) => (await shopper.call('GET', `/orders/${orderNo}`)).body;
const readPayment = async (paymentNo: string) => (await shopper.call('GET', `/payments/${paymentNo}`)).body;

/** As a browser posts a form of a page of this origin. */
const post = (url: string, fields: Record<string, string>, origin = shop.url): Promise<Response> =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields), headers: { origin }, redirect: 'manual' });

/** Opens a payment, and its page at UnionPay. */
async function begin(): Promise<{ orderNo: string; paymentNo: string; pageUrl: string }> {
  const { orderNo } = (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body;
  const opened = await shopper.call('POST', `/orders/${orderNo}/payments`, {
    key: randomUUID(),
    body: { gateway: 'unionpay', channel: 'redirect' },
  });
  expect(opened).toMatchObject({ status: 201, body: { state: 'pending', action: { type: 'form' } } });
  const { url, fields } = opened.body.action as Form;
  const page = await post(url, fields);
  expect(page.status).toBe(303);
  return { orderNo, paymentNo: opened.body.paymentNo, pageUrl: page.headers.get('location')! };
}

test('an order is paid by a card, and the payer is led back to the cashier by what the browser posts', async () => {
  const { orderNo, paymentNo, pageUrl } = await begin();
  expect(await (await fetch(pageUrl)).text()).toContain(paymentNo);
  expect((await post(pageUrl, { outcome: 'succeed', choice: '02' })).status).toBe(303);
  expect(await readOrder(orderNo)).toMatchObject({ state: 'awaiting_shipment' });
  const page = await (await fetch(pageUrl)).text();
  const [, back] = /action="([^"]+)"/.exec(page) ?? [];
  const led = await post(back!, { respCode: '00' }, 'https://gateway.95516.com');
  expect([led.status, led.headers.get('location')]).toEqual([303, `/cashier/${orderNo}`]);
});

test('coming back proves nothing, whatever is posted with it', async () => {
  const { orderNo } = await begin();
  const led = await post(`${shop.url}/api/v1/payment-returns/${orderNo}`, {
    respCode: '00',
    orderId: orderNo,
  });
  expect(led.status).toBe(303);
  expect(await readOrder(orderNo)).toMatchObject({ state: 'awaiting_payment' });
  const elsewhere = await post(`${shop.url}/api/v1/payment-returns/evil.example`, {});
  expect(elsewhere.headers.get('location')).toBe('/orders');
});

test('a notice that comes three times counts once', async () => {
  const { orderNo, paymentNo } = await begin();
  await playPayment(shopper, paymentNo, 'duplicate_callback');
  const order = await readOrder(orderNo);
  expect(order.timeline.map(({ type }: { type: string }) => type)).toEqual(['placed', 'paid']);
});

test('a notice that is lost is not needed: UnionPay is asked', async () => {
  const { orderNo, paymentNo } = await begin();
  await playPayment(shopper, paymentNo, 'dropped_callback');
  shop.clock.advance(61_000);
  await shop.jobs['ask-open-payments']!(null, 1);
  expect(await readOrder(orderNo)).toMatchObject({ state: 'awaiting_shipment' });
  expect(await readPayment(paymentNo)).toMatchObject({ state: 'succeeded' });
});

test('a card without money says why; another card on the same page still pays the order', async () => {
  const { orderNo, paymentNo } = await begin();
  await playPayment(shopper, paymentNo, 'insufficient_funds');
  shop.clock.advance(4_000);
  expect(await readPayment(paymentNo)).toMatchObject({
    ...{ state: 'failed', failure: { code: 'insufficient_funds' } },
  });
  await playPayment(shopper, paymentNo, 'succeed');
  expect(await readOrder(orderNo)).toMatchObject({ state: 'awaiting_shipment' });
});

test('what UnionPay cannot close waits for its time, and money that comes for a cancelled order goes back', async () => {
  const { orderNo, paymentNo } = await begin();
  await shopper.call('POST', `/orders/${orderNo}/cancellation`);
  await playPayment(shopper, paymentNo, 'succeed');
  const payment = await waitFor('the money to go back', async () => {
    const now = await readPayment(paymentNo);
    return now.state === 'refunded' && now;
  });
  expect(payment.refundedAmount).toBe(payment.amount);
  await expectBooksToAgree(shop.database.pool);
});
