import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { holdBankLine, type BankLine } from '../../../test/support/bank-line.ts';
import { newSku } from '../../../test/support/new-sku.ts';
import { bankState, payWithoutNotification } from '../../../test/support/pay-at-bank.ts';
import { playPayment } from '../../../test/support/play-payment.ts';
import { openPayment, placeOrder, signUp, type Shopper } from '../../../test/support/shopper.ts';
import { MUCH_UNPAID, startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import { waitFor } from '../../../test/support/wait-for.ts';

const MINUTE_MS = 60_000;

let shop: TestShop;
let shopper: Shopper;
let skuId: string;
let line: BankLine;

beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web', ...MUCH_UNPAID });
  shopper = await signUp(shop.url);
  skuId = await newSku(shop.database.pool, 10_000, 1_000);
}, 120_000);
afterAll(() => shop.stop());
beforeEach(async () => void (line = await holdBankLine(shop)));
afterEach(() => {
  line.close();
  // A gateway that was silent is left alone for a while.
  shop.clock.advance(MINUTE_MS);
});

const orderToPay = async (): Promise<string> =>
  (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body.orderNo;

async function open(orderNo: string, count: number): Promise<string[]> {
  const opened: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const payment = await openPayment(shopper, orderNo);
    expect(payment.status).toBe(201);
    opened.push(payment.body.paymentNo);
  }
  return opened;
}

const stateOf = async (paymentNo: string): Promise<string> =>
  (await shopper.call('GET', `/payments/${paymentNo}`)).body.state;

test('opening another payment closes the one before at its gateway', async () => {
  const [first, second] = await open(await orderToPay(), 2);
  expect([await stateOf(first!), await stateOf(second!)]).toEqual(['cancelled', 'pending']);
  expect(await bankState(shop.database.pool, first!)).toBe('closed');
});

test('where the one before turns out to be paid, the order is paid and nothing more is opened', async () => {
  const orderNo = await orderToPay();
  const [first] = await open(orderNo, 1);
  await payWithoutNotification(shop.database.pool, first!);
  const refused = await openPayment(shopper, orderNo);
  expect(refused).toMatchObject({ status: 409, body: { code: 'order_not_payable' } });
  expect(refused.body.detail).toContain('已经付过款');
  expect((await shopper.call('GET', `/orders/${orderNo}`)).body.state).toBe('awaiting_shipment');
});

test('a gateway that does not close the one before keeps nobody from paying another way; it is closed later', async () => {
  const orderNo = await orderToPay();
  const [first] = await open(orderNo, 1);
  await shop.database.pool.query(`update payments set gateway = 'dead' where payment_no = $1`, [first]);
  const [second] = await open(orderNo, 1);
  expect([await stateOf(first!), await stateOf(second!)]).toEqual(['pending', 'pending']);
  // Its gateway answers again: the job closes what was begun before the second, and leaves that.
  await shop.database.pool.query(`update payments set gateway = 'sandbox' where payment_no = $1`, [first]);
  const { rows } = await shop.database.pool.query<{ payload: object }>(
    `select payload from graphile_worker._private_jobs where payload ->> 'before' = $1`,
    [second],
  );
  await shop.jobs['close-payments']!(rows[0]!.payload);
  expect([await stateOf(first!), await stateOf(second!)]).toEqual(['cancelled', 'pending']);
});

test('both paid at once in two tabs: one pays for the order, and the other goes back by itself', async () => {
  const orderNo = await orderToPay();
  const answers = await Promise.all([openPayment(shopper, orderNo), openPayment(shopper, orderNo)]);
  const [first, second] = answers.map(({ body }) => body.paymentNo as string);
  await playPayment(shopper, first!, 'succeed');
  await playPayment(shopper, second!, 'succeed');
  const order = (await shopper.call('GET', `/orders/${orderNo}`)).body;
  expect(order).toMatchObject({ state: 'awaiting_shipment', paidAmount: 2 * order.totalAmount });
  const { rows } = await shop.database.pool.query<{ refundNo: string; amount: number; paymentNo: string }>(
    `select refund_no as "refundNo", amount_fen::int as amount, payment_no as "paymentNo" from refunds where order_no = $1`,
    [orderNo],
  );
  expect(rows).toMatchObject([{ amount: order.totalAmount, paymentNo: second }]);
  const { refundNo } = rows[0]!;
  await shop.jobs['refund-payment']!({ customerId: shopper.customerId, refundNo });
  expect(await stateOf(second!)).toBe('refunded');
  await shop.database.pool.query('delete from graphile_worker._private_jobs');
});

