import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  categoryLine,
  createTestCatalog,
  productLine,
  type TestCatalog,
} from '../../../test/support/test-catalog.ts';
import { PRODUCT_SORTS, type ProductQuery, type ProductSummary } from './catalog.ts';

type Known = {
  slug: string;
  price: number;
  sales: number;
  publishedAt: string;
  stock: number;
  inner: boolean;
  words: string;
};

/** Few different values, so that nearly every sort key is shared by many. */
const KNOWN: readonly Known[] = Array.from({ length: 130 }, (_, index) => ({
  slug: `p-${index}`,
  price: 100 * (1 + ((index * 7) % 4)),
  sales: (index * 5) % 3,
  publishedAt: `2026-0${1 + (index % 2)}-01`,
  stock: index % 5 === 0 ? 0 : 4,
  inner: index % 3 === 0,
  words: index % 4 === 0 ? '无线耳机' : index % 4 === 1 ? '有线耳机' : '茶壶',
}));

let bench: TestCatalog;
beforeAll(async () => {
  bench = await createTestCatalog();
  await bench.stockShelves([
    categoryLine('goods'),
    categoryLine('inner', { parent: 'goods' }),
    categoryLine('empty'),
    ...KNOWN.map(({ slug, price, sales, publishedAt, stock, inner, words }) =>
      productLine(slug, {
        ...{ name: `${words} ${slug}`, sales, publishedAt, categories: [inner ? 'inner' : 'goods'] },
        sku: { price, stock },
      }),
    ),
  ]);
});
afterAll(() => bench.stop());

async function allPages(query: ProductQuery): Promise<ProductSummary[]> {
  const items: ProductSummary[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 200; pages += 1) {
    const page = await bench.catalog.products({ ...query, cursor }, 'zh-CN');
    expect(page.items.length).toBeLessThanOrEqual(query.limit!);
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = page.nextCursor;
  }
  throw new Error('the list does not end');
}

/** What a list should hold, told by the plainest means. */
function expected(query: ProductQuery): string[] {
  const wanted = KNOWN.map((known, id) => ({ ...known, id }))
    .filter((known) => query.category !== 'inner' || known.inner)
    .filter(() => query.category !== 'empty')
    .filter((known) => known.price >= (query.minPrice ?? 0) && known.price <= (query.maxPrice ?? Infinity))
    .filter((known) => query.inStock !== true || known.stock > 0)
    .filter((known) => query.q === undefined || known.words.includes(query.q));
  const bySales = (a: Known, b: Known) => b.sales - a.sales;
  const order = {
    relevance: bySales,
    sales: bySales,
    newest: (a: Known, b: Known) => b.publishedAt.localeCompare(a.publishedAt),
    price: (a: Known, b: Known) => a.price - b.price,
    '-price': (a: Known, b: Known) => b.price - a.price,
  }[query.sort ?? 'relevance'];
  const newestId = query.sort === 'price' ? 1 : -1;
  return wanted.sort((a, b) => order(a, b) || newestId * (a.id - b.id)).map(({ slug }) => slug);
}

test('pages never skip or repeat a product, whatever the sort, filter and page size', async () => {
  const queries = fc.record({
    sort: fc.constantFrom(...PRODUCT_SORTS),
    limit: fc.integer({ min: 1, max: 100 }),
    category: fc.constantFrom(undefined, 'goods', 'inner', 'empty'),
    minPrice: fc.constantFrom(undefined, 0, 200, 250),
    maxPrice: fc.constantFrom(undefined, 199, 300, 100_000),
    inStock: fc.boolean(),
    q: fc.constantFrom(undefined, '耳机', '茶壶', '无线'),
  });
  const property = fc.asyncProperty(queries, async (query) => {
    expect((await allPages(query)).map(({ slug }) => slug)).toEqual(expected(query));
  });
  await fc.assert(property, { numRuns: 150 });
});

test('a product that sells between two pages is neither lost nor shown twice to those after it', async () => {
  const first = await bench.catalog.products({ sort: 'newest', limit: 10 }, 'zh-CN');
  const client = await bench.database.pool.connect();
  await client.query('begin');
  await client.query('update shelf set sales = sales + 100 where product_id = $1', [first.items[3]!.id]);
  await client.query('commit');
  client.release();
  const second = await bench.catalog.products(
    { sort: 'newest', limit: 10, cursor: first.nextCursor! },
    'zh-CN',
  );
  expect([...first.items, ...second.items].map(({ slug }) => slug)).toEqual(
    expected({ sort: 'newest' }).slice(0, 20),
  );
  await bench.database.pool.query('update shelf set sales = sales - 100 where product_id = $1', [
    first.items[3]!.id,
  ]);
});

