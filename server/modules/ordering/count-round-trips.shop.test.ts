import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fen } from '../../kernel/money.ts';
import { newSku } from '../../../test/support/new-sku.ts';
import { seedShoppers, type SeededShopper } from '../../../test/support/seed-shoppers.ts';
import { tapLine, type TappedLine } from '../../../test/support/tap-line.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';

let line: TappedLine;
let shop: TestShop;
let shoppers: SeededShopper[];

beforeAll(async () => {
  // No jobs in this process: only requests use the line.
  shop = await startTestShop({ ROLE: 'web' }, async (url) => (line = await tapLine(url)).url);
  shoppers = await seedShoppers(shop.house, 30);
}, 120_000);
afterAll(async () => {
  await shop.stop();
  line.server.close();
});

async function countTrips(work: () => Promise<unknown>): Promise<number> {
  const before = line.roundTrips();
  await work();
  return line.roundTrips() - before;
}

test('placing costs five round trips, for one order as for a group of thirty', async () => {
  const skuId = await newSku(shop.database.pool, 10_000, 1_000);
  const place = (shopper: SeededShopper) =>
    shop.house.ordering.place(
      {
        customerId: shopper.customerId,
        addressId: shopper.addressId,
        idempotencyKey: randomUUID(),
        lines: [{ skuId, quantity: 1 }],
        expectedTotalAmount: fen(10_000),
      },
      'zh-CN',
    );
  await Promise.all(shoppers.map(place)); // opens the connections and prepares the statements
  // Two look-ups side by side, then lock, then read behind the locks, then write with commit.
  expect(await countTrips(() => place(shoppers[0]!))).toBeLessThanOrEqual(5);
  expect(await countTrips(() => Promise.all(shoppers.map(place)))).toBeLessThanOrEqual(5);
});

test('reading an order costs four look-ups side by side, a list two one after the other', async () => {
  const [shopper] = shoppers as [SeededShopper];
  const { items } = await shop.house.ordering.list(shopper.customerId, {}, 'zh-CN');
  const read = () => shop.house.ordering.find(shopper.customerId, items[0]!.orderNo, 'zh-CN');
  await read();
  expect(await countTrips(read)).toBeLessThanOrEqual(4);
  expect(await countTrips(() => shop.house.ordering.list(shopper.customerId, {}, 'zh-CN'))).toBe(2);
});

test('a quote for an address costs the look-up of that address, beside the others', async () => {
  const skuId = await newSku(shop.database.pool, 10_000, 1_000);
  const [{ customerId, addressId }] = shoppers as [SeededShopper];
  const quote = (where: object) =>
    shop.house.ordering.quote(customerId, { lines: [{ skuId, quantity: 1 }], ...where }, 'zh-CN');
  await quote({ addressId });
  const without = await countTrips(() => quote({}));
  expect(await countTrips(() => quote({ addressId }))).toBeLessThanOrEqual(without + 1);
});

test('a session seen just now costs none', async () => {
  const { token } = shoppers[0]!;
  await shop.house.signIn.session(token);
  expect(await countTrips(() => shop.house.signIn.session(token))).toBe(0);
});
