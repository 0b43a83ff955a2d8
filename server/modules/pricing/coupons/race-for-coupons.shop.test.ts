import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newCustomerId, type OrderNo, type SkuId } from '../../../kernel/ids.ts';
import { fen } from '../../../kernel/money.ts';
import { countCoupons, couponCampaign, startCampaigns } from '../../../../test/support/campaigns.ts';
import { expectBooksToAgree } from '../../../../test/support/expect-books.ts';
import { newSku } from '../../../../test/support/new-sku.ts';
import { seedShoppers, type SeededShopper } from '../../../../test/support/seed-shoppers.ts';
import {
  MUCH_UNPAID,
  startTestShop,
  type TestProcess,
  type TestShop,
} from '../../../../test/support/test-shop.ts';
import type { CampaignRecord, CouponRecord } from '../campaigns/campaign-record.ts';

let shop: TestShop;
let other: TestProcess;
let shoppers: SeededShopper[];
beforeAll(async () => {
  shop = await startTestShop(MUCH_UNPAID);
  other = await shop.another();
  shoppers = await seedShoppers(shop.house, 3);
}, 120_000);
afterAll(async () => {
  await other.stop();
  await shop.stop();
});

const start = (...campaigns: CampaignRecord[]) =>
  startCampaigns(shop.database.pool, [shop, other], campaigns);
const claim = (by: TestProcess, customerId = newCustomerId(), campaign: CampaignRecord, key?: string) =>
  by.house.pricing.coupons.claim(
    { customerId, key, wanted: { campaignId: campaign.campaignId }, from: { clientAddress: '10.0.0.1' } },
    'zh-CN',
  );

test('a thousand claim a hundred coupons in two processes at once: a hundred have one', async () => {
  const campaign = couponCampaign({ quota: 100 });
  await start(campaign);
  const outcomes = await Promise.all(
    Array.from({ length: 1_000 }, (_, n) => claim(n % 2 === 0 ? shop : other, undefined, campaign)),
  );
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(100);
  expect(new Set(outcomes.flatMap((one) => (one.ok ? [] : [one.error.code])))).toEqual(
    new Set(['coupon_gone']),
  );
  expect(await countCoupons(shop.database.pool, campaign.campaignId)).toEqual({
    ...{ coupons: 100, used: 100, most: 100 },
  });
});

test('two hundred claims of one customer give as many as each may have', async () => {
  const campaign = couponCampaign({ quotaPerCustomer: 3 });
  await start(campaign);
  const customerId = newCustomerId();
  const outcomes = await Promise.all(
    Array.from({ length: 200 }, (_, n) => claim(n % 2 === 0 ? shop : other, customerId, campaign)),
  );
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(3);
  expect(await countCoupons(shop.database.pool, campaign.campaignId)).toMatchObject({ coupons: 3, used: 3 });
});

async function claimed({ customerId }: SeededShopper, campaign: CouponRecord): Promise<string> {
  const outcome = await claim(shop, customerId, campaign);
  if (!outcome.ok) throw new Error(outcome.error.code);
  return outcome.value.coupon.id;
}
const place = (by: TestProcess, shopper: SeededShopper, skuId: SkuId, total: number, couponIds?: string[]) =>
  by.house.ordering.place(
    {
      ...{ customerId: shopper.customerId, addressId: shopper.addressId, idempotencyKey: randomUUID() },
      ...{ lines: [{ skuId, quantity: 1 }], expectedTotalAmount: fen(total) },
      ...(couponIds && { couponIds }),
    },
    'zh-CN',
  );
const statesOf = async ({ customerId }: SeededShopper, list: 'usable' | 'used') =>
  (await shop.house.pricing.coupons.list(customerId, { list }, 'zh-CN')).items.map(({ state }) => state);

test('of fifty orders at once for one coupon one holds it, and the others are refused', async () => {
  const [shopper] = shoppers as [SeededShopper];
  const skuId = await newSku(shop.database.pool, 20_000, 1_000);
  const campaign = couponCampaign({ amount: fen(3_000) });
  await start(campaign);
  const couponId = await claimed(shopper, campaign);
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      place(n % 2 === 0 ? shop : other, shopper, skuId, 17_000, n % 4 < 2 ? [couponId] : undefined),
    ),
  );
  const placed = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value.order] : []));
  expect(placed).toHaveLength(1);
  expect(new Set(outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error.code])))).toEqual(
    new Set(['price_changed', 'coupon_unavailable']),
  );
  expect(await statesOf(shopper, 'used')).toEqual(['held']);
  await shop.house.ordering.cancel(shopper.customerId, placed[0]!.orderNo, undefined, 'zh-CN');
  expect(await statesOf(shopper, 'usable')).toEqual(['usable']);
  expect((await place(shop, shopper, skuId, 17_000)).ok).toBe(true);
  await expectBooksToAgree(shop.database.pool);
});

test('a coupon of an order that ran out of time is usable again at once, and that of a paid one is used', async () => {
  const [, shopper, another] = shoppers as [SeededShopper, SeededShopper, SeededShopper];
  const skuId = await newSku(shop.database.pool, 20_000, 1_000);
  const campaign = couponCampaign({ amount: fen(4_000), validDays: 30 });
  const all = couponCampaign({ amount: fen(90_000) });
  const way = couponCampaign({}, { kind: 'freight' });
  await start(campaign, all, way);
  await claimed(shopper, campaign);
  expect((await place(shop, shopper, skuId, 16_000)).ok).toBe(true);
  expect(await statesOf(shopper, 'used')).toEqual(['held']);
  shop.clock.advance(24 * 3_600_000);
  await shop.house.ordering.expireUnpaidOrders();
  expect(await statesOf(shopper, 'usable')).toEqual(['usable']);
  await claimed(another, way);
  await claimed(another, all);
  const foreign = await claimed(shopper, all);
  expect(await place(shop, another, skuId, 0, [foreign])).toMatchObject({
    error: { code: 'coupon_unavailable' },
  });
  const outcome = await place(shop, another, skuId, 0);
  expect(outcome).toMatchObject({ ok: true, value: { order: { state: 'awaiting_shipment' } } });
  const { orderNo } = (outcome as { value: { order: { orderNo: OrderNo } } }).value.order;
  await expect
    .poll(
      async () => (await shop.house.pricing.coupons.list(another.customerId, { list: 'used' }, 'en')).items,
    )
    .toMatchObject([
      { state: 'used', orderNo },
      { state: 'used', orderNo },
    ]);
});
