import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestIdentity, type TestIdentity } from '../../../test/support/test-identity.ts';
import type { CustomerId, SkuId } from '../../kernel/ids.ts';
import { fen } from '../../kernel/money.ts';
import { skuForSale } from '../../../test/support/sku-for-sale.ts';
import type { SkuForSale } from '../catalog/index.ts';
import { MAX_CART_LINES } from './cart.ts';
import type { CartDeps } from './carts.ts';
import { addCartLines, setCartLine } from './change-cart.ts';
import { listCartLines } from './cart.sql.ts';

let shop: TestIdentity;
let deps: CartDeps;
let customerId: CustomerId;
let phone = 13_600_000_000;
beforeAll(async () => {
  shop = await createTestIdentity();
  deps = {
    database: shop.database.pool,
    clock: shop.clock,
    skusForSale: async (skuIds) => new Map(skuIds.map((skuId) => [skuId, forSale(skuId)])),
  };
});
afterAll(() => shop.stop());
beforeEach(async () => void (customerId = (await shop.enter(String((phone += 1)))).customer.id));

/** Every SKU is, at as many fen as its number. */
const forSale = (skuId: SkuId): SkuForSale => skuForSale({ skuId, price: fen(Number(skuId)) });
const line = (sku: number, quantity = 1) => ({ skuId: String(sku) as SkuId, quantity });
const cart = async () =>
  (await listCartLines(shop.database.pool, customerId)).map(({ skuId, quantity, seenPriceFen }) => [
    Number(skuId),
    quantity,
    seenPriceFen,
  ]);

test('what is added comes on top of what is there, up to 999 pieces, and what is set stands', async () => {
  expect(await addCartLines(deps, customerId, [line(1, 2), line(2, 990), line(1, 3)])).toMatchObject({
    ok: true,
  });
  shop.clock.advance(1_000);
  expect(await addCartLines(deps, customerId, [line(3), line(2, 20), line(1, 4)])).toMatchObject({
    ok: true,
  });
  expect(await cart()).toEqual([
    [3, 1, 3],
    [1, 9, 1],
    [2, 999, 2],
  ]);
  expect(await setCartLine(deps, customerId, line(1).skuId, 7)).toMatchObject({ ok: true });
  expect((await cart())[1]).toEqual([1, 7, 1]);
  expect(await addCartLines(deps, customerId, [])).toMatchObject({ ok: true });
  expect(await cart()).toHaveLength(3);
});

test('of many tabs that fill a cart at once none gets a line too many, and who is refused adds nothing', async () => {
  const most = Array.from({ length: MAX_CART_LINES - 3 }, (_, n) => line(n + 1));
  expect(await addCartLines(deps, customerId, most)).toMatchObject({ ok: true });
  const tabs = await Promise.all(
    [1, 2, 3, 4].map((tab) =>
      addCartLines(deps, customerId, [line(1), line(1_000 + tab), line(2_000 + tab)]),
    ),
  );
  expect(tabs.filter((tab) => tab.ok)).toHaveLength(1);
  for (const tab of tabs)
    if (!tab.ok) expect(tab.error).toEqual({ code: 'cart_full', limit: MAX_CART_LINES });
  const lines = await cart();
  expect(lines).toHaveLength(MAX_CART_LINES - 1);
  expect(lines.find(([sku]) => sku === 1)).toEqual([1, 2, 1]);
});
