import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { couponCampaign, promotion, startCampaigns } from '../../../test/support/campaigns.ts';
import { expectBooksToAgree } from '../../../test/support/expect-books.ts';
import { newSku, newSkus } from '../../../test/support/new-sku.ts';
import { seedShoppers, type SeededShopper } from '../../../test/support/seed-shoppers.ts';
import { MUCH_UNPAID, startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import type { OrderNo, SkuId } from '../../kernel/ids.ts';
import { fen } from '../../kernel/money.ts';
import type { CampaignRecord, CouponRecord } from '../pricing/index.ts';
import type { Order } from './order.ts';

let shop: TestShop;
let shoppers: SeededShopper[];

beforeAll(async () => {
  shop = await startTestShop(MUCH_UNPAID);
  shoppers = await seedShoppers(shop.house, 20);
}, 120_000);
afterAll(() => shop.stop());
afterEach(() => expectBooksToAgree(shop.database.pool));

const start = async (campaign: CampaignRecord, most: Readonly<Record<string, number>> = {}) => {
  for (const [part, pieces] of Object.entries(most))
    await shop.database.pool.query(
      'insert into campaign_quotas (campaign_id, part, most) values ($1, $2, $3)',
      [campaign.campaignId, part, pieces],
    );
  await startCampaigns(shop.database.pool, [shop], [campaign]);
};

const stop = (campaign: CampaignRecord): Promise<void> =>
  startCampaigns(shop.database.pool, [shop], [{ ...campaign, state: 'paused' }]);

async function give({ customerId }: SeededShopper, { campaignId }: CouponRecord): Promise<string> {
  const couponId = randomUUID();
  await shop.database.pool.query(
    `insert into coupons (customer_id, coupon_id, campaign_id, nth, state, valid_from, valid_until, way, claimed_at)
     values ($1, $2, $3, 1, 'usable', '2020-01-01', '2040-01-01', 'given', now())`,
    [customerId, couponId, campaignId],
  );
  return couponId;
}

const place = (shopper: SeededShopper, skuId: SkuId, total: number, quantity = 1, couponIds?: string[]) =>
  shop.house.ordering.place(
    {
      ...{ customerId: shopper.customerId, addressId: shopper.addressId, idempotencyKey: randomUUID() },
      lines: [{ skuId, quantity }],
      expectedTotalAmount: fen(total),
      ...(couponIds && { couponIds }),
    },
    'zh-CN',
  );

async function placed(...wanted: Parameters<typeof place>): Promise<Order> {
  const outcome = await place(...wanted);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  return outcome.value.order;
}

const stateOfCoupon = async (couponId: string): Promise<string | undefined> => {
  const { rows } = await shop.database.pool.query<{ state: string }>(
    'select state from coupons where coupon_id = $1',
    [couponId],
  );
  return rows[0]?.state;
};
const usedOf = async ({ campaignId }: CampaignRecord): Promise<number> => {
  const { rows } = await shop.database.pool.query<{ used: string }>(
    'select used from campaign_quotas where campaign_id = $1',
    [campaignId],
  );
  return Number(rows[0]?.used);
};
const cancel = ({ orderNo }: { orderNo: OrderNo }, { customerId }: SeededShopper) =>
  shop.house.ordering.cancel(customerId, orderNo, undefined, 'zh-CN');

test('of a flash sale exactly its pieces are sold, to nobody more than their share, and a cancelled order gives its own back', async () => {
  const skuId = await newSku(shop.database.pool, 10_000, 1_000);
  const flash = promotion('flash_sale', {
    prices: [{ skuId, price: fen(9_900), pieces: 30 }],
    piecesPerCustomer: 2,
  });
  await start(flash, { [`sku ${skuId}`]: 30 });
  const outcomes = await Promise.all(
    Array.from({ length: 200 }, (_, index) => place(shoppers[index % 20]!, skuId, 9_900)),
  );
  const had = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value.order] : []));
  expect(had).toHaveLength(30);
  expect(new Set(outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error.code])))).toEqual(
    new Set(['price_changed']),
  );
  const { rows } = await shop.database.pool.query<{ n: string }>(
    'select sum(amount) as n from campaign_uses where campaign_id = $1 group by customer_id',
    [flash.campaignId],
  );
  expect(Math.max(...rows.map(({ n }) => Number(n)))).toBeLessThanOrEqual(2);
  const owner = shoppers.find(({ customerId }) => had[0]!.orderNo.includes(customerId))!;
  await cancel(had[0]!, owner);
  expect(await usedOf(flash)).toBe(29);
  await placed(owner, skuId, 9_900);
  expect(await usedOf(flash)).toBe(30);
});

