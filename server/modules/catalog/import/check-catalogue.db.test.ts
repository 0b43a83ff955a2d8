import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  categoryLine,
  createTestCatalog,
  productLine,
  type TestCatalog,
} from '../../../../test/support/test-catalog.ts';
import { openFolderStore } from '../../../platform/media-store.ts';
import { FAULT_CODES, faultSentence, type FaultCode } from './catalogue-faults.ts';
import { importCatalogue } from './import-catalogue.ts';

let bench: TestCatalog;
beforeAll(async () => {
  bench = await createTestCatalog();
  writeFileSync(join(bench.folder, 'broken.png'), 'this is no picture');
  mkdirSync(join(bench.folder, 'a-folder.webp'));
  await bench.stockShelves([
    categoryLine('known'),
    categoryLine('level-1'),
    categoryLine('level-2', { parent: 'level-1' }),
    categoryLine('level-3', { parent: 'level-2' }),
    productLine('earlier', { categories: ['known'], sku: { code: 'EARLIER-1' } }),
  ]);
});
afterAll(() => bench.stop());

const goods = categoryLine('goods');
const sku = { code: 'S-1', price: 100, stock: 1 };
const colours = [{ name: '颜色', values: ['红', '蓝'] }];
const red = { ...sku, options: { 颜色: '红' } };
const blue = { ...sku, code: 'S-2', options: { 颜色: '蓝' } };
const product = (over: object) => ({ ...productLine('p'), skus: [sku], ...over });
const csvHeader = 'slug,name,nameEn,categories,code,price,attributes,options';

