import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestIdentity, DAY_MS, type TestIdentity } from '../../../test/support/test-identity.ts';
import { inTransaction } from '../../platform/database.ts';
import { toFen } from '../../kernel/money.ts';
import type { CustomerId, SkuId } from '../../kernel/ids.ts';
import { deleteCartLines, saveCartLines } from './cart.sql.ts';
import { removeUntouchedCarts } from './remove-untouched.ts';

let shop: TestIdentity;
beforeAll(async () => void (shop = await createTestIdentity()));
afterAll(() => shop.stop());

const put = (customerId: CustomerId, skuIds: readonly number[]) =>
  inTransaction(shop.database.pool, (tx) =>
    saveCartLines(
      tx,
      customerId,
      skuIds.map((id) => ({ skuId: String(id) as SkuId, quantity: 1, price: toFen(100) })),
      { add: true, limit: 5_000, at: shop.clock.now() },
    ),
  );

test('a cart that nobody has touched for a year goes whole, one that was changed lately stays whole', async () => {
  const gone = (await shop.enter('13800138000')).customer.id;
  const kept = (await shop.enter('13800138001')).customer.id;
  await put(
    gone,
    Array.from({ length: 2_500 }, (_, n) => n + 1),
  );
  await put(kept, [1, 2, 3]);
  shop.clock.advance(200 * DAY_MS);
  // One line of it is changed: the others are of use as well then.
  await put(kept, [2]);
  expect(await removeUntouchedCarts(shop.database.pool, shop.clock.now())).toBe(0);
  shop.clock.advance(166 * DAY_MS);
  expect(await removeUntouchedCarts(shop.database.pool, shop.clock.now())).toBe(2_500);
  const { rows } = await shop.database.pool.query(
    'select customer_id as id, count(*)::integer as lines from cart_lines group by 1',
  );
  expect(rows).toEqual([{ id: kept, lines: 3 }]);
});

test('what a batch has ordered goes from the cart of whoever ordered it, and from no other of the batch', async () => {
  const [one, other] = [
    (await shop.enter('13800138002')).customer.id,
    (await shop.enter('13800138003')).customer.id,
  ];
  await put(one, [1, 2]);
  await put(other, [1, 2]);
  const [first, second] = ['1', '2'] as SkuId[];
  const ordered = [
    { customerId: one, skuId: first! },
    { customerId: other, skuId: second! },
  ];
  await inTransaction(shop.database.pool, (tx) => deleteCartLines(tx, ordered));
  const { rows } = await shop.database.pool.query(
    'select customer_id as id, sku_id as sku from cart_lines where customer_id = any($1) order by sku_id',
    [[one, other]],
  );
  expect(rows).toEqual([
    { id: other, sku: first },
    { id: one, sku: second },
  ]);
});
