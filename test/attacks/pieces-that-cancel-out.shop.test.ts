import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newSkus } from '../support/new-sku.ts';
import { signUp, type Shopper } from '../support/shopper.ts';
import { startTestShop, type TestShop } from '../support/test-shop.ts';

const PRICE = 10_000;

let shop: TestShop;
let shopper: Shopper;
let skuId: string;

beforeAll(async () => {
  shop = await startTestShop();
  shopper = await signUp(shop.url);
  [skuId = ''] = await newSkus(shop.database.pool, 1, PRICE, 100);
}, 120_000);
afterAll(() => shop.stop());

test.each([
  ['five and minus four', [5, -4]],
  ['two numbers that are one together', [Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER + 1]],
  ['more than numbers hold', Array<number>(150).fill(Number.MAX_SAFE_INTEGER)],
])('lines of %s pieces are neither priced nor ordered', async (_, quantities) => {
  const lines = quantities.map((quantity) => ({ skuId, quantity }));
  const refused = { status: 422, code: 'quantity_limit', limit: 999 };
  const quote = await shopper.call('POST', '/quotes', { body: { lines } });
  expect(quote.body).toMatchObject(refused);
  const { addressId } = shopper;
  const placed = await shopper.call('POST', '/orders', {
    key: randomUUID(),
    body: { lines, addressId, expectedTotalAmount: PRICE },
  });
  expect(placed.body).toMatchObject(refused);
  expect((await shopper.call('GET', '/orders')).body.items).toEqual([]);
});

test('no cart holds less than nothing of a SKU', async () => {
  for (const quantity of [0, -4, -Number.MAX_SAFE_INTEGER])
    expect((await shopper.call('PUT', `/cart/lines/${skuId}`, { body: { quantity } })).status).toBe(400);
  expect((await shopper.call('GET', '/cart')).body.lines).toEqual([]);
});
