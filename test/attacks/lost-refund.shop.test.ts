import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectBooksToAgree } from '../support/expect-books.ts';
import { newSku } from '../support/new-sku.ts';
import { playPayment } from '../support/play-payment.ts';
import { openPayment, placeOrder, signUp, type Shopper } from '../support/shopper.ts';
import { MUCH_UNPAID, startTestShop, type TestShop } from '../support/test-shop.ts';
import { waitFor } from '../support/wait-for.ts';

// What was seen: a customer opened 105 more payments of an order after the one that was paid, and the money of that one
// was promised back and never came, since the statement that looks for it stopped at the hundredth payment.

let shop: TestShop;
let shopper: Shopper;
let skuId: string;

beforeAll(async () => {
  shop = await startTestShop(MUCH_UNPAID);
  shopper = await signUp(shop.url);
  skuId = await newSku(shop.database.pool, 10_000, 100);
}, 120_000);
afterAll(() => shop.stop());

const readOrder = async (orderNo: string) => (await shopper.call('GET', `/orders/${orderNo}`)).body;

async function orderWithPayment(): Promise<{ orderNo: string; paymentNo: string }> {
  const order = await placeOrder(shopper, [{ skuId, quantity: 1 }]);
  const payment = await openPayment(shopper, order.body.orderNo);
  expect(payment.status).toBe(201);
  return { orderNo: order.body.orderNo, paymentNo: payment.body.paymentNo };
}

async function cancelAndGetBack(orderNo: string): Promise<void> {
  const cancelled = await shopper.call('POST', `/orders/${orderNo}/cancellation`);
  expect(cancelled).toMatchObject({ status: 200, body: { state: 'cancelled' } });
  const order = await waitFor('the money to go back', async () => {
    const now = await readOrder(orderNo);
    return now.refundedAmount > 0 && now;
  });
  expect(order.refundedAmount).toBe(order.paidAmount);
}

test('one early payment, 105 more of the same order, the early one paid, the order cancelled: the money comes back', async () => {
  const { orderNo, paymentNo } = await orderWithPayment();
  const codes: (string | number)[] = [];
  for (let more = 0; more < 105; more += 1) {
    const { status, body } = await openPayment(shopper, orderNo);
    codes.push(status === 201 ? 201 : body.code);
  }
  // Fifty in all: what nobody needs is refused, and of those that were opened five are open at most.
  expect(codes).toEqual([...Array<number>(49).fill(201), ...Array<string>(56).fill('too_many_payments')]);
  // The payer of the first was quicker than its closing.
  await playPayment(shopper, paymentNo, 'succeed');
  expect(await readOrder(orderNo)).toMatchObject({ state: 'awaiting_shipment' });
  await cancelAndGetBack(orderNo);
  await expectBooksToAgree(shop.database.pool);
}, 60_000);

test('the same with payments of a time before there was a bound to them', async () => {
  const { orderNo, paymentNo } = await orderWithPayment();
  await shop.database.pool.query(
    `insert into payments (customer_id, payment_no, order_no, gateway, channel, state, amount_fen, created_at, expires_at,
       idempotency_key, request_hash)
     select customer_id, payment_no || lpad(n::text, 3, '0'), order_no, gateway, channel, 'failed', amount_fen, created_at,
       expires_at, 'old' || n, request_hash
     from payments, generate_series(1, 150) as n where payment_no = $1`,
    [paymentNo],
  );
  await playPayment(shopper, paymentNo, 'succeed');
  await cancelAndGetBack(orderNo);
});

test('sixty payments opened at once: five are open at most, and every refusal says why', async () => {
  const { orderNo } = await orderWithPayment();
  const answers = await Promise.all(Array.from({ length: 60 }, () => openPayment(shopper, orderNo)));
  const { rows } = await shop.database.pool.query<{ open: number; all: number }>(
    `select count(*) filter (where state = 'pending')::int as open, count(*)::int as all from payments where order_no = $1`,
    [orderNo],
  );
  expect(rows[0]!.open).toBeLessThanOrEqual(5);
  expect(rows[0]!.all).toBeLessThanOrEqual(55);
  const opened = answers.filter(({ status }) => status === 201);
  expect(opened).toHaveLength(rows[0]!.all - 1);
  for (const { status, body } of answers.filter((answer) => answer.status !== 201))
    expect([status, body.code]).toEqual([
      409,
      expect.stringMatching(/^too_many_(open_)?payments$/) as string,
    ]);
  await shopper.call('POST', `/orders/${orderNo}/cancellation`);
  await expectBooksToAgree(shop.database.pool);
}, 60_000);
