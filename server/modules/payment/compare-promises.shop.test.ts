import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { expectBooksToAgree } from '../../../test/support/expect-books.ts';
import { newSku } from '../../../test/support/new-sku.ts';
import { playPayment } from '../../../test/support/play-payment.ts';
import { openPayment, placeOrder, signUp, type Shopper } from '../../../test/support/shopper.ts';
import { tellListeners } from '../../../test/support/tell-listeners.ts';
import { MUCH_UNPAID, startTestShop, type TestShop } from '../../../test/support/test-shop.ts';

const DAY_MS = 24 * 3_600_000;

let shop: TestShop;
let shopper: Shopper;
let skuId: string;

beforeAll(async () => {
  // No jobs run by themselves here: refunds stay requested until a test moves them.
  shop = await startTestShop({ ROLE: 'web', LOG_LEVEL: 'silent', ...MUCH_UNPAID });
  skuId = await newSku(shop.database.pool, 10_000, 1_000);
}, 120_000);
afterAll(() => shop.stop());
beforeEach(async () => void (shopper = await signUp(shop.url)));

const query = async <Row>(text: string, ...values: unknown[]): Promise<Row[]> =>
  (await shop.database.pool.query(text, values)).rows as Row[];
/** What has just been promised is left to whoever is told of it; so later. */
async function compare(payload = {}): Promise<void> {
  shop.clock.advance(3 * 60_000);
  await shop.jobs['compare-promises']!(payload);
}

async function paidOrder(payments = 1): Promise<string> {
  const { orderNo } = (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body;
  const opened = [];
  for (let count = 0; count < payments; count += 1) opened.push(await openPayment(shopper, orderNo));
  for (const { body } of opened) await playPayment(shopper, body.paymentNo, 'succeed');
  return orderNo;
}

async function cancel(orderNo: string): Promise<void> {
  expect((await shopper.call('POST', `/orders/${orderNo}/cancellation`)).status).toBe(200);
  await tellListeners(shop);
}

const refundsOf = (orderNo: string) =>
  query<{ amount: number; state: string }>(
    'select amount_fen::int as amount, state from refunds where order_no = $1 order by refund_no',
    orderNo,
  );
const gapsOf = (orderNo: string) =>
  query<{ promised: number; refunded: number; open: boolean }>(
    `select (facts ->> 'promisedFen')::int as promised, (facts ->> 'refundedFen')::int as refunded,
       closed_at is null as open
     from cases where kind = 'promise_without_refund' and subject = $1`,
    orderNo,
  );
async function gauge(): Promise<number> {
  const metrics = await (await fetch(`${shop.url}/metrics`)).text();
  return Number(/^ks_open_cases\{kind="promise_without_refund"\} (\S+)$/m.exec(metrics)?.[1]);
}

test('an order that keeps its promises is nothing to look at, however it was paid and cancelled', async () => {
  const twice = await paidOrder(2);
  const cancelled = await paidOrder();
  await cancel(cancelled);
  // Promised back twice by its timeline, once for being paid twice and once with all the rest.
  const both = await paidOrder(2);
  await cancel(both);
  await compare({ all: true });
  for (const orderNo of [twice, cancelled, both]) expect(await gapsOf(orderNo)).toEqual([]);
  expect(await gauge()).toBe(0);
  await expectBooksToAgree(shop.database.pool);
});

test('the refund of a cancelled order that was lost is asked for again, and written down', async () => {
  const orderNo = await paidOrder();
  await cancel(orderNo);
  await query('delete from refunds where order_no = $1', orderNo);
  await compare();
  expect(await refundsOf(orderNo)).toEqual([{ amount: 10_000, state: 'requested' }]);
  expect(await gapsOf(orderNo)).toEqual([{ promised: 10_000, refunded: 0, open: false }]);
  // Once is enough.
  await compare({ all: true });
  expect(await refundsOf(orderNo)).toHaveLength(1);
  await expectBooksToAgree(shop.database.pool);
});

test('a promise whose money is in doubt is left to a person, and counted until its refunds add up', async () => {
  const orderNo = await paidOrder(2);
  const lost = await query<{ row: string }>(
    'with lost as (delete from refunds where order_no = $1 returning *) select lost::text as row from lost',
    orderNo,
  );
  await compare();
  await compare();
  expect(await refundsOf(orderNo)).toEqual([]);
  expect(await gapsOf(orderNo)).toEqual([{ promised: 10_000, refunded: 0, open: true }]);
  expect(await gauge()).toBe(1);
  await query('insert into refunds select ($1::refunds).*', lost[0]!.row);
  await compare();
  expect(await gapsOf(orderNo)).toEqual([{ promised: 10_000, refunded: 0, open: false }]);
  expect(await gauge()).toBe(0);
  await expectBooksToAgree(shop.database.pool);
});

test('what a gateway refused to give back is not asked for again by itself', async () => {
  const orderNo = await paidOrder();
  await cancel(orderNo);
  await query(`update refunds set state = 'refused' where order_no = $1`, orderNo);
  await compare();
  expect(await refundsOf(orderNo)).toEqual([{ amount: 10_000, state: 'refused' }]);
  expect(await gapsOf(orderNo)).toEqual([{ promised: 10_000, refunded: 0, open: true }]);
  await query(`update refunds set state = 'requested' where order_no = $1`, orderNo);
  await compare();
  expect(await gapsOf(orderNo)).toMatchObject([{ open: false }]);
});

test('every ten minutes the last day is looked at, and every night all there ever was', async () => {
  const orderNo = await paidOrder();
  await cancel(orderNo);
  await query('delete from refunds where order_no = $1', orderNo);
  shop.clock.advance(DAY_MS + 60_000);
  await compare();
  expect(await gapsOf(orderNo)).toEqual([]);
  expect(shop.crontab).toContain(
    'compare-promises ?id=compare-all-promises&queue=compare-promises&jobKey=compare-all-promises {all: true}',
  );
  await compare({ all: true });
  expect(await gapsOf(orderNo)).toHaveLength(1);
  expect(await refundsOf(orderNo)).toHaveLength(1);
});

test('two that compare at once ask for a lost refund once', async () => {
  const orders = [await paidOrder(), await paidOrder(), await paidOrder()];
  for (const orderNo of orders) await cancel(orderNo);
  await query('delete from refunds where order_no = any($1)', orders);
  await Promise.all([compare(), compare(), compare()]);
  for (const orderNo of orders) expect(await refundsOf(orderNo)).toHaveLength(1);
  await expectBooksToAgree(shop.database.pool);
});
