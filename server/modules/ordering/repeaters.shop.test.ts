import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fen } from '../../kernel/money.ts';
import type { SkuId } from '../../kernel/ids.ts';
import { newSku } from '../../../test/support/new-sku.ts';
import { seedShoppers, type SeededShopper } from '../../../test/support/seed-shoppers.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import type { Order } from './order.ts';

const PRICE = 10_000;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

let shop: TestShop;
let shoppers: SeededShopper[];
let skuId: SkuId;

beforeAll(async () => {
  shop = await startTestShop();
  shoppers = await seedShoppers(shop.house, 5);
  skuId = await newSku(shop.database.pool, PRICE, 1_000);
}, 120_000);
afterAll(() => shop.stop());

async function place({ customerId, addressId }: SeededShopper): Promise<Order> {
  const placed = await shop.house.ordering.place(
    {
      customerId,
      addressId,
      idempotencyKey: randomUUID(),
      lines: [{ skuId, quantity: 1 }],
      expectedTotalAmount: fen(PRICE),
    },
    'zh-CN',
  );
  if (!placed.ok) throw new Error(placed.error.code);
  return placed.value.order;
}

const minutesOf = ({ placedAt, payBefore }: Order): number =>
  (payBefore.getTime() - placedAt.getTime()) / MINUTE_MS;

async function quotedMinutes({ customerId }: SeededShopper): Promise<number> {
  const quote = await shop.house.ordering.quote(customerId, { lines: [{ skuId, quantity: 1 }] }, 'zh-CN');
  if (!quote.ok) throw new Error(quote.error.code);
  return quote.value.payMinutes;
}

async function letExpire(shopper: SeededShopper, count: number): Promise<Order[]> {
  const orders: Order[] = [];
  for (let n = 0; n < count; n += 1) orders.push(await place(shopper));
  shop.clock.advance(30 * MINUTE_MS + 1_000);
  await shop.house.ordering.expireUnpaidOrders();
  return orders;
}

async function cancelAfter(shopper: SeededShopper, minutes: number): Promise<void> {
  const { orderNo } = await place(shopper);
  shop.clock.advance(minutes * MINUTE_MS);
  await shop.house.ordering.cancel(shopper.customerId, orderNo, undefined, 'zh-CN');
}

test('who let three orders run out of time within a day holds goods for ten minutes, and is told before', async () => {
  const [shopper] = shoppers as [SeededShopper];
  await letExpire(shopper, 2);
  expect(await quotedMinutes(shopper)).toBe(30);
  expect((await letExpire(shopper, 1)).map(minutesOf)).toEqual([30]);
  expect(await quotedMinutes(shopper)).toBe(10);
  const short = await place(shopper);
  expect(minutesOf(short)).toBe(10);
  expect(short.timeline[0]?.note).toMatch(/保留 10 分钟/);
  shop.clock.advance(10 * MINUTE_MS + 1_000);
  await shop.house.ordering.expireUnpaidOrders();
  const ended = await shop.house.ordering.find(shopper.customerId, short.orderNo, 'zh-CN');
  expect(ended?.state).toBe('cancelled');
  expect(ended?.timeline.map(({ note }) => note).join()).toMatch(/超过 10 分钟/);
});

test('a day later goods are held for the usual time again', async () => {
  const shopper = shoppers[1]!;
  await letExpire(shopper, 3);
  expect(minutesOf(await place(shopper))).toBe(10);
  shop.clock.advance(DAY_MS);
  expect(await quotedMinutes(shopper)).toBe(30);
});

test('cancelling shortly before the time is over counts as letting it run out', async () => {
  const shopper = shoppers[2]!;
  for (let n = 0; n < 3; n += 1) await cancelAfter(shopper, 25);
  expect(minutesOf(await place(shopper))).toBe(10);
});

test('who changes their mind soon, as often as they like, is no repeater', async () => {
  const shopper = shoppers[3]!;
  for (let n = 0; n < 12; n += 1) await cancelAfter(shopper, 2);
  expect(minutesOf(await place(shopper))).toBe(30);
});

test('one customer’s orders that ran out of time shorten nobody else’s', async () => {
  expect(await quotedMinutes(shoppers[4]!)).toBe(30);
});
