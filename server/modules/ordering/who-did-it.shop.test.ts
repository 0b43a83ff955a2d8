import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { holdBankLine } from '../../../test/support/bank-line.ts';
import { newSku } from '../../../test/support/new-sku.ts';
import { playPayment } from '../../../test/support/play-payment.ts';
import { openPayment, placeOrder, signUp, type Shopper } from '../../../test/support/shopper.ts';
import { tellListeners } from '../../../test/support/tell-listeners.ts';
import { MUCH_UNPAID, startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import { listEvents } from './order-events.sql.ts';

// Whatever is written about an order, a payment or a refund says who did it.

const PAYMENT_TIME_MS = 30 * 60_000;

let shop: TestShop;
let shopper: Shopper;
let skuId: string;

beforeAll(async () => {
  // No jobs run by themselves here: each test says when.
  shop = await startTestShop({ ROLE: 'web', LOG_LEVEL: 'silent', ...MUCH_UNPAID });
  skuId = await newSku(shop.database.pool, 10_000, 1_000);
}, 120_000);
afterAll(() => shop.stop());
beforeEach(async () => void (shopper = await signUp(shop.url)));

const query = async <Row>(text: string, ...values: unknown[]): Promise<Row[]> =>
  (await shop.database.pool.query(text, values)).rows as Row[];

async function order(): Promise<OrderNo> {
  return (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body.orderNo;
}

async function actorsOf(orderNo: OrderNo): Promise<Record<string, object>> {
  const events = await listEvents(shop.database.pool, shopper.customerId as CustomerId, orderNo);
  return Object.fromEntries(events.map(({ type, actor }) => [type, actor]));
}

const refundsOf = (orderNo: string) =>
  query<{ requested: string; settled: string }>(
    `select requested_by || ' ' || coalesce(requested_by_id, '') as requested,
       settled_by || ' ' || settled_by_id as settled
     from refunds where order_no = $1 order by refund_no`,
    orderNo,
  );

/** What listeners will be told of this order. */
const toldOf = (orderNo: string) =>
  query<{ type: string; v: number; by: string }>(
    `select event ->> 'type' as type, (event ->> 'v')::int as v, event -> 'actor' ->> 'by' as by
     from graphile_worker._private_jobs, json_array_elements(payload -> 'events') as event
     where event ->> 'orderNo' = $1 order by id`,
    orderNo,
  );

test('an order that is paid, cancelled and given back says of each step who did it', async () => {
  const orderNo = await order();
  const { paymentNo } = (await openPayment(shopper, orderNo)).body;
  await playPayment(shopper, paymentNo, 'succeed');
  const { body } = await shopper.call('POST', `/orders/${orderNo}/cancellation`);
  expect(await toldOf(orderNo)).toEqual([{ type: 'order_cancelled', v: 2, by: 'customer' }]);
  await tellListeners(shop);
  const [refund] = await query<{ refundNo: string }>(
    'select refund_no as "refundNo" from refunds where order_no = $1',
    orderNo,
  );
  await shop.jobs['refund-payment']!({ customerId: shopper.customerId, ...refund });
  const { customerId } = shopper;
  expect(await actorsOf(orderNo)).toEqual({
    placed: { by: 'customer', customerId },
    paid: { by: 'gateway', name: 'sandbox' },
    cancelled_by_customer: { by: 'customer', customerId },
    refunded: { by: 'gateway', name: 'sandbox' },
  });
  expect(await refundsOf(orderNo)).toEqual([{ requested: 'customer ', settled: 'gateway sandbox' }]);
  expect(
    await query('select changed_by, changed_by_id from payments where payment_no = $1', paymentNo),
  ).toEqual([{ changed_by: 'gateway', changed_by_id: 'sandbox' }]);
  // To the customer none of it is told.
  for (const entry of body.timeline) expect(Object.keys(entry)).toEqual(['at', 'type', 'state', 'note']);
});

test('an order whose time is over names the job that judged it, and late money goes back by the program', async () => {
  const [free, paying] = [await order(), await order()];
  const { paymentNo } = (await openPayment(shopper, paying)).body;
  shop.clock.advance(PAYMENT_TIME_MS + 1_000);
  await shop.jobs['expire-unpaid-orders']!({});
  await shop.jobs['settle-unpaid-orders']!({});
  expect(await actorsOf(free)).toMatchObject({
    payment_time_over: { by: 'system', job: 'expire-unpaid-orders' },
  });
  expect(await actorsOf(paying)).toMatchObject({
    payment_time_over: { by: 'system', job: 'settle-unpaid-orders' },
  });
  await query(`update sandbox_bank.payments set state = 'open' where payment_no = $1`, paymentNo);
  await playPayment(shopper, paymentNo, 'succeed');
  expect(await refundsOf(paying)).toEqual([{ requested: 'system return-late-money', settled: null }]);
});

test('that a gateway has said nothing is the word of the program', async () => {
  const line = await holdBankLine(shop);
  line.set('dead');
  const { paymentNo } = (await openPayment(shopper, await order())).body;
  line.close();
  expect(
    await query('select state, changed_by, changed_by_id from payments where payment_no = $1', paymentNo),
  ).toEqual([{ state: 'failed', changed_by: 'system', changed_by_id: 'open-payment' }]);
});

test('events and rows of an older version are read as what they are', async () => {
  const orderNo = await order();
  const { paymentNo } = (await openPayment(shopper, orderNo)).body;
  await playPayment(shopper, paymentNo, 'succeed');
  await shopper.call('POST', `/orders/${orderNo}/cancellation`);
  await query(`update order_events set by_id = null where order_no = $1`, orderNo);
  await query(
    `update graphile_worker._private_jobs set payload = json_build_object('events', json_build_array(
       (((payload #> '{events,0}')::jsonb - 'actor') || '{"v": 1}')::json))
     where payload #>> '{events,0,orderNo}' = $1`,
    orderNo,
  );
  expect(await toldOf(orderNo)).toEqual([{ type: 'order_cancelled', v: 1, by: null }]);
  await tellListeners(shop);
  expect(await refundsOf(orderNo)).toEqual([{ requested: 'system hear-payment', settled: null }]);
  expect(await actorsOf(orderNo)).toMatchObject({ paid: { by: 'gateway', name: 'sandbox' } });
});
