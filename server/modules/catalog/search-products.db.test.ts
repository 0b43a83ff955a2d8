import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  categoryLine,
  createTestCatalog,
  productLine,
  type TestCatalog,
} from '../../../test/support/test-catalog.ts';
import { PRODUCT_SORTS } from './catalog.ts';

let bench: TestCatalog;
beforeAll(async () => {
  bench = await createTestCatalog();
  await bench.stockShelves([
    categoryLine('goods', { name: '商品', nameEn: 'Goods' }),
    categoryLine('audio', { name: '影音', nameEn: 'Audio', parent: 'goods' }),
    productLine('headphones', {
      ...{
        name: '无线降噪蓝牙耳机头戴式',
        nameEn: 'Wireless Noise-Cancelling Headphones',
        model: 'KS-H900',
        brand: '北溪',
      },
      ...{ subtitle: '戴一天不夹头', sales: 10, categories: ['audio'], highlights: ['续航 40 小时'] },
    }),
    productLine('earbuds', { name: '运动耳机', nameEn: 'Sport Earbuds', sales: 900, categories: ['audio'] }),
    productLine('charger', {
      ...{ name: '快速充电器 256W', nameEn: 'Fast charger', subtitle: '耳机手机都能充', sales: 5_000 },
      description: '给蓝牙音箱充电也很快。',
    }),
    productLine('teapot', {
      ...{
        name: '女式茶杯',
        nameEn: 'Tea cup',
        sales: 3_000,
        description: '放在耳机旁边也好看，耳机耳机耳机。',
      },
      attributes: [{ name: '材质', value: '陶瓷' }],
    }),
    productLine('phone', {
      name: '某果 iPhone 15 手机',
      nameEn: 'iPhone 15',
      subtitle: '接口 Type-C',
      sales: 3,
    }),
    productLine('cable', { name: 'USB-C 快充线', nameEn: 'USB-C cable', sales: 4 }),
    productLine('book', { name: 'KS Book 14 轻薄本', nameEn: 'KS Book 14', sales: 1 }),
    ...Array.from({ length: 30 }, (_, index) =>
      productLine(`notebook-${index}`, {
        name: `KS Notebook ${index} 笔记本`,
        nameEn: 'KS Notebook',
        sales: 50,
      }),
    ),
    productLine('lamp', { name: '绿色省略灯', nameEn: 'Green thing', sales: 2 }),
    productLine('bank', { name: '重庆小面 2 盒', nameEn: 'Chongqing noodles', sales: 5 }),
    ...Array.from({ length: 60 }, (_, index) =>
      productLine(`filler-${index}`, {
        name: index % 3 === 0 ? `双层灯 ${index}` : `落地灯 ${index}`,
        subtitle: index % 3 === 1 ? '双层的' : '',
        description: '双层包装',
        sales: index % 7,
      }),
    ),
  ]);
});
afterAll(() => bench.stop());

async function found(q: string, over: object = {}): Promise<string[]> {
  return (await bench.catalog.products({ q, limit: 100, ...over }, 'zh-CN')).items.map(({ slug }) => slug);
}

