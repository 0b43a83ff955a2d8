import { createPrivateKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectBooksToAgree } from '../../../test/support/expect-books.ts';
import { playPayment, type Outcome } from '../../../test/support/play-payment.ts';
import { makeCaller, openPayment, placeOrder, signUp, type Shopper } from '../../../test/support/shopper.ts';
import { MUCH_UNPAID, startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import { waitFor } from '../../../test/support/wait-for.ts';

let shop: TestShop;
let shopper: Shopper;
let skuId: string;

beforeAll(async () => {
  shop = await startTestShop(MUCH_UNPAID);
  shopper = await signUp(shop.url);
  const { rows } = await shop.database.pool.query<{ sku_id: string }>(
    'select sku_id from stock join skus using (sku_id) where on_hand >= 100 and price_fen > 10000 order by sku_id limit 1',
  );
  skuId = rows[0]!.sku_id;
}, 120_000);
afterAll(() => shop.stop());

type Paying = { orderNo: string; paymentNo: string; total: number };

async function orderWithPayment(): Promise<Paying> {
  const order = await placeOrder(shopper, [{ skuId, quantity: 1 }]);
  expect(order.status).toBe(201);
  const payment = await openPayment(shopper, order.body.orderNo);
  expect(payment.status).toBe(201);
  expect(payment.body).toMatchObject({
    state: 'pending',
    amount: order.body.totalAmount,
    action: { type: 'qr' },
  });
  return { orderNo: order.body.orderNo, paymentNo: payment.body.paymentNo, total: order.body.totalAmount };
}

const play = (paymentNo: string, outcome: Outcome) => playPayment(shopper, paymentNo, outcome);
const readOrder = async (orderNo: string) => (await shopper.call('GET', `/orders/${orderNo}`)).body;
const readPayment = async (paymentNo: string) => (await shopper.call('GET', `/payments/${paymentNo}`)).body;
const types = (order: { timeline: { type: string }[] }) => order.timeline.map((entry) => entry.type);

test('a paid order waits for shipment, and its timeline says who did what', async () => {
  const { orderNo, paymentNo, total } = await orderWithPayment();
  await play(paymentNo, 'succeed');
  const order = await readOrder(orderNo);
  expect(order).toMatchObject({
    state: 'awaiting_shipment',
    paidAmount: total,
    refundedAmount: 0,
    actions: ['cancel'],
  });
  expect(types(order)).toEqual(['placed', 'paid']);
  expect(await readPayment(paymentNo)).toMatchObject({ state: 'succeeded' });
});

test('a notification that comes three times at once is applied once', async () => {
  const { orderNo, paymentNo, total } = await orderWithPayment();
  await play(paymentNo, 'duplicate_callback');
  const order = await readOrder(orderNo);
  expect(order.paidAmount).toBe(total);
  expect(types(order)).toEqual(['placed', 'paid']);
});

test('a forged notification is refused and changes nothing', async () => {
  const { orderNo, paymentNo } = await orderWithPayment();
  await play(paymentNo, 'forged_callback');
  expect(await readOrder(orderNo)).toMatchObject({ state: 'awaiting_payment', paidAmount: 0 });
  expect(await readPayment(paymentNo)).toMatchObject({ state: 'pending' });
});

test.each(['insufficient_funds', 'bank_declined', 'timeout', 'network'] as const)(
  'a payment that fails by %s says why and what to do, and the order can be paid again',
  async (outcome) => {
    const { orderNo, paymentNo } = await orderWithPayment();
    await play(paymentNo, outcome);
    const payment = await readPayment(paymentNo);
    expect(payment).toMatchObject({ state: 'failed', failure: { code: outcome } });
    expect(payment.failure.reason).not.toBe('');
    expect(payment.failure.advice).not.toBe('');
    const again = await openPayment(shopper, orderNo);
    expect(again.body.paymentNo).not.toBe(paymentNo);
    await play(again.body.paymentNo, 'succeed');
    expect(await readOrder(orderNo)).toMatchObject({ state: 'awaiting_shipment' });
  },
);

test('a notification that comes late is not needed: whoever looks at the payment makes us ask the gateway', async () => {
  const { orderNo, paymentNo } = await orderWithPayment();
  await play(paymentNo, 'late_callback');
  await waitFor(
    'the payment to be found paid',
    async () => (await readPayment(paymentNo)).state === 'succeeded',
  );
  expect(types(await readOrder(orderNo))).toEqual(['placed', 'paid']);
});

test('money for a cancelled order goes back by itself, and the timeline says so', async () => {
  const { orderNo, paymentNo, total } = await orderWithPayment();
  expect((await shopper.call('POST', `/orders/${orderNo}/cancellation`)).body.state).toBe('cancelled');
  await play(paymentNo, 'succeed');
  const order = await waitFor('the money to go back', async () => {
    const now = await readOrder(orderNo);
    // Its amounts and its timeline are read by two statements: one of them may see the refund before the other does.
    return now.refundedAmount === total && types(now).includes('refunded') && now;
  });
  expect(order).toMatchObject({ state: 'cancelled', paidAmount: total });
  expect(types(order)).toEqual(['placed', 'cancelled_by_customer', 'paid_after_cancellation', 'refunded']);
  expect(await readPayment(paymentNo)).toMatchObject({ state: 'refunded', refundedAmount: total });
});

test('cancelling a paid order gives stock and money back', async () => {
  const { orderNo, paymentNo, total } = await orderWithPayment();
  await play(paymentNo, 'succeed');
  const cancelled = await shopper.call('POST', `/orders/${orderNo}/cancellation`, {
    body: { reason: '买错了' },
  });
  expect(cancelled.body).toMatchObject({ state: 'cancelled' });
  await waitFor('the money to go back', async () => (await readOrder(orderNo)).refundedAmount === total);
  expect(await readPayment(paymentNo)).toMatchObject({ state: 'refunded' });
  await expectBooksToAgree(shop.database.pool);
});

test('an order paid by two payments keeps the first and gives the second back', async () => {
  const { orderNo, paymentNo, total } = await orderWithPayment();
  const second = await openPayment(shopper, orderNo);
  await Promise.all([play(paymentNo, 'succeed'), play(second.body.paymentNo, 'succeed')]);
  const order = await waitFor('the second payment to go back', async () => {
    const now = await readOrder(orderNo);
    return now.refundedAmount === total && now;
  });
  expect(order).toMatchObject({ state: 'awaiting_shipment', paidAmount: total * 2 });
  const states = [(await readPayment(paymentNo)).state, (await readPayment(second.body.paymentNo)).state];
  expect(states.sort()).toEqual(['refunded', 'succeeded']);
});

test('a payment opened twice under one key is one payment, and another body under that key is refused', async () => {
  const order = await placeOrder(shopper, [{ skuId, quantity: 1 }]);
  const path = `/orders/${order.body.orderNo}/payments`;
  const key = randomUUID();
  const answers = await Promise.all(
    Array.from({ length: 20 }, () =>
      shopper.call('POST', path, { key, body: { gateway: 'sandbox', channel: 'qr' } }),
    ),
  );
  expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201]));
  expect(new Set(answers.map((answer) => answer.body.paymentNo)).size).toBe(1);
  expect(answers.filter((answer) => answer.headers.get('idempotent-replayed') !== 'true')).toHaveLength(1);
  const other = await shopper.call('POST', path, { key, body: { gateway: 'sandbox', channel: 'redirect' } });
  expect(other).toMatchObject({ status: 422, body: { code: 'idempotency_key_reused' } });
});

