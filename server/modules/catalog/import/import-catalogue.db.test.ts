import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  askedInFull,
  categoryLine,
  createTestCatalog,
  productLine,
  type TestCatalog,
} from '../../../../test/support/test-catalog.ts';
import { openFolderStore } from '../../../platform/media-store.ts';
import { findStock } from '../../stock/index.ts';
import type { ImportProgress } from './import-catalogue.ts';

let bench: TestCatalog;
beforeAll(async () => void (bench = await createTestCatalog()));
afterAll(() => bench.stop());
beforeEach(async () => {
  await bench.database.pool.query(
    'truncate stock, stock_movements, shelf, asked_prices, skus, products, categories, media',
  );
  bench.clock.advance(2_000);
});

const goods = categoryLine('goods');
const colours = [{ name: '颜色', values: ['红', '蓝'] }];
const red = { code: 'P-RED', price: 900, originalPrice: 1_200, stock: 3, options: { 颜色: '红' } };
const blue = { code: 'P-BLUE', price: 800, stock: 8, options: { 颜色: '蓝' } };
const twoColours = productLine('p', { options: colours, skus: [red, blue] });

async function ids(): Promise<unknown> {
  const { rows } = await bench.database.pool.query(
    `select p.slug, p.product_id, k.code, k.sku_id, k.on_sale, p.updated_at
     from products p join skus k using (product_id) order by k.code`,
  );
  return rows;
}

test('importing the same file again changes nothing: ids, times and stock stay', async () => {
  await bench.stockShelves([goods, twoColours]);
  const before = await ids();
  const movements = 'select sku_id, seq, on_hand_change from stock_movements order by 1, 2';
  const moved = (await bench.database.pool.query(movements)).rows;
  expect(moved.map((row: { on_hand_change: number }) => row.on_hand_change)).toEqual([3, 8]);
  await bench.stockShelves([goods, twoColours]);
  expect(await ids()).toEqual(before);
  expect((await bench.database.pool.query(movements)).rows).toEqual(moved);
});

test('a change keeps the ids and is told by the time of the product', async () => {
  await bench.stockShelves([goods, twoColours]);
  const before = await bench.catalog.product('p', 'zh-CN');
  await bench.stockShelves([
    goods,
    { ...twoColours, name: '新名字', skus: [{ ...red, price: 700, originalPrice: 900 }, blue] },
  ]);
  const after = await bench.catalog.product('p', 'zh-CN');
  expect(after).toMatchObject({ id: before!.id, name: '新名字', price: 700, originalPrice: 900 });
  expect(after!.skus.map((sku) => sku.id)).toEqual(before!.skus.map((sku) => sku.id));
  const [changed] = await bench.catalog.slugs('', 1);
  expect(changed!.updatedAt.getTime()).toBe(bench.clock.now().getTime() - 2_000);
});

test('a SKU that its product no longer has is taken off sale, not deleted, and comes back with its id', async () => {
  await bench.stockShelves([goods, twoColours]);
  const before = await bench.catalog.product('p', 'zh-CN');
  await bench.stockShelves([
    goods,
    { ...twoColours, options: [{ name: '颜色', values: ['红'] }], skus: [red] },
  ]);
  const without = await bench.catalog.product('p', 'zh-CN');
  expect(without!.skus.map((sku) => sku.code)).toEqual(['P-RED']);
  expect(without!.price).toBe(900);
  const gone = before!.skus[1]!.id;
  const forSale = await bench.catalog.skusForSale([gone], bench.database.pool);
  expect(forSale.get(gone)).toMatchObject({ onSale: false, options: { 颜色: '蓝' } });
  await bench.stockShelves([goods, twoColours]);
  expect((await bench.catalog.product('p', 'zh-CN'))!.skus[1]!.id).toBe(gone);
});

test('products that a file does not name stay as they are, unless it is said to be complete', async () => {
  await bench.stockShelves([goods, productLine('a'), productLine('b')]);
  await bench.stockShelves([productLine('c')]);
  expect((await bench.catalog.slugs('', 9)).map(({ slug }) => slug)).toEqual(['a', 'b', 'c']);
  const outcome = await bench.importLines([{ ...productLine('b'), skus: [{ code: 'B-NEW', price: 1 }] }], {
    complete: true,
  });
  expect(outcome).toMatchObject({ ok: true, value: { takenOffSale: 2 } });
  bench.clock.advance(2_000);
  expect((await bench.catalog.slugs('', 9)).map(({ slug }) => slug)).toEqual(['b']);
  expect((await bench.catalog.products({}, 'zh-CN')).items.map(({ slug }) => slug)).toEqual(['b']);
  expect(await bench.catalog.product('a', 'zh-CN')).toBeUndefined();
});

