import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { couponCampaign, promotion, startCampaigns } from '../../../test/support/campaigns.ts';
import { expectBooksToAgree } from '../../../test/support/expect-books.ts';
import { newSkus } from '../../../test/support/new-sku.ts';
import { playPayment } from '../../../test/support/play-payment.ts';
import { runWaitingJobs } from '../../../test/support/run-waiting-jobs.ts';
import {
  openPayment,
  placeOrder,
  signUp,
  type AnyAnswer,
  type Shopper,
} from '../../../test/support/shopper.ts';
import { tellListeners } from '../../../test/support/tell-listeners.ts';
import { MUCH_UNPAID, startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import type { SkuId } from '../../kernel/ids.ts';
import { fen } from '../../kernel/money.ts';
import type { CampaignRecord } from '../pricing/index.ts';

const DAY_MS = 24 * 3_600_000;

let shop: TestShop;
let shopper: Shopper;
let first: SkuId;
let second: SkuId;

beforeAll(async () => {
  // Jobs run when a test says, so that refunds stay requested until then.
  shop = await startTestShop({ ROLE: 'web', LOG_LEVEL: 'silent', ...MUCH_UNPAID });
}, 120_000);
afterAll(() => shop.stop());
beforeEach(async () => {
  shopper = await signUp(shop.url);
  [first, second] = (await newSkus(shop.database.pool, 2, 10_000, 1_000)) as [SkuId, SkuId];
});

const query = async <Row>(text: string, ...values: unknown[]): Promise<Row[]> =>
  (await shop.database.pool.query(text, values)).rows as Row[];
const setPrice = (skuId: SkuId, price: number) =>
  query('update skus set price_fen = $2 where sku_id = $1', skuId, price);
const start = (...campaigns: CampaignRecord[]) => startCampaigns(shop.database.pool, [shop], campaigns);
const moveRefunds = () =>
  runWaitingJobs(shop.database.pool, { 'refund-payment': shop.jobs['refund-payment']! });

async function paidOrder(skuIds: readonly SkuId[] = [first], payments = 1): Promise<string> {
  const lines = skuIds.map((skuId) => ({ skuId, quantity: 1 }));
  const { orderNo } = (await placeOrder(shopper, lines)).body;
  const opened = [];
  for (let count = 0; count < payments; count += 1) opened.push(await openPayment(shopper, orderNo));
  for (const { body } of opened) await playPayment(shopper, body.paymentNo, 'succeed');
  return orderNo;
}

const path = (orderNo: string) => `/orders/${orderNo}/price-protection`;
const look = async (orderNo: string) => (await shopper.call('GET', path(orderNo))).body;
const claim = (orderNo: string, expectedAmount: number): Promise<AnyAnswer> =>
  shopper.call('POST', path(orderNo), { body: { expectedAmount } });
const refundsOf = (orderNo: string) =>
  query<{ amount: number; reason: string; state: string }>(
    'select amount_fen::int as amount, reason, state from refunds where order_no = $1 order by refund_no',
    orderNo,
  );

test('what fell since comes back by line, once, and the order says so', async () => {
  const orderNo = await paidOrder([first, second]);
  expect(await look(orderNo)).toMatchObject({ state: 'watching', amount: 0, days: 7 });
  await setPrice(first, 8_800);
  await setPrice(second, 12_000);
  const seen = await look(orderNo);
  expect(seen).toMatchObject({ state: 'claimable', amount: 1_200 });
  expect(seen.lines).toMatchObject([
    { skuId: first, paidAmount: 10_000, nowAmount: 8_800, amount: 1_200 },
    { skuId: second, paidAmount: 10_000, nowAmount: 12_000, amount: 0 },
  ]);
  expect((await claim(orderNo, 1_200)).body).toMatchObject({ state: 'claimed', amount: 1_200 });
  // Sent again it is answered the same; what fell further is not given again.
  expect((await claim(orderNo, 1_200)).status).toBe(200);
  await setPrice(first, 5_000);
  expect((await claim(orderNo, 3_800)).body).toMatchObject({ code: 'not_protected', why: 'claimed' });
  await tellListeners(shop);
  expect(await refundsOf(orderNo)).toEqual([
    { amount: 1_200, reason: 'price_protection', state: 'requested' },
  ]);
  await moveRefunds();
  const order = (await shopper.call('GET', `/orders/${orderNo}`)).body;
  expect(order).toMatchObject({ state: 'awaiting_shipment', refundedAmount: 1_200, totalAmount: 20_000 });
  expect(order.timeline.map(({ type }: { type: string }) => type)).toEqual([
    ...['placed', 'paid', 'price_protected', 'refunded'],
  ]);
  await expectBooksToAgree(shop.database.pool);
});

test('of many claims at once, and however often it is told, one refund is asked for', async () => {
  const orderNo = await paidOrder();
  await setPrice(first, 9_000);
  const answers = await Promise.all(Array.from({ length: 12 }, () => claim(orderNo, 1_000)));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  await tellListeners(shop);
  const { customerId } = shopper;
  const event = { type: 'order_price_protected', v: 1, customerId, orderNo, amountFen: 1_000 };
  const actor = { by: 'customer', customerId };
  await Promise.all(
    Array.from({ length: 4 }, () => shop.jobs['hear-payment']!({ events: [{ ...event, actor }] })),
  );
  expect(await refundsOf(orderNo)).toHaveLength(1);
  expect(
    await query(`select from order_events where order_no = $1 and type = 'price_protected'`, orderNo),
  ).toHaveLength(1);
  await expectBooksToAgree(shop.database.pool);
});

test('another amount than was seen is refused with the one that holds, and nothing is claimed', async () => {
  const orderNo = await paidOrder();
  await setPrice(first, 9_000);
  expect((await claim(orderNo, 5_000)).body).toMatchObject({ code: 'protection_changed', amount: 1_000 });
  await setPrice(first, 10_000);
  expect((await claim(orderNo, 1_000)).body).toMatchObject({ code: 'not_protected', why: 'not_lower' });
  expect(await refundsOf(orderNo)).toEqual([]);
});

test('after its days it is over, and the days are those of when it was paid', async () => {
  const orderNo = await paidOrder();
  await setPrice(first, 9_000);
  const until = new Date((await look(orderNo)).until).getTime();
  shop.clock.advance(until - shop.clock.now().getTime());
  shopper = { ...shopper, ...(await signUp(shop.url, shopper.phone)) };
  expect(await look(orderNo)).toMatchObject({ state: 'over', amount: 0 });
  expect((await claim(orderNo, 1_000)).body).toMatchObject({ code: 'not_protected', why: 'over' });
  const [paid] = await query<{ days: number }>(
    `select (facts ->> 'protectionDays')::int as days from order_events where order_no = $1 and type = 'paid'`,
    orderNo,
  );
  expect(paid).toEqual({ days: 7 });
  expect(until % DAY_MS).toBeGreaterThanOrEqual(0);
});

test('a cancelled order gives back only the rest, whatever was told first', async () => {
  const orderNo = await paidOrder();
  await setPrice(first, 9_000);
  await claim(orderNo, 1_000);
  await tellListeners(shop);
  await shopper.call('POST', `/orders/${orderNo}/cancellation`);
  await tellListeners(shop);
  expect(await refundsOf(orderNo)).toMatchObject([
    { amount: 1_000, reason: 'price_protection' },
    { amount: 9_000, reason: 'order_cancelled' },
  ]);
  const { timeline } = (await shopper.call('GET', `/orders/${orderNo}`)).body;
  expect(timeline.at(-1).note).toContain('90');
  const late = await paidOrder([second]);
  await setPrice(second, 9_000);
  await claim(late, 1_000);
  await shopper.call('POST', `/orders/${late}/cancellation`);
  await tellListeners(shop);
  expect((await refundsOf(late)).reduce((sum, { amount }) => sum + amount, 0)).toBe(10_000);
  await expectBooksToAgree(shop.database.pool);
});

test('a refund that was never asked for is found and asked for', async () => {
  const orderNo = await paidOrder();
  await setPrice(first, 9_000);
  await claim(orderNo, 1_000);
  await tellListeners(shop);
  await query('delete from refunds where order_no = $1', orderNo);
  shop.clock.advance(3 * 60_000);
  await shop.jobs['compare-promises']!({});
  expect(await refundsOf(orderNo)).toMatchObject([{ amount: 1_000, reason: 'price_protection' }]);
});

test('a price that holds for everybody counts; what is limited, or a coupon that was not used, does not', async () => {
  const orderNo = await paidOrder();
  const flash = promotion('flash_sale', { prices: [{ skuId: first, price: fen(5_000), pieces: 3 }] });
  const few = promotion('limited_time_price', { prices: [{ skuId: first, price: fen(6_000), pieces: 3 }] });
  await start(flash, few, couponCampaign());
  expect(await look(orderNo)).toMatchObject({ state: 'watching', amount: 0 });
  await start(promotion('limited_time_price', { prices: [{ skuId: first, price: fen(7_900) }] }));
  expect(await look(orderNo)).toMatchObject({ state: 'claimable', amount: 2_100 });
});

test('a coupon that the order has used counts again, where it still reaches its threshold', async () => {
  const campaign = couponCampaign({ thresholdAmount: fen(9_500), amount: fen(1_500) });
  await start(campaign);
  await shopper.call('POST', '/coupons', { body: { campaignId: campaign.campaignId } });
  const orderNo = await paidOrder();
  await setPrice(first, 9_600);
  expect(await look(orderNo)).toMatchObject({ amount: 400 });
  // Below its threshold it would cost 9400, which is more than the 8500 that were paid.
  await setPrice(first, 9_400);
  expect(await look(orderNo)).toMatchObject({ state: 'watching', amount: 0 });
});

test('nobody learns of or claims for the order of another', async () => {
  const orderNo = await paidOrder();
  await setPrice(first, 9_000);
  const other = await signUp(shop.url);
  expect((await other.call('GET', path(orderNo))).status).toBe(404);
  const claimed = await other.call('POST', path(orderNo), { body: { expectedAmount: 1_000 } });
  expect(claimed.status).toBe(404);
});

const STEPS = ['claim', 'cancel', 'tell', 'move', 'compare', 'fall', 'pay_again'] as const;

test('whatever is claimed, cancelled and refunded in whatever order, what goes back is never more than what came in', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...STEPS), { minLength: 2, maxLength: 8 }), async (steps) => {
      [first, second] = (await newSkus(shop.database.pool, 2, 10_000, 1_000)) as [SkuId, SkuId];
      const orderNo = await paidOrder([first, second], steps.includes('pay_again') ? 2 : 1);
      let price = 10_000;
      const act: Record<(typeof STEPS)[number], () => Promise<unknown>> = {
        fall: () => setPrice(first, (price -= 1_000)),
        claim: async () => {
          const { amount } = await look(orderNo);
          return amount > 0 ? Promise.all([claim(orderNo, amount), claim(orderNo, amount)]) : undefined;
        },
        cancel: async () => (await shopper.call('POST', `/orders/${orderNo}/cancellation`)).status,
        tell: () => tellListeners(shop),
        move: moveRefunds,
        compare: () => shop.jobs['compare-promises']!({ all: true }),
        pay_again: () => Promise.resolve(),
      };
      for (const step of steps) {
        await act[step]();
        await expectNoMoreThanCame(orderNo);
      }
      await tellListeners(shop);
      await moveRefunds();
      await expectNoMoreThanCame(orderNo);
      await expectBooksToAgree(shop.database.pool);
    }),
    { numRuns: 12 },
  );
}, 120_000);

async function expectNoMoreThanCame(orderNo: string): Promise<void> {
  const [sums] = await query<{ came: number; went: number; asked: number }>(
    `select paid_fen::int as came, refunded_fen::int as went,
       (select coalesce(sum(amount_fen), 0)::int from refunds r where r.order_no = o.order_no and state <> 'refused') as asked
     from orders o where order_no = $1`,
    orderNo,
  );
  expect(sums!.asked).toBeLessThanOrEqual(sums!.came);
  expect(sums!.went).toBeLessThanOrEqual(sums!.asked);
}