test('paying what is not open, not ours or not known is refused by name', async () => {
  const { orderNo, paymentNo } = await orderWithPayment();
  const call = (body: object, key: string | undefined = randomUUID()) =>
    shopper.call('POST', `/orders/${orderNo}/payments`, { key, body });
  expect((await call({ gateway: 'nobody' })).body.code).toBe('gateway_unavailable');
  expect((await call({ gateway: 'sandbox', channel: 'jsapi' })).body.code).toBe('channel_unavailable');
  expect(
    (await shopper.call('POST', `/orders/${orderNo}/payments`, { body: { gateway: 'sandbox' } })).body.code,
  ).toBe('idempotency_key_required');
  await shopper.call('POST', `/orders/${orderNo}/cancellation`);
  expect((await call({ gateway: 'sandbox' })).body).toMatchObject({ status: 409, code: 'order_not_payable' });
  const stranger = await signUp(shop.url);
  expect((await stranger.call('GET', `/payments/${paymentNo}`)).body).toMatchObject({
    status: 404,
    code: 'payment_not_found',
  });
  expect((await openPayment(stranger, orderNo)).body).toMatchObject({ status: 404, code: 'order_not_found' });
  expect((await shopper.call('POST', '/webhooks/payments/nobody', { body: {} })).body.code).toBe(
    'gateway_unknown',
  );
  expect(
    (await makeCaller(shop.url).call('POST', '/demo/payments/P0', { body: { outcome: 'succeed' } })).body
      .code,
  ).toBe('unknown_payment');
});

