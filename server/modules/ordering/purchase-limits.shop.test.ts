import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fen } from '../../kernel/money.ts';
import type { SkuId } from '../../kernel/ids.ts';
import { signInAs, type StaffCaller } from '../../../test/support/back-office.ts';
import { seedShoppers, type SeededShopper } from '../../../test/support/seed-shoppers.ts';
import { MUCH_UNPAID, startTestShop, type TestShop } from '../../../test/support/test-shop.ts';

let shop: TestShop;
let manager: StaffCaller;
let shoppers: SeededShopper[];
let product: { id: string; slug: string };
let skuIds: SkuId[];

beforeAll(async () => {
  // Nothing else limits anybody: only the limit of the product holds.
  shop = await startTestShop({ ROLE: 'web', ...MUCH_UNPAID });
  shoppers = await seedShoppers(shop.house, 2);
  manager = await signInAs(shop.url, 'manager');
  const category = (await manager.call('GET', '/staff/categories')).body.items[0].id;
  const body = {
    ...{ name: '限购茶盏', categoryIds: [category], purchaseLimit: { pieces: 3, days: 30 } },
    options: [{ name: '颜色', values: ['青', '白'] }],
    skus: ['青', '白'].map((value) => ({ values: [value], price: 10_000 })),
  };
  const made = await manager.call('POST', '/staff/products', { body });
  expect(made).toMatchObject({ status: 201, body: { purchaseLimit: { pieces: 3, days: 30 } } });
  product = made.body;
  skuIds = made.body.skus.map(({ id }: { id: SkuId }) => id);
  await manager.call('POST', `/staff/products/${product.id}/publication`, { body: {} });
  await shop.database.pool.query('update stock set on_hand = 1000 where sku_id = any($1)', [skuIds]);
}, 120_000);
afterAll(() => shop.stop());

const place = (shopper: SeededShopper, wanted: readonly (readonly [SkuId, number])[]) =>
  shop.house.ordering.place(
    {
      ...{ customerId: shopper.customerId, addressId: shopper.addressId, idempotencyKey: randomUUID() },
      lines: wanted.map(([skuId, quantity]) => ({ skuId, quantity })),
      expectedTotalAmount: fen(10_000 * wanted.reduce((sum, [, quantity]) => sum + quantity, 0)),
    },
    'zh-CN',
  );

test('nobody buys more of a product than its limit, however many orders of its variants come at once', async () => {
  const [one, other] = shoppers as [SeededShopper, SeededShopper];
  const [green, white] = skuIds as [SkuId, SkuId];
  const racing = await Promise.all(
    Array.from({ length: 30 }, (_, n) => place(one, [[n % 2 === 0 ? green : white, 1]])),
  );
  expect(racing.filter(({ ok }) => ok)).toHaveLength(3);
  const refusals = racing.flatMap((outcome) => (outcome.ok ? [] : [outcome.error]));
  expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['purchase_limit']));
  expect(
    (
      await place(other, [
        [green, 2],
        [white, 1],
      ])
    ).ok,
  ).toBe(true);
  expect(await place(other, [[white, 1]])).toMatchObject({
    error: {
      code: 'purchase_limit',
      lines: [{ skuId: white, requested: 1, left: 0, limit: 3, days: 30 }],
    },
  });
});

test('a quote says what is left, an order that is called off gives its pieces back, and time does', async () => {
  const [one] = shoppers as [SeededShopper];
  const [green] = skuIds as [SkuId];
  const quote = async () => {
    const outcome = await shop.house.ordering.quote(
      one.customerId,
      { lines: [{ skuId: green, quantity: 2 }] },
      'zh-CN',
    );
    return outcome.ok ? outcome.value.lines[0] : outcome.error;
  };
  expect(await quote()).toMatchObject({
    ...{ problem: 'purchase_limit', orderable: 0, purchaseLimit: { pieces: 3, days: 30, left: 0 } },
  });
  const { rows } = await shop.database.pool.query(
    'select order_no as "orderNo" from orders where customer_id = $1 order by order_no limit 1',
    [one.customerId],
  );
  await shop.house.ordering.cancel(one.customerId, rows[0].orderNo, '不想要了', 'zh-CN');
  expect(await quote()).toMatchObject({ orderable: 1, purchaseLimit: { left: 1 } });
  shop.clock.advance(31 * 24 * 3_600_000);
  const again = await quote();
  expect(again).toMatchObject({ orderable: 3, purchaseLimit: { left: 3 } });
  expect(again).not.toHaveProperty('problem');
  expect((await place(one, [[green, 3]])).ok).toBe(true);
  // Ever: what was bought before counts again.
  manager = await signInAs(shop.url, 'manager');
  const ever = { body: { purchaseLimit: { pieces: 5, days: null } } };
  expect((await manager.call('PATCH', `/staff/products/${product.id}`, ever)).status).toBe(200);
  expect(await quote()).toMatchObject({ orderable: 0, purchaseLimit: { pieces: 5, days: null, left: 0 } });
  const shown = await (await fetch(`${shop.url}/api/v1/products/${product.slug}`)).json();
  expect(shown).toMatchObject({ purchaseLimit: { pieces: 5, days: null } });
  await manager.call('PATCH', `/staff/products/${product.id}`, { body: { purchaseLimit: null } });
  expect(await quote()).not.toHaveProperty('purchaseLimit');
});