test('what a file leaves out (stock, sales, date) stays as it was', async () => {
  const line = productLine('p', { sales: 70, publishedAt: '2026-01-02', sku: { code: 'KEEP-1', stock: 9 } });
  await bench.stockShelves([goods, line]);
  await bench.stockShelves([
    { ...line, sales: null, publishedAt: undefined, skus: [{ code: 'KEEP-1', price: 5 }] },
  ]);
  expect(await bench.catalog.product('p', 'zh-CN')).toMatchObject({
    sales: 70,
    price: 5,
    skus: [{ available: 9 }],
  });
  const { rows } = await bench.database.pool.query('select published_at from products');
  // Midnight in Shanghai.
  expect(rows[0]).toEqual({ published_at: new Date('2026-01-01T16:00:00Z') });
});

test('a product is found in its categories and in those above them, also after a category has moved', async () => {
  await bench.stockShelves([
    goods,
    categoryLine('other'),
    categoryLine('inner', { parent: 'goods' }),
    productLine('p', { categories: ['inner'] }),
  ]);
  const slugsIn = async (category: string) =>
    (await bench.catalog.products({ category }, 'zh-CN')).items.map(({ slug }) => slug);
  expect([await slugsIn('inner'), await slugsIn('goods'), await slugsIn('other')]).toEqual([
    ['p'],
    ['p'],
    [],
  ]);
  await bench.stockShelves([categoryLine('inner', { parent: 'other' })]);
  expect([await slugsIn('inner'), await slugsIn('goods'), await slugsIn('other')]).toEqual([
    ['p'],
    [],
    ['p'],
  ]);
  expect((await bench.catalog.product('p', 'en'))!.path.map(({ slug }) => slug)).toEqual(['other', 'inner']);
});

test('a failure in the middle of writing leaves nothing behind', async () => {
  const lines = [goods, ...Array.from({ length: 600 }, (_, index) => productLine(`p-${index}`))];
  const failing = bench.importLines(lines, {
    setOnHand: () => Promise.reject(new Error('the disk is full')),
  });
  await expect(failing).rejects.toThrow('the disk is full');
  for (const table of ['categories', 'products', 'skus', 'shelf', 'media', 'stock']) {
    expect((await bench.database.pool.query(`select count(*)::int as n from ${table}`)).rows).toEqual([
      { n: 0 },
    ]);
  }
});

test('two imports of the same file at once end as one', async () => {
  const lines = [goods, ...Array.from({ length: 300 }, (_, index) => productLine(`p-${index}`))];
  const outcomes = await Promise.all([bench.importLines(lines), bench.importLines(lines)]);
  expect(outcomes.map((outcome) => outcome.ok)).toEqual([true, true]);
  expect(await bench.catalog.slugs('', 1_000)).toHaveLength(300);
});

test('progress rises to its total and never falls', async () => {
  const told: ImportProgress[] = [];
  const lines = [
    { ...goods, icon: 'fluent:1f4f1' },
    ...Array.from({ length: 600 }, (_, index) => productLine(`p-${index}`)),
  ];
  await bench.importLines(lines, { onProgress: (progress) => void told.push(progress) });
  expect(told.map(({ done }) => done)).toEqual(told.map(({ done }) => done).toSorted((a, b) => a - b));
  expect(told.at(-1)).toEqual({ done: 1_000, total: 1_000, phase: 'writing' });
  expect(new Set(told.map(({ phase }) => phase))).toEqual(new Set(['checking', 'pictures', 'writing']));
});

test('a CSV file says the same as a JSON Lines file', async () => {
  const text = [
    '\ufefftype,slug,name,nameEn,parent,icon,position,categories,subtitle,description,attributes,faqs,images,highlights,sales,publishedAt,code,options,price,originalPrice,stock,image,weightGrams,onSale',
    'category,goods,商品,Goods,,,1,,,,,,,,,,,,,,,,,',
    ',p,"水壶, ""大""",Kettle,,,,goods,副标题,"第一行\n第二行",容量=1L|材质=304 不锈钢=食品级,"[{""question"":""能煮茶吗"",""answer"":""能""}]",fluent:1f3a7;120;水壶|fluent:1f4f1,省电|好用,7,2026-03-01,P-RED,颜色=红,900,1200,3,0,250,',
    ',p,,,,,,,,,,,,,,,P-BLUE,颜色=蓝,800,,8,1,,是',
    '',
  ].join('\r\n');
  const outcome = await bench.importText('catalogue.csv', text, { askedBefore: askedInFull });
  expect(outcome).toMatchObject({ ok: true, value: { categories: 1, products: 1, skus: 2, pictures: 2 } });
  expect(await bench.catalog.product('p', 'zh-CN')).toMatchObject({
    ...{ name: '水壶, "大"', subtitle: '副标题', description: '第一行\n第二行', price: 800, sales: 7 },
    attributes: [
      { name: '容量', value: '1L' },
      { name: '材质', value: '304 不锈钢=食品级' },
    ],
    faqs: [{ question: '能煮茶吗', answer: '能' }],
    highlights: ['省电', '好用'],
    options: [{ name: '颜色', values: ['红', '蓝'] }],
    images: [{ hue: 120, alt: '水壶' }, { alt: '水壶, "大"' }],
    skus: [
      {
        code: 'P-RED',
        options: { 颜色: '红' },
        price: 900,
        originalPrice: 1_200,
        available: 3,
        lowStock: true,
      },
      { code: 'P-BLUE', options: { 颜色: '蓝' }, price: 800, available: 8 },
    ],
  });
});

