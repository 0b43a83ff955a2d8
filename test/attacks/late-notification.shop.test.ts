import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { holdBankLine, type BankLine } from '../support/bank-line.ts';
import { expectBooksToAgree } from '../support/expect-books.ts';
import { newSku } from '../support/new-sku.ts';
import { bankState, payWithoutNotification } from '../support/pay-at-bank.ts';
import { playPayment } from '../support/play-payment.ts';
import { openPayment, placeOrder, signUp, type Shopper } from '../support/shopper.ts';
import { tellListeners } from '../support/tell-listeners.ts';
import { MUCH_UNPAID, startTestShop, type TestShop } from '../support/test-shop.ts';
import { waitFor } from '../support/wait-for.ts';

// What was seen: who paid in the last seconds, and whose notification came after the time was over, was cancelled and refunded.

const MINUTE_MS = 60_000;
const PAYMENT_TIME_MS = 30 * MINUTE_MS;

let shop: TestShop;
let shopper: Shopper;
let skuId: string;
let line: BankLine;

beforeAll(async () => {
  // No jobs run by themselves here: each test says when.
  shop = await startTestShop({ ROLE: 'web', ...MUCH_UNPAID });
  shopper = await signUp(shop.url);
  skuId = await newSku(shop.database.pool, 10_000, 1_000);
}, 120_000);
afterAll(() => shop.stop());
beforeEach(async () => void (line = await holdBankLine(shop)));
afterEach(async () => {
  line.close();
  await tellListeners(shop);
  await expectBooksToAgree(shop.database.pool);
});

type Paying = { orderNo: string; paymentNo: string };

async function orderToPay(): Promise<string> {
  const order = await placeOrder(shopper, [{ skuId, quantity: 1 }]);
  expect(order.status).toBe(201);
  return order.body.orderNo;
}

async function orderWithPayment(): Promise<Paying> {
  const orderNo = await orderToPay();
  const payment = await openPayment(shopper, orderNo);
  expect(payment.status).toBe(201);
  return { orderNo, paymentNo: payment.body.paymentNo };
}

const run = (name: string, payload: object = {}) => shop.jobs[name]!(payload);
const expire = () => run('expire-unpaid-orders');
const settle = () => run('settle-unpaid-orders');
const readOrder = async (orderNo: string) => (await shopper.call('GET', `/orders/${orderNo}`)).body;
const types = (order: { timeline: { type: string }[] }) => order.timeline.map((entry) => entry.type);
async function stateOf(paymentNo: string): Promise<string> {
  const { rows } = await shop.database.pool.query<{ state: string }>(
    'select state from payments where payment_no = $1',
    [paymentNo],
  );
  return rows[0]!.state;
}

test('who paid in the last second has paid, though the notification comes after the time is over', async () => {
  const { orderNo, paymentNo } = await orderWithPayment();
  await payWithoutNotification(shop.database.pool, paymentNo);
  shop.clock.advance(PAYMENT_TIME_MS + 1_000);
  await expire();
  expect(await readOrder(orderNo)).toMatchObject({ state: 'awaiting_payment' });
  await settle();
  const order = await readOrder(orderNo);
  expect(order).toMatchObject({ state: 'awaiting_shipment', paidAmount: order.totalAmount });
  expect(types(order)).toEqual(['placed', 'paid']);
  // The notification that was late is taken, and changes nothing any more.
  await playPayment(shopper, paymentNo, 'succeed');
  const { rows } = await shop.database.pool.query('select from payment_notices where payment_no = $1', [
    paymentNo,
  ]);
  expect(rows).toHaveLength(1);
  expect(types(await readOrder(orderNo))).toEqual(['placed', 'paid']);
});

test('who opened a payment and did not pay is cancelled, and cannot pay at the bank any more', async () => {
  const { orderNo, paymentNo } = await orderWithPayment();
  const untouched = await orderToPay();
  shop.clock.advance(PAYMENT_TIME_MS + 1_000);
  await expire();
  expect(await readOrder(untouched)).toMatchObject({ state: 'cancelled' });
  await settle();
  const order = await readOrder(orderNo);
  expect(order).toMatchObject({ state: 'cancelled', paidAmount: 0 });
  expect(order.timeline.at(-1).note).toContain('没有产生费用');
  expect(await bankState(shop.database.pool, paymentNo)).toBe('closed');
  expect(await stateOf(paymentNo)).toBe('expired');
});

test('a silent bank holds up the orders that wait for it and no other, and no transaction is open meanwhile', async () => {
  const { orderNo, paymentNo } = await orderWithPayment();
  const others = [await orderToPay(), await orderToPay()];
  await payWithoutNotification(shop.database.pool, paymentNo);
  shop.clock.advance(PAYMENT_TIME_MS + 1_000);
  line.set('held');
  const settling = settle();
  await waitFor('the bank to be asked', () => line.held().length === 1);
  await expire();
  for (const other of others) expect(await readOrder(other)).toMatchObject({ state: 'cancelled' });
  const { rows } = await shop.database.pool.query<{ open: number }>(
    `select count(*)::int as open from pg_stat_activity
     where datname = current_database() and xact_start is not null and pid <> pg_backend_pid()`,
  );
  expect(rows[0]!.open).toBe(0);
  line.set('open');
  await settling;
  expect(await readOrder(orderNo)).toMatchObject({ state: 'awaiting_shipment' });
});

