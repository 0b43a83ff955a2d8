import { expect, test } from 'vitest';
import { choicesOf, pickSku, type ProductDetail, type Sku } from './choose-sku.ts';

type Stock = readonly [colour: string, size: string, available: number, price: number];

function productWith(stock: readonly Stock[]): ProductDetail {
  const values = (index: 0 | 1): string[] => [...new Set(stock.map((row) => row[index]))];
  return {
    options: [
      { name: 'colour', values: values(0) },
      { name: 'size', values: values(1) },
    ],
    skus: stock.map(([colour, size, available, price], index) => ({
      id: String(index + 1),
      options: { colour, size },
      available,
      price,
    })),
  } as unknown as ProductDetail;
}

const states = (product: ProductDetail, chosen: Sku | undefined): string[] =>
  choicesOf(product, chosen!).flatMap(({ choices }) =>
    choices.map(({ value, state }) => `${value} ${state}`),
  );

const headphones = productWith([
  ['silver', 'plain', 5, 899],
  ['silver', 'spatial', 64, 1099],
  ['black', 'plain', 0, 899],
  ['black', 'spatial', 92, 1099],
  ['rose', 'plain', 0, 899],
  ['rose', 'spatial', 0, 1099],
]);

test('the SKU that the address names is chosen, sold out or not', () => {
  expect(pickSku(headphones.skus, '3')?.id).toBe('3');
});

test('without a name the cheapest SKU that can be bought is chosen', () => {
  expect(pickSku(headphones.skus, null)?.id).toBe('1');
  const soldOutFirst = productWith([
    ['silver', 'plain', 0, 899],
    ['silver', 'spatial', 1, 1099],
  ]);
  expect(pickSku(soldOutFirst.skus, 'unknown')?.id).toBe('2');
});

test('a product without any SKU has none to choose', () => {
  expect(pickSku([], null)).toBeUndefined();
});

test('a colour without stock in any size is sold out, and a size that this colour lacks is, too', () => {
  expect(states(headphones, pickSku(headphones.skus, '4'))).toEqual([
    'silver open',
    'black chosen',
    'rose sold_out',
    'plain sold_out',
    'spatial chosen',
  ]);
});

test('a colour whose chosen size is gone leads to a size that is there', () => {
  const [colours] = choicesOf(headphones, pickSku(headphones.skus, '1')!);
  expect(colours?.choices.find(({ value }) => value === 'black')?.sku?.id).toBe('4');
});

test('a choice says what it costs more', () => {
  const [, sizes] = choicesOf(headphones, pickSku(headphones.skus, '1')!);
  expect(sizes?.choices.map(({ difference }) => difference)).toEqual([0, 200]);
});