test('what a spreadsheet leaves behind, empty rows and empty columns at the end, is passed over', async () => {
  const rows = [
    '\ufeff,,,,,,,,',
    'type,slug,name,nameEn,categories,code,price,options,stock,,',
    'category,goods,商品,Goods,,,,,,',
    ',,,,,,,,,',
    '"","","",,,,,,,',
    ' ,\u00a0,\u3000,,,,,,,',
    // Excel leaves out the separators of empty cells at the end.
    ',p,水壶,Kettle,goods,P-1,900,颜色=红',
    ',,,,',
    ',p,,,,P-2,800,颜色=蓝,8,,,,,',
    ...Array<string>(1_000).fill(',,,,,,,,,'),
  ];
  const outcome = await bench.importText('excel.csv', `${rows.join('\r\n')}\r\n`);
  expect(outcome).toMatchObject({ ok: true, value: { categories: 1, products: 1, skus: 2 } });
  expect(await bench.catalog.product('p', 'zh-CN')).toMatchObject({
    skus: [{ code: 'P-1' }, { code: 'P-2', available: 8 }],
  });
});

test('pictures are kept in three sizes, never enlarged, without what the camera wrote, and once for each content', async () => {
  const wide = sharp({ create: { width: 2_000, height: 1_000, channels: 3, background: '#cc2200' } });
  const photo = await wide
    .jpeg()
    .withMetadata({ orientation: 6 })
    .withExif({ IFD0: { Copyright: 'secret' } })
    .toBuffer();
  writeFileSync(join(bench.folder, 'photo.jpg'), photo);
  writeFileSync(join(bench.folder, 'copy.jpg'), photo);
  const before = existsSync(join(bench.folder, 'media'))
    ? readdirSync(join(bench.folder, 'media')).length
    : 0;
  const images = [{ src: 'photo.jpg' }, { src: 'copy.jpg' }, { src: './photo.jpg' }, { src: 'fluent:1f9f8' }];
  await bench.stockShelves([goods, productLine('p', { images })]);
  const [turned, same, again, small] = (await bench.catalog.product('p', 'zh-CN'))!.images;
  // Turned upright as its orientation says, so it is higher than wide.
  expect(turned!.sizes.map(({ width, height }) => [width, height])).toEqual([
    [160, 320],
    [640, 1_280],
    [1_000, 2_000],
  ]);
  expect([same!.url, again!.url]).toEqual([turned!.url, turned!.url]);
  expect(small!.sizes.map(({ width }) => width)).toEqual([160, 256, 256]);
  expect(readdirSync(join(bench.folder, 'media')).length - before).toBe(6);
  for (const { url, width, height } of [...turned!.sizes, ...small!.sizes]) {
    const stored = readFileSync(join(bench.folder, url));
    expect(await sharp(stored).metadata()).toMatchObject({ format: 'webp', width, height });
    expect(stored.includes('secret')).toBe(false);
  }
  // Its transparent ground shows the page's tint.
  expect((await sharp(readFileSync(join(bench.folder, small!.url))).stats()).isOpaque).toBe(false);
});

test('the demo catalogue is imported within eight seconds, and every SKU has its stock', async () => {
  const file = fileURLToPath(new URL('../../../../demo/catalogue.jsonl', import.meta.url));
  // Those that its goods name, as a demo shop has them.
  await bench.database.pool.query(
    `insert into freight_templates (template_id, name, definition, is_default, made_at, changed_at)
     select gen_random_uuid(), named, definition, false, now(), now()
     from freight_templates, unnest($1::text[]) as named where is_default`,
    [['大件按体积', '易碎按重量', '生鲜冷链']],
  );
  const start = performance.now();
  const outcome = await bench.importText('copy-of-demo.jsonl', readFileSync(file), {
    mediaStore: openFolderStore(join(bench.folder, 'fresh')),
    askedBefore: askedInFull,
  });
  expect(performance.now() - start).toBeLessThan(8_000);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.error));
  expect(outcome.value.products).toBeGreaterThanOrEqual(60);
  expect(outcome.value.skus).toBeGreaterThanOrEqual(200);
  const { rows } = await bench.database.pool.query('select sku_id from skus');
  const stock = await findStock(
    bench.database.pool,
    rows.map((row) => row.sku_id),
  );
  expect(stock.size).toBe(outcome.value.skus);
});

test('the examples of the documentation are imported as they stand', async () => {
  const text = readFileSync(
    fileURLToPath(new URL('../../../../docs/catalogue-import.md', import.meta.url)),
    'utf8',
  );
  const examples = [...text.matchAll(/^```(jsonl|csv)\n(.*?)^```$/gms)];
  expect(examples.map(([, format]) => format)).toEqual(['jsonl', 'csv']);
  for (const [, format, example] of examples) {
    const outcome = await bench.importText(`example.${format}`, example!);
    expect(outcome).toMatchObject({ ok: true, value: { products: 1, skus: 2 } });
  }
});