test('an outcome that nobody can play is refused by the API and by the bank, and nothing happens to the payment', async () => {
  const { paymentNo } = await orderWithPayment();
  const played = await shopper.call('POST', `/demo/payments/${paymentNo}`, { body: { outcome: 'pay' } });
  expect(played).toMatchObject({ status: 400, body: { code: 'malformed' } });
  await expect(shop.house.demo!.bank.books.play(paymentNo, 'pay' as Outcome)).rejects.toThrow(RangeError);
  expect(await readPayment(paymentNo)).toMatchObject({ state: 'pending' });
});

/** What the bank says of the shop's account, and we do not doubt. */
const THEIR_ACCOUNT = { currency: 'CNY', merchant: 'sandbox-shop', payUrl: '' };

test('a notification is believed only with the bank’s signature over these very bytes, and only while it is fresh', async () => {
  const { orderNo, paymentNo, total } = await orderWithPayment();
  const { rows } = await shop.database.pool.query<{ private_key: string }>(
    'select private_key from sandbox_bank.keys',
  );
  const bankKey = rows[0]!.private_key;
  const good = {
    notificationId: randomUUID(),
    payment: { paymentNo, state: 'paid', amount: total, reference: 'SB1', ...THEIR_ACCOUNT },
  };
  const post = async (options: {
    key?: string;
    at?: number;
    sent?: object;
    signed?: object;
    type?: string;
  }): Promise<number> => {
    // What is signed has spaces that no JSON writer of ours would make again.
    const body = JSON.stringify(options.sent ?? good, null, 3);
    const timestamp = String(options.at ?? Date.now());
    const text = `${timestamp}\nnonce\n${JSON.stringify(options.signed ?? options.sent ?? good, null, 3)}\n`;
    const signature = sign(null, Buffer.from(text), createPrivateKey(options.key ?? bankKey)).toString(
      'base64',
    );
    const response = await fetch(`${shop.url}/api/v1/webhooks/payments/sandbox`, {
      method: 'POST',
      body,
      headers: {
        'content-type': options.type ?? 'application/json',
        'sandbox-timestamp': timestamp,
        'sandbox-nonce': 'nonce',
        'sandbox-signature': signature,
      },
    });
    return response.status;
  };
  const stranger = generateKeyPairSync('ed25519')
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  expect(await post({ key: stranger })).toBe(401);
  expect(await post({ at: Date.now() - 3_600_000 })).toBe(401);
  expect(await post({ at: NaN })).toBe(401);
  expect(await post({ sent: { ...good, payment: { ...good.payment, amount: 2 } }, signed: good })).toBe(401);
  // Signed by the bank, but another amount than was asked for: kept, reported to a person, and not applied.
  expect(await post({ sent: { ...good, payment: { ...good.payment, amount: 1 } } })).toBe(200);
  expect(await readOrder(orderNo)).toMatchObject({ state: 'awaiting_payment', paidAmount: 0 });
  for (const type of ['application/x-www-form-urlencoded', 'text/xml; charset=gbk', 'of/nobody'])
    expect(await post({ sent: { ...good, notificationId: randomUUID() }, type })).toBe(200);
  expect(await readOrder(orderNo)).toMatchObject({ state: 'awaiting_shipment', paidAmount: total });
});

test('after every story the books agree', async () => {
  await expectBooksToAgree(shop.database.pool);
});
