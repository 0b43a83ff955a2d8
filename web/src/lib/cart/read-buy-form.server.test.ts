import { expect, test } from 'vitest';
import { readBuyForm, readSkuIds } from './read-buy-form.server.ts';

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

test('a SKU that the database has no number for is none', () => {
  expect(readBuyForm(form({ sku: '9999999999999999999' }))).toBeUndefined();
});

test('of many SKUs in a form each is taken once, and a hundred at most', () => {
  const data = new FormData();
  for (const sku of ['7', '7', 'x', '9']) data.append('sku', sku);
  expect(readSkuIds(data)).toEqual(['7', '9']);
  for (let sku = 1; sku <= 9_000; sku += 1) data.append('sku', String(sku));
  expect(readSkuIds(data)).toHaveLength(100);
});