test('a dead bank is waited for ten minutes; then the order is cancelled and says so, and money that comes later goes back', async () => {
  const { orderNo, paymentNo } = await orderWithPayment();
  await payWithoutNotification(shop.database.pool, paymentNo);
  line.set('dead');
  shop.clock.advance(PAYMENT_TIME_MS + 1_000);
  for (let minute = 0; minute < 9; minute += 1) {
    await expire();
    await settle();
    expect(await readOrder(orderNo)).toMatchObject({ state: 'awaiting_payment', actions: ['cancel'] });
    shop.clock.advance(MINUTE_MS);
  }
  shop.clock.advance(MINUTE_MS);
  await settle();
  const cancelled = await readOrder(orderNo);
  expect(cancelled).toMatchObject({ state: 'cancelled', paidAmount: 0 });
  expect(cancelled.timeline.at(-1).note).toContain('支付渠道没有回答');
  line.set('open');
  shop.clock.advance(MINUTE_MS);
  await run('ask-open-payments');
  const { rows } = await shop.database.pool.query<{ refund_no: string }>(
    'select refund_no from refunds where order_no = $1',
    [orderNo],
  );
  await run('refund-payment', { customerId: shopper.customerId, refundNo: rows[0]!.refund_no });
  const order = await readOrder(orderNo);
  expect(order).toMatchObject({ state: 'cancelled', refundedAmount: order.totalAmount });
  expect(types(order)).toEqual(['placed', 'payment_time_over', 'paid_after_cancellation', 'refunded']);
});

test('a customer who cancels after having paid, before the notification, is promised the money and gets it', async () => {
  const { orderNo, paymentNo } = await orderWithPayment();
  await payWithoutNotification(shop.database.pool, paymentNo);
  const cancelled = await shopper.call('POST', `/orders/${orderNo}/cancellation`);
  expect(cancelled).toMatchObject({ status: 200, body: { state: 'cancelled' } });
  expect(types(cancelled.body)).toEqual(['placed', 'paid', 'cancelled_by_customer']);
  expect(cancelled.body.timeline.at(-1).note).toContain('将原路退回');
  await tellListeners(shop);
  const { rows } = await shop.database.pool.query<{ amount: number }>(
    'select amount_fen::int as amount from refunds where order_no = $1',
    [orderNo],
  );
  expect(rows).toEqual([{ amount: cancelled.body.totalAmount }]);
});

test('a customer who cancels closes what is open, and a dead bank keeps nobody from cancelling', async () => {
  const closed = await orderWithPayment();
  expect((await shopper.call('POST', `/orders/${closed.orderNo}/cancellation`)).status).toBe(200);
  expect(await bankState(shop.database.pool, closed.paymentNo)).toBe('closed');
  const { orderNo } = await orderWithPayment();
  line.set('dead');
  const cancelled = await shopper.call('POST', `/orders/${orderNo}/cancellation`);
  expect(cancelled).toMatchObject({ status: 200, body: { state: 'cancelled' } });
  expect(cancelled.body.timeline.at(-1).note).toContain('支付渠道没有回答');
});

test('a payment that is being opened while its order is cancelled is never left open', async () => {
  const orderNo = await orderToPay();
  line.set('held');
  const opening = openPayment(shopper, orderNo);
  await waitFor('the bank to be asked', () => line.held().length === 1);
  const cancelling = shopper.call('POST', `/orders/${orderNo}/cancellation`);
  await waitFor('the bank to be asked to close', () => line.held().length === 2);
  line.set('open');
  expect(await cancelling).toMatchObject({ status: 200, body: { state: 'cancelled' } });
  const opened = await opening;
  await run('close-payments', { customerId: shopper.customerId, orderNo });
  const { rows } = await shop.database.pool.query<{ payment_no: string }>(
    'select payment_no from payments where order_no = $1',
    [orderNo],
  );
  expect(rows).toHaveLength(1);
  expect(await bankState(shop.database.pool, rows[0]!.payment_no)).toBe('closed');
  if (opened.status !== 201) expect(opened.body.code).toBe('order_not_payable');
});

test('whoever judges and whoever pays at the same moment, the order is either paid or cancelled, and money is never lost', async () => {
  const paying = await Promise.all(Array.from({ length: 12 }, orderWithPayment));
  shop.clock.advance(PAYMENT_TIME_MS + 1_000);
  await Promise.all([
    expire(),
    settle(),
    settle(),
    ...paying.map(({ paymentNo }) => playPayment(shopper, paymentNo, 'duplicate_callback')),
    ...paying
      .slice(0, 4)
      .map(async ({ orderNo }) =>
        expect((await shopper.call('POST', `/orders/${orderNo}/cancellation`)).status).toBeLessThan(500),
      ),
  ]);
  await settle();
  for (const { orderNo } of paying)
    expect((await readOrder(orderNo)).state).toMatch(/^(awaiting_shipment|cancelled)$/);
});
