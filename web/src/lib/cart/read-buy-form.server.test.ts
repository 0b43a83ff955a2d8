import { expect, test } from 'vitest';
import { readBuyForm } from './read-buy-form.server.ts';

const form = (fields: Record<string, string>): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
};

test.each([
  ['3', 3],
  ['１２', 12],
  [' 2\u200b', 2],
  ['1,000', 999],
  ['−3', 0],
])('the quantity %j is %j', (quantity, pieces) =>
  expect(readBuyForm(form({ sku: '7', quantity }))).toEqual({ skuId: '7', quantity: pieces }),
);

test('one piece is meant where no quantity is said, and nothing where it is none', () => {
  expect(readBuyForm(form({ sku: '7' }))).toEqual({ skuId: '7', quantity: 1 });
  expect(readBuyForm(form({ sku: '7', quantity: 'many' }))).toBeUndefined();
  expect(readBuyForm(form({ sku: 'x', quantity: '1' }))).toBeUndefined();
});