test('a cursor belongs to its query: with another one it is refused', async () => {
  const query = { sort: 'price', limit: 5, category: 'goods' } as const;
  const { nextCursor } = await bench.catalog.products(query, 'zh-CN');
  const outcomeOf = async (over: ProductQuery) => {
    const { value } = await bench.catalog.answers.products(
      { ...query, cursor: nextCursor!, ...over },
      'zh-CN',
    );
    return value.ok ? 'taken' : value.error.code;
  };
  expect(await outcomeOf({})).toBe('taken');
  expect(await outcomeOf({ limit: 50 })).toBe('taken');
  for (const over of [
    { sort: 'sales' },
    { category: 'inner' },
    { minPrice: 1 },
    { inStock: true },
    { q: '茶壶' },
  ] as const) {
    expect(await outcomeOf(over)).toBe('cursor_invalid');
  }
});

test.each(['', 'x', '!!', 'WyJh', 'bnVsbA', 'W10', 'e30', 'a'.repeat(300), '\0', '\ud800'])(
  'the text %j is no cursor',
  async (cursor) => {
    const { value } = await bench.catalog.answers.products({ cursor }, 'zh-CN');
    expect(value).toEqual({ ok: false, error: { code: 'cursor_invalid' } });
    // A page shows its beginning instead.
    expect((await bench.catalog.products({ cursor }, 'zh-CN')).items).toHaveLength(24);
  },
);

test('an unknown category is refused, an empty one is empty', async () => {
  const outcomeOf = async (category: string) =>
    (await bench.catalog.answers.products({ category }, 'zh-CN')).value;
  for (const category of ['nowhere', 'NOWHERE', 'a b', '\0', '../x', 'x'.repeat(5_000)]) {
    expect(await outcomeOf(category)).toEqual({ ok: false, error: { code: 'category_not_found' } });
  }
  expect(await outcomeOf('empty')).toEqual({ ok: true, value: { items: [], nextCursor: null } });
});

test('what is left is as it is now, not as it was when the product was put on the shelf', async () => {
  const slug = expected({ sort: 'sales', inStock: true })[0]!;
  const before = await bench.catalog.product(slug, 'zh-CN');
  expect(before).toMatchObject({ inStock: true, skus: [{ available: 4, lowStock: true }] });
  await bench.database.pool.query('update stock set reserved = on_hand where sku_id = $1', [
    before!.skus[0]!.id,
  ]);
  bench.clock.advance(1_000);
  expect(await bench.catalog.product(slug, 'zh-CN')).toMatchObject({
    inStock: false,
    skus: [{ available: 0, lowStock: false }],
  });
  const listed = (await allPages({ limit: 50 })).find((item) => item.slug === slug);
  expect(listed!.inStock).toBe(false);
  expect((await allPages({ limit: 50, inStock: true })).some((item) => item.slug === slug)).toBe(false);
  await bench.database.pool.query('update stock set reserved = 0 where sku_id = $1', [before!.skus[0]!.id]);
  bench.clock.advance(1_000);
});

test('a list and a product cost two round trips at most, a search too, and nothing within the second after', async () => {
  const cost = async (read: () => Promise<unknown>) => {
    const before = bench.statements();
    await read();
    return bench.statements() - before;
  };
  bench.clock.advance(5_000);
  const reads = [
    () => bench.catalog.products({ category: 'inner', sort: 'price', limit: 100 }, 'zh-CN'),
    () => bench.catalog.products({ inStock: true, limit: 24 }, 'zh-CN'),
    () => bench.catalog.products({ q: '无线耳机' }, 'zh-CN'),
    () => bench.catalog.product('p-1', 'zh-CN'),
    () => bench.catalog.categories('zh-CN'),
  ];
  for (const read of reads) {
    expect(await cost(read)).toBeLessThanOrEqual(2);
    expect(await cost(read)).toBe(0);
  }
});

test('unknown, malformed and huge SKU ids are simply not for sale', async () => {
  const wanted = [
    '0',
    '-1',
    '1.5',
    'abc',
    '\0',
    '9223372036854775807',
    '9223372036854775808',
    '1'.repeat(50),
  ];
  const found = await bench.catalog.skusForSale(wanted as never[], bench.database.pool);
  expect(found.size).toBe(0);
});