test('where five stay open because nobody closes them, a sixth is refused and says what to do', async () => {
  const orderNo = await orderToPay();
  for (let place = 1; place <= 5; place += 1) {
    await open(orderNo, 1);
    await shop.database.pool.query(`update payments set gateway = 'dead' where order_no = $1`, [orderNo]);
  }
  const refused = await openPayment(shopper, orderNo);
  expect(refused).toMatchObject({ status: 409, body: { code: 'too_many_open_payments' } });
  expect(refused.body.detail).toBe(
    '一个订单最多同时打开 5 笔付款，旧的现在关不掉。请用已经打开的付款，或一分钟后再试。',
  );
});

test('a gateway that is dead costs the first payers some seconds and the next ones none', async () => {
  line.set('held');
  const orders = await Promise.all(Array.from({ length: 5 }, orderToPay));
  const opening = orders.map((orderNo) => openPayment(shopper, orderNo));
  await waitFor('the bank to be asked', () => line.held().length === 5);
  line.set('dead');
  for (const opened of await Promise.all(opening))
    expect(opened.body).toMatchObject({ state: 'failed', failure: { code: 'gateway_unavailable' } });
  line.takeCalls();
  const orderNo = await orderToPay();
  expect((await openPayment(shopper, orderNo)).body).toMatchObject({ state: 'failed' });
  expect(line.takeCalls()).toEqual([]);
  line.set('open');
  shop.clock.advance(10_000);
  expect((await openPayment(shopper, orderNo)).body).toMatchObject({ state: 'pending' });
});

test('every payment that nobody has heard of is asked about, also behind hundreds that stay open', async () => {
  const orderNo = await orderToPay();
  const [last] = await open(orderNo, 1);
  // Hundreds from before, that the bank does not know and that stay as they are.
  await shop.database.pool.query(
    `insert into payments (customer_id, payment_no, order_no, gateway, channel, state, amount_fen, created_at, expires_at,
       idempotency_key, request_hash)
     select customer_id, payment_no || lpad(n::text, 3, '0'), order_no, gateway, channel, 'pending', amount_fen,
       created_at - interval '1 minute', expires_at + interval '1 day', 'old' || n, request_hash
     from payments, generate_series(1, 450) as n where payment_no = $1`,
    [last],
  );
  await payWithoutNotification(shop.database.pool, last!);
  shop.clock.advance(2 * MINUTE_MS);
  await shop.jobs['ask-open-payments']!({});
  expect((await shopper.call('GET', `/orders/${orderNo}`)).body.state).toBe('awaiting_shipment');
  const asked = await shop.database.pool.query<{ count: number }>(
    `select count(*)::int as count from payments where order_no = $1 and asked_at is not null`,
    [orderNo],
  );
  expect(asked.rows[0]!.count).toBe(451);
}, 60_000);

test('every refund that its job has given up on is taken up again, however many there are', async () => {
  const { pool } = shop.database;
  const { rows } = await pool.query<{ payment_no: string }>(
    `select payment_no from payments where state = 'succeeded' order by payment_no limit 1`,
  );
  await pool.query(
    `insert into refunds (customer_id, refund_no, payment_no, order_no, amount_fen, reason, state, requested_at)
     select customer_id, 'R' || n, payment_no, order_no, 1, 'test', 'requested', now() - interval '1 day'
     from payments, generate_series(1, 450) as n where payment_no = $1`,
    [rows[0]!.payment_no],
  );
  await shop.jobs['revive-refunds']!({});
  const waiting = await pool.query<{ count: number }>(
    `select count(*)::int as count from graphile_worker.jobs where key like 'refund R%'`,
  );
  expect(waiting.rows[0]!.count).toBe(450);
});
