import { afterAll, beforeAll, expect } from 'vitest';
import { growCatalogue } from '../../../../test/support/expect-walks.ts';
import { onOneServer } from '../../../../test/support/on-one-server.ts';
import { createTestDatabase, type TestDatabase } from '../../../../test/support/test-database.ts';
import type { ProductId } from '../../../kernel/ids.ts';
import { listStatement, type ListAsked } from './list-products.sql.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await growCatalogue(database.pool, 20_000);
  await database.pool.query(
    `update products set search = case when product_id % 2 = 0 then '''t商品'''::tsvector else '''t商品'' ''t孤品'''::tsvector end
       where product_id % 5000 in (0, 1);
     update products set search = '''t商品''' where product_id % 5000 not in (0, 1);
     update products set on_sale = false, is_draft = product_id % 2 = 0 where product_id % 400 = 0`,
  );
  await database.pool.query('vacuum analyze products');
}, 120_000);
afterAll(() => database.drop());

type Node = { 'Node Type': string; 'Actual Rows': number; 'Rows Removed by Filter'?: number; Plans?: Node[] };

/** How many rows any step of it has looked at. */
const mostRows = (node: Node): number =>
  Math.max(
    node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0),
    ...(node.Plans ?? []).map((inner) => mostRows(inner)),
  );

const ALL: ListAsked = {
  ...{ state: undefined, categoryIds: undefined, words: undefined, ids: undefined, below: undefined },
  limit: 51,
};

onOneServer.each<[string, Partial<ListAsked>]>([
  ['all', {}],
  ['all, far down', { below: '9000' as ProductId }],
  ['a state that most have', { state: 'on_sale' }],
  ['a state that few have', { state: 'draft' }],
  ['a category', { categoryIds: ['7'] }],
  ['a category in a state that few have', { categoryIds: ['7'], state: 'off_sale' }],
  ['a word that all have', { words: `'t商品'` }],
  ['a word that few have', { words: `'t孤品'` }],
  ['a word that all have, in a state that few have', { words: `'t商品'`, state: 'draft' }],
])('with 20,000 products the list of %s looks at few', async (_what, asked) => {
  const { text, values } = listStatement({ ...ALL, ...asked });
  const { rows } = await database.pool.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
    `explain (analyze, format json, timing off) ${text}`,
    values,
  );
  expect(mostRows(rows[0]!['QUERY PLAN'][0].Plan)).toBeLessThan(3_000);
});
