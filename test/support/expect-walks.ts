import type pg from 'pg';
import { expect } from 'vitest';
import { walkStatement, type WalkSort } from '../../server/modules/catalog/list.sql.ts';

const INDEXES: Readonly<Record<WalkSort, string>> = {
  sales: 'shelf_by_sales',
  newest: 'shelf_by_newest',
  price: 'shelf_by_price',
  '-price': 'shelf_by_price',
};

type Node = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  Plans?: Node[];
};

/** Fills the shelves by plain SQL with so many products of two SKUs, in forty categories and the whole shop. */
export async function growCatalogue(pool: pg.Pool, products: number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('set local statement_timeout = 0');
    await client.query(
      `insert into categories (slug, name, name_en) select 'c-' || n, n::text, n::text from generate_series(1, 40) n`,
    );
    await client.query(
      `insert into products (slug, name, name_en, category_ids, sales, published_at, updated_at)
       select 'grown-' || n, '商品 ' || n, 'Product ' || n,
         array[(select min(category_id) from categories where slug like 'c-%') + n % 40], (n::bigint * 7919) % 5000,
         timestamptz '2026-01-01' + n % 300 * interval '1 day', now()
       from generate_series(1, $1::int) n`,
      [products],
    );
    await client.query(
      `insert into skus (product_id, code, price_fen, position)
       select product_id, 'G-' || product_id || '-' || i, 100 + (product_id * 104729 + i) % 1000000, i
       from products, generate_series(1, 2) i where slug like 'grown-%'`,
    );
    await client.query(
      `insert into shelf (category_id, product_id, price_fen, sales, published_at)
       select place, p.product_id, (select min(price_fen) from skus k where k.product_id = p.product_id), p.sales, p.published_at
       from products p, unnest(p.category_ids || 0::bigint) place where p.slug like 'grown-%'`,
    );
    await client.query('commit');
    await client.query('vacuum analyze products, skus, shelf, categories');
  } finally {
    client.release();
  }
}

/**
 * Each list, planned as a prepared statement is (without its values), walks its one index and reads no more of the shelf
 * than it shows, at the beginning as well as in the middle.
 */
export async function expectWalks(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('set plan_cache_mode = force_generic_plan');
    for (const sort of Object.keys(INDEXES) as WalkSort[]) {
      for (const withPrices of sort.endsWith('price') ? [false, true] : [false]) {
        for (const [category, key] of [
          ['', middleOf(sort)],
          ['c-7', middleOf(sort)],
          ['', endOf(sort)],
        ] as const) {
          await expectWalk(client, sort, withPrices, category, key);
        }
      }
    }
  } finally {
    client.release(true);
  }
}

async function expectWalk(
  client: pg.PoolClient,
  sort: WalkSort,
  withPrices: boolean,
  category: string,
  key: number,
) {
  const name = `${sort}-${withPrices}`;
  const values = withPrices ? [category, 0, 2_000_000, key, 500] : [category, key, 500];
  // Prepared by hand: what `explain` is given as parameters would be planned for its values.
  await client.query(`prepare walk as ${walkStatement(sort, withPrices, 25)}`);
  const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
    `explain (analyze, format json) execute walk (${values.map((value) => client.escapeLiteral(String(value))).join(', ')})`,
  );
  await client.query('deallocate walk');
  const nodes = flatten(rows[0]!['QUERY PLAN'][0].Plan);
  const shelf = nodes.filter((node) => node['Relation Name'] === 'shelf');
  expect({ name, walks: shelf.map((node) => node['Index Name']) }).toEqual({ name, walks: [INDEXES[sort]] });
  expect(shelf[0]!['Actual Rows']).toBeLessThanOrEqual(25);
  expect(
    nodes.filter((node) => node['Node Type'] === 'Seq Scan').map((node) => node['Relation Name']),
  ).not.toContain('products');
}

function middleOf(sort: WalkSort): number {
  return sort === 'newest' ? Date.UTC(2026, 4, 1) * 1_000 : sort === 'sales' ? 2_500 : 500_000;
}

function endOf(sort: WalkSort): number {
  return sort === 'price' ? -1 : Number.MAX_SAFE_INTEGER / (sort === 'newest' ? 2 : 1);
}

function flatten(node: Node): Node[] {
  return [node, ...(node.Plans ?? []).flatMap(flatten)];
}
