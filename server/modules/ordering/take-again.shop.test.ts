import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { signInAs } from '../../../test/support/back-office.ts';
import { holdBankLine } from '../../../test/support/bank-line.ts';
import { couponCampaign, promotion, startCampaigns } from '../../../test/support/campaigns.ts';
import { expectBooksToAgree } from '../../../test/support/expect-books.ts';
import { newSku } from '../../../test/support/new-sku.ts';
import { payWithoutNotification } from '../../../test/support/pay-at-bank.ts';
import { playPayment } from '../../../test/support/play-payment.ts';
import { runWaitingJobs } from '../../../test/support/run-waiting-jobs.ts';
import { openPayment, placeOrder, signUp, type Shopper } from '../../../test/support/shopper.ts';
import { whileHeld } from '../../../test/support/while-held.ts';
import { MUCH_UNPAID, startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import type { SkuId } from '../../kernel/ids.ts';
import { fen } from '../../kernel/money.ts';
import type { CampaignRecord } from '../pricing/index.ts';

const PAYMENT_TIME_MS = 30 * 60_000;

let shop: TestShop;
let shopper: Shopper;

beforeAll(async () => {
  // No jobs run by themselves here: each test says when.
  shop = await startTestShop({ ROLE: 'web', ...MUCH_UNPAID });
  shopper = await signUp(shop.url);
}, 120_000);
afterAll(() => shop.stop());
beforeEach(() => set('take_again'));
afterEach(async () => {
  await runAll();
  await expectBooksToAgree(shop.database.pool);
});

async function set(latePayment: 'refund' | 'take_again'): Promise<void> {
  // Anew, since the clock goes on by hours.
  const owner = await signInAs(shop.url, 'owner');
  const { version } = (await owner.call('GET', '/staff/settings/orders')).body;
  const value = { paymentMinutes: null, priceProtectionDays: 7, latePayment };
  const put = await owner.call('PUT', '/staff/settings/orders', {
    body: { value, expectedVersion: version },
  });
  expect(put.status).toBe(200);
}

const query = async <Row>(text: string, ...values: unknown[]): Promise<Row[]> =>
  (await shop.database.pool.query(text, values)).rows as Row[];
/** What was put off as well: refunds, and what listeners are to hear. */
const runAll = () => runWaitingJobs(shop.database.pool, shop.jobs);
const readOrder = async (orderNo: string) => (await shopper.call('GET', `/orders/${orderNo}`)).body;
const types = (order: { timeline: { type: string }[] }) => order.timeline.map((entry) => entry.type);
const reservedOf = async (skuId: string): Promise<number> =>
  (await query<{ reserved: number }>('select reserved from stock where sku_id = $1', skuId))[0]!.reserved;

type Late = { readonly orderNo: string; readonly paymentNo: string };

/** An order with an open payment. */
async function begun(skuId: string): Promise<Late> {
  const order = await placeOrder(shopper, [{ skuId, quantity: 1 }]);
  expect(order.status).toBe(201);
  const payment = await openPayment(shopper, order.body.orderNo);
  expect(payment.status).toBe(201);
  return { orderNo: order.body.orderNo, paymentNo: payment.body.paymentNo };
}

/** Its time goes by, and it is cancelled. */
async function expire(): Promise<void> {
  shop.clock.advance(PAYMENT_TIME_MS + 1_000);
  await shop.jobs['expire-unpaid-orders']!({});
  await shop.jobs['settle-unpaid-orders']!({});
}

/** Paid at the bank after it was closed there, as some services let it happen; the bank tells of it. */
const payLate = ({ paymentNo }: Late) => playPayment(shopper, paymentNo, 'succeed');

async function late(skuId: string): Promise<Late> {
  const order = await begun(skuId);
  await expire();
  expect(await readOrder(order.orderNo)).toMatchObject({ state: 'cancelled' });
  return order;
}

test('late money takes the order up again: goods are held, it waits for shipment, its books say sold, listeners hear of it', async () => {
  const skuId = await newSku(shop.database.pool, 10_000, 1);
  const order = await late(skuId);
  expect(await reservedOf(skuId)).toBe(0);
  await payLate(order);
  const read = await readOrder(order.orderNo);
  expect(read).toMatchObject({ state: 'awaiting_shipment', paidAmount: read.totalAmount, refundedAmount: 0 });
  expect(types(read)).toEqual(['placed', 'payment_time_over', 'paid_late']);
  expect(read.timeline.at(-1).note).toContain('订单已恢复');
  expect(await reservedOf(skuId)).toBe(1);
  const sold = await query(
    'select from ledger_postings where order_no = $1 and credit = $2',
    order.orderNo,
    'sales',
  );
  expect(sold).toHaveLength(1);
  // Told once more, nothing happens once more.
  await payLate(order);
  expect(types(await readOrder(order.orderNo))).toHaveLength(3);
  const protection = await shopper.call('GET', `/orders/${order.orderNo}/price-protection`);
  expect(protection.status).toBe(200);
  await runAll();
  expect((await shopper.call('POST', `/orders/${order.orderNo}/cancellation`)).body.state).toBe('cancelled');
  await runAll();
  expect(await readOrder(order.orderNo)).toMatchObject({ refundedAmount: read.totalAmount });
  expect(await reservedOf(skuId)).toBe(0);
});

test('of twenty late payments for the last piece one gets it, and nineteen go back', async () => {
  const skuId = await newSku(shop.database.pool, 10_000, 20);
  const orders = await Promise.all(Array.from({ length: 20 }, () => begun(skuId)));
  await expire();
  await query('update stock set on_hand = 1 where sku_id = $1', skuId);
  await Promise.all(orders.map(payLate));
  await runAll();
  const read = await Promise.all(orders.map(({ orderNo }) => readOrder(orderNo)));
  expect(read.filter(({ state }) => state === 'awaiting_shipment')).toHaveLength(1);
  for (const order of read.filter(({ state }) => state === 'cancelled')) {
    expect(order.refundedAmount).toBe(order.totalAmount);
    expect(types(order)).toEqual(['placed', 'payment_time_over', 'paid_after_cancellation', 'refunded']);
  }
  expect(await reservedOf(skuId)).toBe(1);
});

test('late money and new orders that want the last pieces never have more than there are', async () => {
  const skuId = await newSku(shop.database.pool, 10_000, 10);
  const orders = await Promise.all(Array.from({ length: 10 }, () => begun(skuId)));
  await expire();
  const [placed] = await Promise.all([
    Promise.all(Array.from({ length: 10 }, () => placeOrder(shopper, [{ skuId, quantity: 1 }]))),
    ...orders.map(payLate),
  ]);
  for (const { status } of placed) expect([201, 409]).toContain(status);
  await runAll();
  expect(await reservedOf(skuId)).toBe(10);
});

test.each([
  ['the shop gives such money back', () => set('refund')],
  [
    'the goods are no longer for sale',
    (skuId: string) => query('update skus set on_sale = false where sku_id = $1', skuId),
  ],
])('where %s, it goes back', async (_, change) => {
  const skuId = await newSku(shop.database.pool, 10_000, 5);
  const order = await late(skuId);
  await change(skuId);
  await payLate(order);
  await runAll();
  const read = await readOrder(order.orderNo);
  expect(read).toMatchObject({ state: 'cancelled', refundedAmount: read.totalAmount });
});

test('an order that its customer cancelled stays cancelled', async () => {
  const skuId = await newSku(shop.database.pool, 10_000, 5);
  const order = await begun(skuId);
  expect((await shopper.call('POST', `/orders/${order.orderNo}/cancellation`)).status).toBe(200);
  await payLate(order);
  await runAll();
  const read = await readOrder(order.orderNo);
  expect(read).toMatchObject({ state: 'cancelled', refundedAmount: read.totalAmount });
});

test('of a customer who is being erased just now it goes back, and nobody waits', async () => {
  const order = await late(await newSku(shop.database.pool, 10_000, 5));
  const erasing = 'select from customers where customer_id = $1 for update';
  await whileHeld(shop.database.pool, erasing, [shopper.customerId], () => payLate(order));
  await runAll();
  const read = await readOrder(order.orderNo);
  expect(read).toMatchObject({ state: 'cancelled', refundedAmount: read.totalAmount });
});

test('the second late payment of one order goes back', async () => {
  const skuId = await newSku(shop.database.pool, 10_000, 5);
  const first = await begun(skuId);
  const second = await openPayment(shopper, first.orderNo);
  await expire();
  await Promise.all([payLate(first), payLate({ ...first, paymentNo: second.body.paymentNo })]);
  await runAll();
  const read = await readOrder(first.orderNo);
  expect(read).toMatchObject({
    ...{ state: 'awaiting_shipment', paidAmount: read.totalAmount * 2 },
    refundedAmount: read.totalAmount,
  });
});

async function start(campaign: CampaignRecord): Promise<void> {
  await startCampaigns(shop.database.pool, [shop], [campaign]);
}

async function giveCoupon({ campaignId }: CampaignRecord, nth: number): Promise<string> {
  const couponId = randomUUID();
  await query(
    `insert into coupons (customer_id, coupon_id, campaign_id, nth, state, valid_from, valid_until, way, claimed_at)
     values ($1, $2, $3, $4, 'usable', '2020-01-01', '2040-01-01', 'given', now())`,
    ...[shopper.customerId, couponId, campaignId, nth],
  );
  return couponId;
}

test('its coupon and its campaign price are taken again; used by another order, the money goes back', async () => {
  const skuId = await newSku(shop.database.pool, 10_000, 50);
  const flash = promotion('flash_sale', {
    prices: [{ skuId: skuId as SkuId, price: fen(9_000), pieces: 2 }],
    piecesPerCustomer: 2,
  });
  await query(
    'insert into campaign_quotas (campaign_id, part, most) values ($1, $2, 2)',
    flash.campaignId,
    `sku ${skuId}`,
  );
  const coupon = couponCampaign({ amount: fen(1_000) });
  await start(flash);
  await start(coupon);
  const couponId = await giveCoupon(coupon, 1);
  const couponState = async () =>
    (await query<{ state: string }>('select state from coupons where coupon_id = $1', couponId))[0]!.state;
  const used = async () =>
    Number(
      (
        await query<{ used: string }>(
          'select used from campaign_quotas where campaign_id = $1',
          flash.campaignId,
        )
      )[0]!.used,
    );
  const first = await late(skuId);
  expect([await couponState(), await used()]).toEqual(['usable', 0]);
  const second = await late(skuId);
  await payLate(first);
  expect(await readOrder(first.orderNo)).toMatchObject({ state: 'awaiting_shipment' });
  expect([await couponState(), await used()]).toEqual(['used', 1]);
  await payLate(second);
  await runAll();
  expect(await readOrder(second.orderNo)).toMatchObject({ state: 'cancelled' });
  expect(await used()).toBe(1);
  // Without the coupon: of two that had the last price, one has it.
  const [third, fourth] = [await late(skuId), await late(skuId)];
  await Promise.all([payLate(third), payLate(fourth)]);
  await runAll();
  const states = [await readOrder(third.orderNo), await readOrder(fourth.orderNo)].map(({ state }) => state);
  expect(states.toSorted()).toEqual(['awaiting_shipment', 'cancelled']);
  expect(await used()).toBe(2);
});

test('late money and a cancellation that gives its coupon back never wait for each other', async () => {
  const skuId = await newSku(shop.database.pool, 10_000, 50);
  const coupon = couponCampaign({ amount: fen(2_000) });
  await start(coupon);
  for (let round = 0; round < 5; round += 1) {
    await giveCoupon(coupon, round + 1);
    const first = await late(skuId);
    // The same goods with the same coupon.
    const again = await placeOrder(shopper, [{ skuId, quantity: 1 }]);
    const [, cancelled] = await Promise.all([
      payLate(first),
      shopper.call('POST', `/orders/${again.body.orderNo}/cancellation`),
    ]);
    expect(cancelled.status).toBe(200);
    await runAll();
    expect((await readOrder(first.orderNo)).state).toMatch(/^(awaiting_shipment|cancelled)$/);
  }
});

test('who paid while the bank was silent is told that the order may be taken up again, and it is', async () => {
  const order = await begun(await newSku(shop.database.pool, 10_000, 5));
  await payWithoutNotification(shop.database.pool, order.paymentNo);
  const line = await holdBankLine(shop);
  try {
    line.set('dead');
    await expire();
    shop.clock.advance(11 * 60_000);
    await shop.jobs['settle-unpaid-orders']!({});
    const cancelled = await readOrder(order.orderNo);
    expect(cancelled).toMatchObject({ state: 'cancelled', paidAmount: 0 });
    expect(cancelled.timeline.at(-1).note).toContain('货还有就恢复订单');
    line.set('open');
    shop.clock.advance(60_000);
    await shop.jobs['ask-open-payments']!({});
    expect(await readOrder(order.orderNo)).toMatchObject({ state: 'awaiting_shipment' });
  } finally {
    line.close();
  }
});