test('a campaign with a budget gives no fen beyond it, whoever asks at once', async () => {
  const skuId = await newSku(shop.database.pool, 10_001, 1_000);
  const scope = { kind: 'products', ids: [await productOf(skuId)] } as const;
  const save = promotion('spend_and_save', {
    scope,
    steps: [{ thresholdAmount: fen(10_000), amount: fen(1_000) }],
    budgetAmount: fen(5_500),
  });
  await start(save, { budget: 5_500 });
  const outcomes = await Promise.all(
    Array.from({ length: 40 }, (_, index) => place(shoppers[index % 20]!, skuId, 9_001 + 800)),
  );
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(5);
  expect(await usedOf(save)).toBe(5_000);
  expect((await place(shoppers[0]!, skuId, 10_001)).ok).toBe(true);
});

const productOf = async (skuId: SkuId) =>
  (await shop.database.pool.query('select product_id as id from skus where sku_id = $1', [skuId])).rows[0].id;

test('a gift goes with the order and is kept for it; where none is left, the coupon is not spent', async () => {
  const [skuId, giftSkuId] = (await newSkus(shop.database.pool, 2, 10_000, 1)) as [SkuId, SkuId];
  await shop.database.pool.query('update stock set on_hand = 9 where sku_id = $1', [skuId]);
  const campaign = couponCampaign({ giftSkuId, thresholdAmount: fen(9_000) }, { kind: 'gift' });
  await start(campaign);
  const [first, second] = shoppers as [SeededShopper, SeededShopper];
  const [own, others] = [await give(first, campaign), await give(second, campaign)];
  const order = await placed(first, skuId, 10_000);
  expect(order.lines.map(({ skuId: id, amount, isGift }) => [id, amount, isGift ?? false])).toEqual([
    [skuId, 10_000, false],
    [giftSkuId, 0, true],
  ]);
  expect(await shop.house.ordering.find(first.customerId, order.orderNo, 'zh-CN')).toMatchObject(order);
  expect(await stateOfCoupon(own)).toBe('held');
  expect((await placed(second, skuId, 10_000)).lines).toHaveLength(1);
  expect(await stateOfCoupon(others)).toBe('usable');
  await cancel(order, first);
  expect(await stateOfCoupon(own)).toBe('usable');
});

test('an order that comes to nothing waits to be shipped at once, with its events, and gives its coupons back when it is cancelled', async () => {
  const skuId = await newSku(shop.database.pool, 5_000, 10);
  const goods = couponCampaign({ amount: fen(9_000) });
  const way = couponCampaign({}, { kind: 'freight' });
  await start(goods);
  await start(way);
  const shopper = shoppers[2]!;
  const coupons = [await give(shopper, goods), await give(shopper, way)];
  const order = await placed(shopper, skuId, 0);
  expect(order).toMatchObject({ state: 'awaiting_shipment', totalAmount: 0, savedAmount: 5_800 });
  expect(order.adjustments.map(({ kind, amount }) => [kind, amount])).toEqual([
    ['coupon', -5_000],
    ['freight', 800],
    ['freight_coupon', -800],
  ]);
  const read = await shop.house.ordering.find(shopper.customerId, order.orderNo, 'zh-CN');
  expect(read).toMatchObject(order);
  expect(read!.timeline.map(({ type }) => type)).toEqual(['placed', 'nothing_to_pay']);
  await cancel(order, shopper);
  expect(await Promise.all(coupons.map(stateOfCoupon))).toEqual(['usable', 'usable']);
  await stop(goods);
  await stop(way);
});

test('the best coupon is used by itself, another or none where that is asked for, and none that is not the customer’s', async () => {
  const skuId = await newSku(shop.database.pool, 20_000, 50);
  const [small, large] = [couponCampaign({ amount: fen(1_000) }), couponCampaign({ amount: fen(3_000) })];
  await start(small);
  await start(large);
  const [shopper, other] = [shoppers[3]!, shoppers[4]!];
  const [less, more, foreign] = [
    await give(shopper, small),
    await give(shopper, large),
    await give(other, large),
  ];
  expect(await place(shopper, skuId, 17_000, 1, [foreign])).toMatchObject({
    ok: false,
    error: { code: 'coupon_unavailable', couponIds: [foreign] },
  });
  await placed(shopper, skuId, 20_000, 1, []);
  await placed(shopper, skuId, 19_000, 1, [less]);
  await placed(shopper, skuId, 17_000);
  expect([await stateOfCoupon(less), await stateOfCoupon(more), await stateOfCoupon(foreign)]).toEqual([
    'held',
    'held',
    'usable',
  ]);
  await stop(small);
  await stop(large);
});

test('a paused campaign takes nothing off, and its coupons wait', async () => {
  const skuId = await newSku(shop.database.pool, 20_000, 50);
  const campaign = couponCampaign({ amount: fen(3_000) });
  await start(campaign);
  const shopper = shoppers[5]!;
  const couponId = await give(shopper, campaign);
  await stop(campaign);
  const quote = await shop.house.ordering.quote(
    shopper.customerId,
    { lines: [{ skuId, quantity: 1 }] },
    'zh-CN',
  );
  expect(quote.ok && quote.value.coupons.unavailable).toMatchObject([
    { id: couponId, reason: 'campaign_paused' },
  ]);
  await placed(shopper, skuId, 20_000);
  expect(await stateOfCoupon(couponId)).toBe('usable');
});
