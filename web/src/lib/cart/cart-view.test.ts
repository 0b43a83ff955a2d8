import { expect, test } from 'vitest';
import { cartHref, limitLines, viewCart, type CartLine, type StoredLine } from './cart-view.ts';

const line = (skuId: string, problem?: CartLine['problem']): CartLine =>
  ({ skuId, quantity: 1, ...(problem ? { problem } : {}) }) as CartLine;
const cart = [
  line('1'),
  line('2', 'price_changed'),
  line('3', 'short_stock'),
  line('4', 'sold_out'),
  line('5', 'not_for_sale'),
];

test('what is sold out or off sale stands apart, and too large a quantity cannot be ordered yet', () => {
  const view = viewCart(cart, []);
  expect(view.lines.map(({ skuId }) => skuId)).toEqual(['1', '2', '3']);
  expect(view.gone.map(({ skuId }) => skuId)).toEqual(['4', '5']);
  expect(view.selected).toEqual(['1', '2']);
});

test('only what is named is selected, and never what cannot be ordered', () => {
  expect(viewCart(cart, ['2', '3', '4', '99']).selected).toEqual(['2']);
  expect(viewCart(cart, ['none']).selected).toEqual([]);
});

test('the address of a selection selects the same again', () => {
  for (const selected of [[], ['1'], ['2'], ['1', '2']]) {
    const href = cartHref(selected, ['1', '2']);
    expect(viewCart(cart, new URL(href, 'http://shop').searchParams.getAll('only')).selected).toEqual(
      selected,
    );
  }
});

test('more than may be unpaid cannot be ordered yet, and the steps lead no further', () => {
  const lines = ['1', '2', '3', '4'].map(
    (skuId) => ({ ...line(skuId), quantity: 30, available: skuId === '3' ? 40 : 500 }) as StoredLine,
  );
  const room = new Map([
    [lines[0]!.skuId, 100],
    [lines[1]!.skuId, 20],
    [lines[2]!.skuId, 100],
  ]);
  const limited = limitLines(lines, room);
  expect(limited.map(({ most, problem }) => [most, problem])).toEqual([
    [100, undefined],
    [20, 'unpaid_limit'],
    [40, undefined],
    [500, undefined],
  ]);
  expect(viewCart(limited, []).selected).toEqual(['1', '3', '4']);
});

test('what the shop is short of is said before what is unpaid', () => {
  const short = { ...line('1', 'short_stock'), quantity: 30, available: 5 } as StoredLine;
  const [limited] = limitLines([short], new Map([[short.skuId, 20]]));
  expect(limited).toMatchObject({ most: 5, problem: 'short_stock' });
});
