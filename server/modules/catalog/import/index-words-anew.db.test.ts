import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  categoryLine,
  createTestCatalog,
  productLine,
  type TestCatalog,
} from '../../../../test/support/test-catalog.ts';
import { indexWordsAnew } from './index-words-anew.ts';

let bench: TestCatalog;
beforeAll(async () => {
  bench = await createTestCatalog();
  await bench.stockShelves([
    categoryLine('goods', { name: '商品', nameEn: 'Goods' }),
    ...Array.from({ length: 300 }, (_, index) =>
      productLine(`filler-${index}`, { name: `落地灯 ${index}`, nameEn: 'Lamp', categories: ['goods'] }),
    ),
    productLine('phone', {
      name: '某果 iPhone 15',
      nameEn: 'iPhone 15',
      subtitle: '接口 Type-C',
      categories: ['goods'],
    }),
  ]);
});
afterAll(() => bench.stop());

const readIndex = async (): Promise<{ search: string; search_version: number }[]> =>
  (await bench.database.pool.query('select search::text, search_version from products order by product_id'))
    .rows;

test('products of an older index are indexed anew, as an import would, and those of today left alone', async () => {
  const asImported = await readIndex();
  expect(await indexWordsAnew(bench.database.pool)).toBe(0);
  await bench.database.pool.query(`update products set search = '', search_version = 0`);
  expect(await indexWordsAnew(bench.database.pool)).toBe(301);
  expect(await readIndex()).toEqual(asImported);
  expect((await bench.catalog.products({ q: 'iphone15', limit: 5 }, 'en')).items).toMatchObject([
    { slug: 'phone' },
  ]);
});
