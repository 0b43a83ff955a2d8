import { afterAll, beforeAll, expect, test } from 'vitest';
import { newSkus } from '../../../test/support/new-sku.ts';
import { onOneServer } from '../../../test/support/on-one-server.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import type { SkuId } from '../../kernel/ids.ts';
import { inTransaction, type Queryable } from '../../platform/database.ts';
import { setLowStockAt } from './change-rule.ts';
import { markShortStock } from './mark-short.ts';
import { countShort, listShort } from './short-stock.sql.ts';
import type { StockEvent } from './stock.events.ts';

let database: TestDatabase;
let now = new Date('2026-11-27T08:00:00Z');
const told: StockEvent[] = [];
const deps = () => ({
  database: database.pool,
  clock: { now: () => now },
  emit: async (_tx: unknown, events: readonly StockEvent[]) => void told.push(...events),
});
beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.drop());

const reserve = (skuId: SkuId, pieces: number) =>
  database.pool.query('update stock set reserved = $2 where sku_id = $1', [skuId, pieces]);
const shortOnes = async (shortage: 'low' | 'out'): Promise<SkuId[]> =>
  (await listShort(database.pool, shortage, undefined, 10)).map(({ skuId }) => skuId);

test('a SKU that falls below its rule is marked and told of once, until there is enough again', async () => {
  const [some, none, enough] = (await newSkus(database.pool, 3, 100, 20)) as [SkuId, SkuId, SkuId];
  await reserve(some, 10);
  await reserve(enough, 9);
  await markShortStock(deps());
  expect(told).toMatchObject([{ type: 'stock_low', skuId: some, available: 10, lowStockAt: 10 }]);

  now = new Date(now.getTime() + 60_000);
  await reserve(some, 20);
  await reserve(none, 20);
  await markShortStock(deps());
  await markShortStock(deps());
  // One went on from low to out: whoever was told knows.
  expect(told.slice(1)).toMatchObject([{ skuId: none, available: 0 }]);
  expect(await shortOnes('low')).toEqual([none, some]);
  expect(await shortOnes('out')).toEqual([none, some]);
  const first = new Date('2026-11-27T08:00:00Z');
  expect(await countShort(database.pool, 1)).toEqual({ low: 1, out: 1, oldestAt: first });

  await reserve(some, 0);
  await markShortStock(deps());
  expect(await shortOnes('low')).toEqual([none]);
  await reserve(some, 15);
  await markShortStock(deps());
  expect(told.map(({ skuId }) => skuId)).toEqual([some, none, some]);
});

test('what a new rule makes short is so at once', async () => {
  const [skuId] = (await newSkus(database.pool, 1, 100, 20)) as [SkuId];
  const set = (pieces: number) =>
    inTransaction(database.pool, (tx) => setLowStockAt(deps(), tx, skuId, pieces));
  expect(await set(20)).toBe(10);
  expect(told.at(-1)).toMatchObject({ skuId, available: 20, lowStockAt: 20 });
  expect(await shortOnes('low')).toContain(skuId);
  expect(await set(0)).toBe(20);
  expect(await shortOnes('low')).not.toContain(skuId);
});

onOneServer.each(['low', 'out'] as const)('the list of what is %s walks its index', async (shortage) => {
  const client = await database.pool.connect();
  try {
    await client.query('begin');
    await client.query(
      `insert into stock (sku_id, on_hand, shortage, short_since)
       select n, 0, case when n % 9 = 0 then 'out' when n % 4 = 0 then 'low' end,
         case when n % 9 = 0 or n % 4 = 0 then timestamptz '2026-01-01' + n * interval '1 minute' end
       from generate_series(1000000, 1020000) n`,
    );
    await client.query('analyze stock');
    const plan: string[] = [];
    const explain = async ({ text, values }: { text: string; values: unknown[] }) => {
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values);
      plan.push(...rows.map((row) => row['QUERY PLAN']));
      return { rows: [] };
    };
    await listShort({ query: explain } as unknown as Queryable, shortage, undefined, 50);
    expect(plan.join('\n')).toContain(
      `Index Scan Backward using stock_${shortage === 'out' ? 'out' : 'short'} `,
    );
    expect(plan.join('\n')).not.toContain('Sort');
  } finally {
    await client.query('rollback');
    client.release(true);
  }
});
