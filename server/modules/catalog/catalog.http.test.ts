import fc from 'fast-check';
import { pino } from 'pino';
import Compile from 'typebox/compile';
import type { TSchema } from 'typebox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  categoryLine,
  createTestCatalog,
  productLine,
  type TestCatalog,
} from '../../../test/support/test-catalog.ts';
import { cookiesOf } from '../../kernel/cookies.ts';
import { createApi, type ApiApp } from '../../platform/http/api.ts';
import { CategoryTreeBody, DetailBody, PageBody } from './catalog.bodies.ts';
import { catalogRoutes } from './index.ts';

let bench: TestCatalog;
let app: ApiApp;
beforeAll(async () => {
  bench = await createTestCatalog();
  const pictures = [{ src: 'fluent:1f3a7', hue: 240, alt: '耳机' }, { src: 'fluent:1f4f1' }];
  const options = [{ name: '颜色', values: ['红', '蓝'] }];
  await bench.stockShelves([
    categoryLine('goods', { icon: 'fluent:1f4f1' }),
    categoryLine('inner', { parent: 'goods' }),
    productLine('full', {
      ...{
        name: '耳机',
        nameEn: 'Headphones',
        subtitle: '轻',
        subtitleEn: 'Light',
        categories: ['inner'],
        images: pictures,
      },
      ...{
        model: 'M',
        brand: 'B',
        description: 'D',
        materials: 'Ma',
        usage: 'U',
        warranty: 'W',
        manualUrl: 'https://a.example/m.pdf',
      },
      ...{
        attributes: [{ name: '重', value: '1' }],
        faqs: [{ question: 'q', answer: 'a' }],
        sales: 9,
        options,
      },
      skus: [
        { code: 'F-1', options: { 颜色: '红' }, price: 900, originalPrice: 1_200, stock: 50, image: 1 },
        { code: 'F-2', options: { 颜色: '蓝' }, price: 950, stock: 0 },
      ],
    }),
    productLine('bare'),
  ]);
  app = await createApi({
    cookies: cookiesOf({ isHttps: false }),
    log: pino({ level: 'silent' }),
    findSession: async () => undefined,
    findStaff: () => Promise.resolve(undefined),
    isOwnOrigin: () => false,
  });
  catalogRoutes(app, { catalog: bench.catalog });
  await app.ready();
});
afterAll(async () => {
  await app.close();
  await bench.stop();
});

const get = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ method: 'GET', url, headers });

function expectFits(schema: TSchema, body: unknown): void {
  expect(Compile(schema).Errors(body)).toEqual([]);
}

test('a product answers with every field of the API, and no other', async () => {
  const { body, statusCode, headers } = await get('/products/full');
  expect(statusCode).toBe(200);
  expect(headers['content-type']).toBe('application/json; charset=utf-8');
  const product = JSON.parse(body) as Record<string, unknown>;
  expectFits(DetailBody, product);
  expect(Object.keys(product).sort()).toEqual(
    [
      ...[
        'id',
        'slug',
        'name',
        'subtitle',
        'image',
        'price',
        'originalPrice',
        'sales',
        'inStock',
        'images',
        'description',
      ],
      ...[
        'attributes',
        'model',
        'materials',
        'usage',
        'warranty',
        'manualUrl',
        'faqs',
        'options',
        'skus',
        'freightNote',
        'offers',
        'rating',
      ],
    ].sort(),
  );
  const image = { width: 256, height: 256, alt: '耳机' };
  expect(product).toMatchObject({
    ...{
      slug: 'full',
      name: '耳机',
      subtitle: '轻',
      price: 900,
      originalPrice: 1_200,
      sales: 9,
      inStock: true,
      image,
    },
    ...{
      freightNote: '满 ¥99.00 包邮',
      rating: { average: null, count: 0 },
      options: [{ name: '颜色', values: ['红', '蓝'] }],
    },
    skus: [
      {
        options: { 颜色: '红' },
        price: 900,
        originalPrice: 1_200,
        available: 50,
        lowStock: false,
        image: { width: 256 },
      },
      { options: { 颜色: '蓝' }, price: 950, available: 0, lowStock: false },
    ],
  });
});

