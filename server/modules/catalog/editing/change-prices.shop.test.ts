import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StaffCaller } from '../../../../test/support/back-office.ts';
import { openProductsDesk, type ProductsDesk } from '../../../../test/support/products-desk.ts';
import { startTestShop, type TestShop } from '../../../../test/support/test-shop.ts';

let shop: TestShop;
let manager: StaffCaller;
let desk: ProductsDesk;
beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web' });
  desk = await openProductsDesk(shop.url);
  manager = desk.manager;
}, 120_000);
afterAll(() => shop.stop());

/** On sale for more, and then for less with what it was struck out. */
async function soldFor(name: string, before: number, now: number) {
  const { id, skus } = await desk.create(name, { skus: [{ values: ['墨绿'], price: before }] });
  await desk.publish(id);
  shop.clock.advance(60_000);
  const lowered = { price: now, originalPrice: before };
  const { status, body } = await manager.call('PATCH', `/staff/skus/${skus[0].id}`, { body: lowered });
  expect(status).toBe(200);
  shop.clock.advance(60_000);
  return body;
}

test('prices of many are changed as the preview said, and what is refused keeps none of the others from it', async () => {
  const [plain, discounted] = [
    await desk.create('瓷碗', { skus: [{ values: ['墨绿'], price: 1_005 }] }),
    await soldFor('瓷盘', 1_050, 1_000),
  ];
  const asked = {
    products: [plain, discounted].map(({ id, version }) => ({ id, expectedVersion: version })),
    change: { kind: 'price', how: 'part', value: 1_000 },
  };
  const preview = (await manager.call('POST', '/staff/product-changes/preview', { body: asked })).body.items;
  expect(preview).toMatchObject([
    { productId: plain.id, variant: '墨绿', before: 1_005, after: 1_106, problem: null },
    { productId: discounted.id, before: 1_000, after: 1_100, problem: 'original_not_higher' },
  ]);
  const less = { ...asked, change: { ...asked.change, value: -1_000 } };
  const lower = (await manager.call('POST', '/staff/product-changes/preview', { body: less })).body.items;
  expect(lower).toMatchObject([
    { productId: plain.id, problem: null, highestAllowed: null },
    { productId: discounted.id, after: 900, problem: 'original_never_asked', highestAllowed: 1_000 },
  ]);
  const done = (await manager.call('POST', '/staff/product-changes', { body: asked })).body.items;
  expect(done.map(({ refusal }: { refusal: unknown }) => refusal)).toEqual([null, 'product_faulty']);
  expect((await manager.call('GET', `/staff/products/${plain.id}`)).body.skus[0].price).toBe(1_106);
});

test('a price may be struck out as high as the lowest of the month before, and says how high that is', async () => {
  const { id, skus } = await soldFor('琉璃灯', 20_000, 15_000);
  const sku = skus[0].id;
  expect((await manager.call('GET', `/staff/products/${id}`)).body).toMatchObject({
    skus: [{ price: 15_000, originalPrice: 20_000 }],
    lowestPrice30d: { [sku]: 15_000 },
  });
  const set = (body: object) => manager.call('PATCH', `/staff/skus/${sku}`, { body });
  expect((await set({ originalPrice: 20_001 })).body.faults).toEqual([
    {
      ...{ path: 'skus.0.originalPrice', code: 'never_asked', highestAllowed: 20_000 },
      askedSince: expect.stringMatching(/^\d{4}-/),
    },
  ]);
  // What it is asked now is the lowest of the month for what it is asked next.
  expect((await set({ price: 12_000 })).body.faults).toMatchObject([{ highestAllowed: 15_000 }]);
  expect((await set({ price: 12_000, originalPrice: 15_000 })).status).toBe(200);
  // Its words may change, and that it is sold.
  expect((await desk.change(id, { subtitle: '手工吹制' })).status).toBe(200);
  expect((await manager.call('DELETE', `/staff/products/${id}`)).status).toBe(200);
  expect((await desk.publish(id)).status).toBe(200);
  const version = (await manager.call('GET', `/staff/products/${id}/history`)).body.items.find(
    ({ after }: { after: object }) =>
      Object.hasOwn(after, `skus.${sku}.price`) && 'subtitle' in after === false,
  ).version;
  const undone = await manager.call('POST', `/staff/products/${id}/undoing`, { body: { version } });
  // Back to 150.00 with 200.00 struck out: 120.00 was asked since, so there is nothing higher to strike out.
  expect(undone.body).toMatchObject({
    code: 'product_faulty',
    faults: [{ code: 'never_asked', highestAllowed: null }],
  });
  const { rows } = await shop.database.pool.query(
    `select price_fen::int as price, until is null as now from asked_prices where sku_id = $1 order by since`,
    [sku],
  );
  expect(rows).toEqual([
    { price: 20_000, now: false },
    { price: 15_000, now: false },
    { price: 12_000, now: false },
    { price: 12_000, now: true },
  ]);
});
