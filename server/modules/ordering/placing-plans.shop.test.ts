import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect } from 'vitest';
import { fen } from '../../kernel/money.ts';
import { newSku } from '../../../test/support/new-sku.ts';
import { seedShoppers, type SeededShopper } from '../../../test/support/seed-shoppers.ts';
import { MUCH_UNPAID, startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import { onOneServer } from '../../../test/support/on-one-server.ts';

let shop: TestShop;
let shoppers: SeededShopper[];

beforeAll(async () => {
  // No jobs in this process: only placing uses the tables.
  shop = await startTestShop({ ROLE: 'web', ...MUCH_UNPAID });
  shoppers = await seedShoppers(shop.house, 10);
}, 120_000);
afterAll(() => shop.stop());

const PLACING = ['orders', 'order_lines', 'order_events', 'addresses', 'data_keys', 'stock'];

/** How often each table has been read as a whole, and through its indexes. */
async function countScans(): Promise<{ whole: Record<string, number>; byIndex: number }> {
  const { rows } = await shop.database.pool.query<{ name: string; whole: number; byIndex: number }>(
    `select relname as name, seq_scan::int as whole, idx_scan::int as "byIndex" from pg_stat_user_tables
     where relname = any($1)`,
    [PLACING],
  );
  const orders = rows.find(({ name }) => name === 'orders')!;
  return {
    whole: Object.fromEntries(rows.map(({ name, whole }) => [name, whole])),
    byIndex: orders.byIndex,
  };
}

onOneServer('a shop that opened without an order never reads a whole table to place one', async () => {
  const skuId = await newSku(shop.database.pool, 10_000, 1_000);
  const place = ({ customerId, addressId }: SeededShopper) =>
    shop.house.ordering.place(
      {
        customerId,
        addressId,
        idempotencyKey: randomUUID(),
        lines: [{ skuId, quantity: 1 }],
        expectedTotalAmount: fen(10_000),
      },
      'zh-CN',
    );
  expect((await place(shoppers[0]!)).ok).toBe(true);
  // As autovacuum does by itself: the database knows now that there is next to nothing.
  await shop.database.pool.query(`analyze ${PLACING.join(', ')}`);
  const before = await countScans();
  // Often enough that the database keeps its plans, and then until it tells of its scans, which it does once a second.
  for (const shopper of [...shoppers, ...shoppers]) expect((await place(shopper)).ok).toBe(true);
  const after = await waitFor('scans that are told of', async () => {
    expect((await place(shoppers[0]!)).ok).toBe(true);
    const scans = await countScans();
    return scans.byIndex > before.byIndex && scans;
  });
  expect(after.whole).toEqual(before.whole);
});