test('a product that says little, a list and the tree fit their schemas too', async () => {
  const bare = (await get('/products/bare')).json<Record<string, unknown>>();
  expectFits(DetailBody, bare);
  expect(bare).toMatchObject({ image: null, images: [], skus: [{ options: {}, lowStock: true }] });
  expect(bare).not.toHaveProperty('originalPrice');
  const list = (await get('/products?limit=1')).json<{ items: object[]; nextCursor: string }>();
  expectFits(PageBody, list);
  expect(list.items).toHaveLength(1);
  const next = (await get(`/products?limit=1&cursor=${list.nextCursor}`)).json<{
    items: { slug: string }[];
    nextCursor: null;
  }>();
  expect([next.items.map(({ slug }) => slug), next.nextCursor]).toEqual([['bare'], null]);
  const tree = (await get('/categories')).json<object>();
  expectFits(CategoryTreeBody, tree);
  expect(tree).toMatchObject({
    items: [{ slug: 'goods', icon: { width: 256 }, children: [{ slug: 'inner', icon: null, children: [] }] }],
  });
});

test('the language of the request decides the words and the tag', async () => {
  const [zh, en] = [await get('/products/full'), await get('/products/full', { 'accept-language': 'en-GB' })];
  expect(en.json()).toMatchObject({
    name: 'Headphones',
    subtitle: 'Light',
    freightNote: 'Free delivery from ¥99.00',
  });
  expect(en.headers['etag']).not.toBe(zh.headers['etag']);
  expect(en.headers['vary']).toContain('accept-language');
});

test.each(['/products/full', '/products', '/categories'])(
  '%s is not sent again to who has it',
  async (url) => {
    const first = await get(url);
    const etag = String(first.headers['etag']);
    expect(first.headers['cache-control']).toBe('public, max-age=0, must-revalidate');
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const second = await get(url, { 'if-none-match': known });
      expect([second.statusCode, second.body, second.headers['etag']]).toEqual([304, '', etag]);
    }
    expect((await get(url, { 'if-none-match': '"other"' })).statusCode).toBe(200);
  },
);

test('the tag changes when the last piece is promised to somebody', async () => {
  const before = await get('/products/full');
  await bench.database.pool.query('update stock set reserved = on_hand where on_hand = 50');
  bench.clock.advance(1_000);
  const after = await get('/products/full', { 'if-none-match': String(before.headers['etag']) });
  expect([after.statusCode, after.json()]).toMatchObject([200, { inStock: false }]);
  await bench.database.pool.query('update stock set reserved = 0');
  bench.clock.advance(1_000);
});

test.each([
  ['/products/nowhere', 404, 'product_not_found'],
  ['/products/NOWHERE', 404, 'product_not_found'],
  ['/products/%00', 404, 'product_not_found'],
  ['/products?category=nowhere', 404, 'category_not_found'],
  ['/products?cursor=abc', 400, 'cursor_invalid'],
  ['/products?cursor=', 400, 'cursor_invalid'],
  ['/products?limit=0', 400, 'malformed'],
  ['/products?limit=101', 400, 'malformed'],
  ['/products?limit=x', 400, 'malformed'],
  ['/products?minPrice=-1', 400, 'malformed'],
  ['/products?maxPrice=1e999', 400, 'malformed'],
  ['/products?minPrice=1.5', 400, 'malformed'],
  ['/products?sort=best', 400, 'malformed'],
  ['/products?inStock=perhaps', 400, 'malformed'],
  [`/products?q=${'a'.repeat(101)}`, 400, 'malformed'],
  ['/products?color=red', 400, 'unknown_field'],
  ['/products/full?color=red', 400, 'unknown_field'],
])('%s is refused with %i %s', async (url, status, code) => {
  const answer = await get(url);
  expect([answer.statusCode, answer.json<{ code: string }>().code]).toEqual([status, code]);
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(answer.headers['cache-control']).toBe('no-store');
});

test('whatever stands in the address, the answer is never a fault of ours', async () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 120 }),
    fc.string({ maxLength: 120 }),
    fc.integer().map(String),
    fc.constantFrom('true', '1', '', 'null', '%', '%00', '%ED%A0%80', '9'.repeat(40)),
  );
  const name = fc.constantFrom(
    'q',
    'category',
    'sort',
    'minPrice',
    'maxPrice',
    'inStock',
    'limit',
    'cursor',
    'other',
  );
  const address = fc.oneof(
    fc
      .array(fc.tuple(name, value), { maxLength: 5 })
      .map((pairs) => `/products?${pairs.map(([key, text]) => `${key}=${encode(text)}`).join('&')}`),
    value.map((text) => `/products/${encode(text)}`),
  );
  await fc.assert(
    fc.asyncProperty(address, async (url) => {
      expect((await get(url)).statusCode).toBeLessThan(500);
    }),
    { numRuns: 400 },
  );
});

/** As a browser would, and what is half encoded already as it is. */
function encode(text: string): string {
  return text.startsWith('%') ? text.replaceAll(/[^%\w]/g, '') : encodeURIComponent(text.toWellFormed());
}
