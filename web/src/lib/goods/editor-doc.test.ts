import { expect, test } from 'vitest';
import { newSku, readVolume, readYuan, spreadSkus, typedYuan } from './editor-doc.ts';

test.each([
  ['899', 89_900],
  ['1,099.5', 109_950],
  ['¥ 0.01', 1],
  ['￥1，280.00', 128_000],
  ['12.', 1_200],
])('%s is an amount', (typed, fen) => {
  expect(readYuan(typed)).toBe(fen);
  expect(readYuan(typedYuan(fen))).toBe(fen);
});

test.each(['', 'abc', '-1', '1.234', '1e5', '12345678901'])('%j is none', (typed) =>
  expect(readYuan(typed)).toBeUndefined(),
);

test.each([
  ['6000', 6_000],
  ['30×20×10', 6_000],
  ['30 x 20 * 10 cm', 6_000],
  ['30×20', undefined],
  ['很大', undefined],
])('%s is a volume of %s', (typed, cm3) => expect(readVolume(typed)).toBe(cm3));

const colours = (...values: string[]) => [{ name: '颜色', values }];
const rows = (skus: ReturnType<typeof spreadSkus>) => skus.map(({ id, values }) => [id, ...values]);
const known = (id: string, ...values: string[]) => ({ ...newSku(values), id, price: id });

test('a variant keeps its row when a value is added, renamed or put elsewhere', () => {
  const skus = [known('1', '墨绿'), known('2', '米白')];
  const before = colours('墨绿', '米白');
  expect(rows(spreadSkus(before, colours('墨绿', '米白', '炭灰'), skus))).toEqual([
    ['1', '墨绿'],
    ['2', '米白'],
    ['', '炭灰'],
  ]);
  expect(rows(spreadSkus(before, colours('松绿', '米白'), skus))).toEqual([
    ['1', '松绿'],
    ['2', '米白'],
  ]);
  expect(rows(spreadSkus(before, colours('米白', '墨绿'), skus))).toEqual([
    ['2', '米白'],
    ['1', '墨绿'],
  ]);
  expect(rows(spreadSkus(before, colours('米白'), skus))).toEqual([['2', '米白']]);
});

test('an option that is added is taken over by the first of its values, and new rows begin with its prices', () => {
  const spread = spreadSkus(
    colours('墨绿'),
    [...colours('墨绿'), { name: '尺码', values: ['M', 'L'] }],
    [known('1', '墨绿')],
  );
  expect(rows(spread)).toEqual([
    ['1', '墨绿', 'M'],
    ['', '墨绿', 'L'],
  ]);
  expect(spread[1]!.price).toBe('1');
  expect(rows(spreadSkus([], colours('墨绿', '米白'), [known('9')]))).toEqual([
    ['9', '墨绿'],
    ['', '米白'],
  ]);
});