/** Each: the fault that is told, the line and the field it is told for, and the lines (or a CSV text) that have it. */
const FAULTY: readonly (readonly [
  FaultCode,
  number,
  string,
  readonly unknown[] | { csv: string | Buffer },
])[] = [
  ['not_json', 2, '', [goods, '{"type":"product",']],
  ['not_json', 2, '', [goods, '["type","product"]']],
  ['not_json', 1, '', ['null']],
  ['line_too_long', 2, '', [goods, `{"x":"${'y'.repeat(1024 * 1024)}"}`]],
  ['unknown_type', 1, 'type', [{ ...goods, type: 'thing' }]],
  ['missing', 1, 'nameEn', [categoryLine('c', { nameEn: undefined })]],
  ['missing', 2, 'skus[0].price', [goods, product({ skus: [{ code: 'S-1' }] })]],
  ['unknown_field', 2, 'colour', [goods, product({ colour: 'red' })]],
  ['unknown_field', 2, 'skus[0].prize', [goods, product({ skus: [{ ...sku, prize: 1 }] })]],
  ['wrong_type', 2, 'skus[0].price', [goods, product({ skus: [{ ...sku, price: 1.5 }] })]],
  ['wrong_type', 2, 'skus[0].price', [goods, product({ skus: [{ ...sku, price: '100' }] })]],
  ['wrong_type', 2, 'skus', [goods, product({ skus: {} })]],
  ['too_small', 2, 'skus[0].price', [goods, product({ skus: [{ ...sku, price: -1 }] })]],
  ['too_large', 2, 'skus[0].price', [goods, product({ skus: [{ ...sku, price: 10_000_000_001 }] })]],
  ['too_large', 2, 'skus[0].stock', [goods, product({ skus: [{ ...sku, stock: 3_000_000_000 }] })]],
  ['too_long', 2, 'name', [goods, product({ name: '长'.repeat(121) })]],
  ['too_long', 2, 'description', [goods, product({ description: '长'.repeat(20_001) })]],
  ['empty', 2, 'name', [goods, product({ name: '  ' })]],
  ['empty', 2, 'name', [goods, product({ name: '' })]],
  ['too_few', 2, 'skus', [goods, product({ skus: [] })]],
  ['too_many', 2, 'highlights', [goods, product({ highlights: Array.from({ length: 13 }, () => 'x') })]],
  ['malformed', 2, 'slug', [goods, product({ slug: 'Über--Ding' })]],
  ['malformed', 2, 'skus[0].code', [goods, product({ skus: [{ ...sku, code: 'lower case' }] })]],
  ['malformed', 2, 'manualUrl', [goods, product({ manualUrl: 'javascript:alert(1)' })]],
  ['control_character', 2, 'name', [goods, product({ name: 'a\u0000b' })]],
  [
    'control_character',
    2,
    'attributes[0].value',
    [goods, product({ attributes: [{ name: 'n', value: '\ud800' }] })],
  ],
  ['duplicate_slug', 3, 'slug', [goods, product({}), product({ skus: [{ ...sku, code: 'S-9' }] })]],
  ['duplicate_slug', 2, 'slug', [goods, goods]],
  ['duplicate_code', 3, 'skus[0].code', [goods, product({}), product({ slug: 'q' })]],
  ['code_of_another_product', 2, 'skus[0].code', [goods, product({ skus: [{ ...sku, code: 'EARLIER-1' }] })]],
  ['unknown_category', 2, 'categories[1]', [goods, product({ categories: ['goods', 'nowhere'] })]],
  ['unknown_category', 1, 'categories[0]', [product({ categories: ['later'] }), categoryLine('later')]],
  ['duplicate_category', 2, 'categories[1]', [goods, product({ categories: ['goods', 'goods'] })]],
  ['unknown_parent', 1, 'parent', [categoryLine('child', { parent: 'later' }), categoryLine('later')]],
  ['category_circle', 1, 'parent', [categoryLine('level-1', { parent: 'level-3' })]],
  ['category_circle', 1, 'parent', [categoryLine('level-1', { parent: 'level-1' })]],
  [
    'category_too_deep',
    2,
    'parent',
    [categoryLine('x', { parent: 'level-3' }), categoryLine('y', { parent: 'x' })],
  ],
  [
    'category_too_deep',
    2,
    'parent',
    [categoryLine('x', { parent: 'known' }), categoryLine('level-1', { parent: 'x' })],
  ],
  [
    'original_price_not_higher',
    2,
    'skus[0].originalPrice',
    [goods, product({ skus: [{ ...sku, originalPrice: 100 }] })],
  ],
  [
    'original_price_never_asked',
    2,
    'skus[0].originalPrice',
    [goods, product({ skus: [{ ...sku, originalPrice: 200 }] })],
  ],
  [
    'original_price_above_asked',
    3,
    'skus[0].originalPrice',
    [
      goods,
      product({}),
      productLine('earlier', {
        categories: ['known'],
        sku: { code: 'EARLIER-1', price: 500, originalPrice: 1_200 },
      }),
    ],
  ],
  [
    'duplicate_option',
    2,
    'options[1].name',
    [goods, product({ options: [...colours, ...colours], skus: [red, blue] })],
  ],
  [
    'duplicate_option_value',
    2,
    'options[0].values',
    [goods, product({ options: [{ name: '颜色', values: ['红', '红'] }], skus: [red] })],
  ],
  [
    'option_missing',
    2,
    'skus[1].options',
    [goods, product({ options: colours, skus: [red, { ...blue, options: {} }] })],
  ],
  ['unknown_option', 2, 'skus[0].options', [goods, product({ skus: [red] })]],
  [
    'unknown_option_value',
    2,
    'skus[1].options.颜色',
    [goods, product({ options: colours, skus: [red, { ...blue, options: { 颜色: '绿' } }] })],
  ],
  ['unused_option_value', 2, 'options.颜色', [goods, product({ options: colours, skus: [red] })]],
  [
    'duplicate_combination',
    2,
    'skus[1]',
    [goods, product({ options: [{ name: '颜色', values: ['红'] }], skus: [red, { ...red, code: 'S-2' }] })],
  ],
  ['duplicate_combination', 2, 'skus[1]', [goods, product({ skus: [sku, { ...sku, code: 'S-2' }] })]],
  [
    'no_such_image',
    2,
    'skus[0].image',
    [goods, product({ images: [{ src: 'fluent:1f3a7' }], skus: [{ ...sku, image: 1 }] })],
  ],
  ['unknown_freight_template', 2, 'freightTemplate', [goods, product({ freightTemplate: '没有的模板' })]],
  ['picture_missing', 2, '', [goods, product({ images: [{ src: 'nowhere.png' }] })]],
  ['picture_missing', 1, '', [categoryLine('c', { icon: 'fluent:0000' })]],
  ['picture_missing', 2, '', [goods, product({ images: [{ src: 'a-folder.webp' }] })]],
  ['picture_unreadable', 2, '', [goods, product({ images: [{ src: 'broken.png' }] })]],
  ['bad_date', 2, 'publishedAt', [goods, product({ publishedAt: '2026-02-30' })]],
  ['bad_date', 2, 'publishedAt', [goods, product({ publishedAt: '12.9.2026' })]],
  ['bad_date', 2, 'publishedAt', [goods, product({ publishedAt: '1999-12-31' })]],
  ['picture_not_here', 2, 'images', [goods, product({ images: [{ src: `media:${'0'.repeat(32)}` }] })]],
  ['empty_file', 1, '', []],
  [
    'not_utf8',
    2,
    '',
    {
      csv: Buffer.concat([
        Buffer.from(`${csvHeader}\np,`),
        Buffer.from([0xb2, 0xff]),
        Buffer.from(',P,known,S-1,1,,'),
      ]),
    },
  ],
  ['not_csv', 2, '', { csv: `${csvHeader}\np,"N,P,known,S-1,1,,\n` }],
  ['not_csv', 2, '', { csv: `${csvHeader}\np,N"N"x,P,known,S-1,1,,\n` }],
  ['column_count', 2, '', { csv: `${csvHeader}\np,N,P\n` }],
  ['column_count', 2, '', { csv: `${csvHeader}\np,N,P,known,S-1,1,,,,over\n` }],
  ['column_count', 3, '', { csv: `${csvHeader},,\n,,,,,,,,,\np,N,P,known,S-1,1,,,over,\n` }],
  ['too_many_columns', 2, '', { csv: `${csvHeader}\np,N${','.repeat(300)}\n` }],
  ['unknown_column', 1, '', { csv: `${csvHeader},colour\n` }],
  ['missing_column', 1, '', { csv: 'slug,name,nameEn,categories,code\n' }],
  [
    'differs_from_first_row',
    3,
    'name',
    { csv: `${csvHeader}\np,N,P,known,S-1,1,,A=1\np,M,P,known,S-2,1,,A=2\n` },
  ],
  ['not_a_list', 2, 'attributes', { csv: `${csvHeader}\np,N,P,known,S-1,1,weight,\n` }],
  ['not_a_list', 3, 'options', { csv: `${csvHeader}\np,N,P,known,S-1,1,,A=1\np,,,,S-2,1,,A\n` }],
  ['wrong_type', 3, 'skus[1].price', { csv: `${csvHeader}\np,N,P,known,S-1,1,,A=1\np,,,,S-2,9.90,,A=2\n` }],
];