test.each([
  ['a word inside a Chinese title', '降噪', ['headphones']],
  ['two words, written as one, in whatever parts', '蓝牙耳机', ['headphones', 'charger']],
  ['a compound that the dictionary knows, whose words stand apart', '无线耳机', ['headphones']],
  ['part of a compound', '头戴', ['headphones']],
  ['a single character of a title', '戴', ['headphones']],
  ['a title cut at other places than the dictionary does', '噪蓝', ['headphones']],
  ['English', 'headphones', ['headphones']],
  ['English singular, capitals', 'HEADPHONE', ['headphones']],
  ['the beginning of an English word', 'head', ['headphones']],
  ['full-width letters', 'ｈｅａｄｐｈｏｎｅｓ', ['headphones']],
  ['the brand', '北溪', ['headphones']],
  ['the model', 'KS-H900', ['headphones']],
  ['the model written as one word', 'ksh900', ['headphones']],
  ['the number within the model', '900', ['headphones']],
  ['pinyin', 'jiangzao', ['headphones']],
  ['pinyin over several words', 'lanyaerji', ['headphones']],
  ['pinyin with spaces', 'lan ya er ji', ['headphones']],
  ['the beginning of pinyin', 'lanyae', ['headphones']],
  ['initials', 'jzly', ['headphones']],
  ['initials over four words', 'wxjzlyej', ['headphones']],
  ['pinyin with ü as v', 'nvshi', ['teapot']],
  ['pinyin with ü', 'nǚshì', ['teapot']],
  ['pinyin with ü and no tone', 'lüse', ['lamp']],
  ['pinyin with ü as u', 'shenglue', ['lamp']],
  ['pinyin with ü as v, again', 'shenglve', ['lamp']],
  ['pinyin with tones', 'jiàngzào', ['headphones']],
  ['traditional characters', '無線降噪耳機', ['headphones']],
  ['letters and digits as one', 'iphone15', ['phone']],
  ['letters and digits apart', 'iphone 15', ['phone']],
  ['letters and digits with a dash', 'iPhone-15', ['phone']],
  ['a short name as one', 'usbc', ['cable']],
  ['a short name apart', 'usb c', ['cable']],
  ['a short name in a subtitle, as one', 'typec', ['phone']],
  ['a short name in a subtitle, apart', 'type c', ['phone']],
  ['a model in two words', 'ks book14', ['book']],
  ['a model as one', 'ksbook14', ['book']],
  ['the reading that the word has', 'chongqing', ['bank']],
  ['a word of the subtitle', '夹头', ['headphones']],
  ['a highlight', '续航', ['headphones']],
  ['an attribute', '陶瓷', ['teapot']],
  ['words in two places', '陶瓷 茶杯', ['teapot']],
  ['Chinese and English together', '耳机 headphones', ['headphones']],
])('%s finds: %s', async (_, q, slugs) => {
  expect(await found(q)).toEqual(slugs);
});

test('a word in the title comes before one in the subtitle, and that before the description, whatever sells better', async () => {
  expect(await found('耳机')).toEqual(['earbuds', 'headphones', 'charger', 'teapot']);
});

test('within a tier sales decide', async () => {
  const { items } = await bench.catalog.products({ q: '落地灯', limit: 100 }, 'zh-CN');
  const sales = items.map((item) => item.sales);
  expect(sales).toEqual(sales.toSorted((a, b) => b - a));
  expect(items).toHaveLength(40);
});

test('where no product has all words, those with most of them are shown', async () => {
  expect(await found('降噪 火星')).toEqual(['headphones']);
  expect((await found('降噪 蓝牙 火星'))[0]).toBe('headphones');
  expect(await found('火星 文物')).toEqual([]);
  // As long as one has them all, the others stay away.
  expect(await found('降噪 耳机')).toEqual(['headphones']);
});

test('a category name finds what stands in it', async () => {
  expect(new Set(await found('影音'))).toEqual(new Set(['headphones', 'earbuds']));
});

test('filters and other sorts hold for a search too', async () => {
  expect(await found('耳机', { category: 'audio', sort: 'newest' })).toHaveLength(2);
  expect(await found('耳机', { minPrice: 1_001 })).toEqual([]);
  expect((await bench.catalog.answers.products({ q: '耳机', category: 'nowhere' }, 'en')).value.ok).toBe(
    false,
  );
});

test('pages go through the tiers without skipping or repeating, strict as well as loose', async () => {
  for (const q of ['双层', '双层 灯', '双层 火星', '双层 灯 火星']) {
    const whole = await found(q);
    expect(whole.length).toBeGreaterThan(15);
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await bench.catalog.products({ q, limit: 7, cursor }, 'zh-CN');
      paged.push(...page.items.map(({ slug }) => slug));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(paged).toEqual(whole);
    expect(new Set(paged).size).toBe(paged.length);
  }
});

test.each([
  '',
  ' ',
  '!!!',
  '🎧',
  "'",
  '"',
  '\\',
  ':*',
  '& | ! <-> ( )',
  "'); drop table products; --",
  '\0',
  'a\0b',
  '\ud800',
  '耳\udc00机',
  '%',
  '１２３',
  'Ⅷ ﬁ ß İ',
  'نعم हाँ ใช่',
  '𠮷野家',
  'x'.repeat(10_000),
  '耳机'.repeat(5_000),
  '& '.repeat(5_000),
  '\u200b\ufeff\u202e',
  'NaN null undefined __proto__ constructor',
])('the query %j is answered', async (q) => {
  for (const sort of PRODUCT_SORTS) {
    const { value } = await bench.catalog.answers.products({ q, sort }, 'en');
    expect(value.ok).toBe(true);
  }
});

test('any text at all is answered', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.string({ unit: 'grapheme' }),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(text, async (q) => {
      expect((await bench.catalog.answers.products({ q }, 'zh-CN')).value.ok).toBe(true);
    }),
    { numRuns: 200 },
  );
});
