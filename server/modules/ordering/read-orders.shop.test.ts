import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newSkus } from '../../../test/support/new-sku.ts';
import { seedShoppers, type SeededShopper } from '../../../test/support/seed-shoppers.ts';
import { makeCaller } from '../../../test/support/shopper.ts';
import { MUCH_UNPAID, startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import { fen } from '../../kernel/money.ts';
import type { SkuId } from '../../kernel/ids.ts';
import { MAX_LINES, SUMMARY_LINES } from './order.ts';

const ORDERS = 100;
const PRICE = 10_000;

let shop: TestShop;
let shopper: SeededShopper;
let skuIds: readonly SkuId[];

beforeAll(async () => {
  shop = await startTestShop(MUCH_UNPAID);
  [shopper] = (await seedShoppers(shop.house, 1)) as [SeededShopper];
  skuIds = await newSkus(shop.database.pool, MAX_LINES, PRICE, 2 * ORDERS);
  const placed = await Promise.all(Array.from({ length: ORDERS }, (_, n) => place(n === 0 ? 1 : MAX_LINES)));
  expect(placed.every(({ ok }) => ok)).toBe(true);
}, 120_000);
afterAll(() => shop.stop());

const place = (lines: number) =>
  shop.house.ordering.place(
    {
      customerId: shopper.customerId,
      addressId: shopper.addressId,
      idempotencyKey: randomUUID(),
      lines: skuIds.slice(0, lines).map((skuId) => ({ skuId, quantity: 2 })),
      expectedTotalAmount: fen(2 * PRICE * lines),
    },
    'zh-CN',
  );

test('a list of the largest orders is short: a few lines of each, how many there are, and where all of them are', async () => {
  const caller = makeCaller(shop.url, shopper.token);
  const { body } = await caller.call('GET', `/orders?limit=${ORDERS}`);
  expect(body.items).toHaveLength(ORDERS);
  expect(JSON.stringify(body).length).toBeLessThan(250_000);
  for (const { lines, lineCount, pieceCount, orderNo, url } of body.items) {
    expect(lines).toHaveLength(Math.min(lineCount, SUMMARY_LINES));
    expect(lines.map((line: { skuId: string }) => line.skuId)).toEqual(skuIds.slice(0, lines.length));
    expect([pieceCount, url]).toEqual([2 * lineCount, `/api/v1/orders/${orderNo}`]);
  }
  const [largest] = body.items.filter(({ lineCount }: { lineCount: number }) => lineCount === MAX_LINES);
  const whole = await caller.call('GET', largest.url);
  expect(whole.body.lines).toHaveLength(MAX_LINES);
  expect(whole.body).toMatchObject({ lineCount: MAX_LINES, pieceCount: 2 * MAX_LINES });
});

test('a customer is told how many orders are in which state without their being listed', async () => {
  const counts = await shop.house.ordering.count(shopper.customerId, ['awaiting_payment', 'shipped']);
  expect(Object.fromEntries(counts)).toEqual({ awaiting_payment: ORDERS });
});
