import { expect, test } from 'vitest';
import { readPlan } from './read-plan.server.ts';

function read(fields: Readonly<Record<string, string>>) {
  const form = new FormData();
  for (const [name, value] of Object.entries({ rate: '4.5', least: '100', ...fields })) form.set(name, value);
  return readPlan(form);
}

test('a rate is read in per cent and an amount in yuan, however they are written', () => {
  const rates = { '4.5': 450, '4.50 %': 450, '0': 0, '２．４': 240, '30': 3_000 };
  for (const [rate, basisPoints] of Object.entries(rates))
    expect(read({ rate }).terms?.feeRateBasisPoints, rate).toBe(basisPoints);
  for (const rate of ['', '30.01', '4.555', '-1', 'x'])
    expect(read({ rate }).errors.rate, rate).toBeDefined();
  expect(read({ least: '¥1,000.50' }).terms?.leastAmount).toBe(100_050);
  expect(read({ least: '一百' }).errors.least).toBeDefined();
});

test('products are named by their numbers', () => {
  expect(read({ products: '3，17 20' }).terms?.excludedProductIds).toEqual(['3', '17', '20']);
  expect(read({ products: 'teapot' })).toMatchObject({ terms: undefined, typed: { products: 'teapot' } });
});