test.each(FAULTY)('%s is told for line %i, %s', async (code, line, field, content) => {
  const outcome =
    'csv' in content
      ? await bench.importText('faulty.csv', content.csv)
      : await bench.importLines(content as unknown[]);
  if (outcome.ok || outcome.error.code !== 'catalogue_faulty') throw new Error('should have been refused');
  expect(outcome.error.faults.map((found) => [found.code, found.line, found.field])).toContainEqual([
    code,
    line,
    field,
  ]);
  for (const found of outcome.error.faults) {
    expect(faultSentence(found, 'zh-CN')).toContain(`第 ${found.line} 行`);
    expect(faultSentence(found, 'en')).toContain(`line ${found.line}`);
  }
  // Whatever was faulty, nothing of the file arrived.
  expect((await bench.catalog.slugs('', 100)).map(({ slug }) => slug)).toEqual(['earlier']);
});

test('every kind of fault is told by one of the files above but for those of workbooks, of uploads and of schemas alone', () => {
  const told = new Set(FAULTY.map(([code]) => code));
  expect(FAULT_CODES.filter((code) => !told.has(code))).toEqual([
    ...['too_many_rows', 'old_workbook', 'broken_workbook', 'workbook_too_large'],
    ...['not_an_amount', 'unsuitable'],
  ]);
});

test('the first hundred faults are told, and how many there are in all', async () => {
  const lines = Array.from({ length: 250 }, (_, index) => product({ slug: `p-${index}`, name: '' }));
  const outcome = await bench.importLines(lines);
  if (outcome.ok || outcome.error.code !== 'catalogue_faulty') throw new Error('should have been refused');
  expect(outcome.error.faultCount).toBe(250);
  expect(outcome.error.faults.map((found) => found.line)).toEqual(
    Array.from({ length: 100 }, (_, index) => index + 1),
  );
});

test('all that is wrong with one line is told at once', async () => {
  const outcome = await bench.importLines([
    goods,
    product({ slug: 'A', name: '', subtitle: 7, skus: [{ code: 'x', price: -1, stock: 'many' }] }),
  ]);
  if (outcome.ok || outcome.error.code !== 'catalogue_faulty') throw new Error('should have been refused');
  expect(outcome.error.faults.map((found) => found.field).sort()).toEqual(
    ['name', 'skus[0].code', 'skus[0].price', 'skus[0].stock', 'slug', 'subtitle'].sort(),
  );
});

test('a file that is not there is refused with the reason', async () => {
  const options = { database: bench.database.pool, clock: bench.clock, setOnHand: async () => undefined };
  const freightTemplates = {
    list: () => Promise.resolve([]),
    hold: () => Promise.resolve(new Set<string>()),
  };
  const mediaStore = openFolderStore(bench.folder);
  const outcome = await importCatalogue({
    ...options,
    ...{ mediaStore, freightTemplates },
    file: join(bench.folder, 'nowhere.jsonl'),
  });
  expect(outcome).toMatchObject({ ok: false, error: { code: 'file_unreadable' } });
});
