import { expect, test } from 'vitest';
import { cartHref, viewCart, type CartLine } from './cart-view.ts';

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
