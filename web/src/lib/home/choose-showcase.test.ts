import { expect, test } from 'vitest';
import type { ProductSummary } from '../product/product.ts';
import { chooseShowcase } from './choose-showcase.ts';

const product = (id: string, price: number, originalPrice?: number): ProductSummary =>
  ({ id, price, originalPrice, image: {} }) as unknown as ProductSummary;

test('the largest saving comes first, the best discounts beside it, and nothing without one is called a deal', () => {
  const popular = [
    product('plain', 100),
    product('half', 50, 100),
    product('big', 900, 1_100),
    product('few', 95, 100),
  ];
  const { hero, sides, deals, recommended } = chooseShowcase(popular);
  expect(hero?.id).toBe('big');
  expect(sides.map(({ id }) => id)).toEqual(['plain', 'half']);
  expect(deals.map(({ id }) => id)).toEqual(['half', 'few']);
  expect(recommended).toHaveLength(4);
});

test('a shop without discounts shows its best seller and no deals', () => {
  const { hero, deals } = chooseShowcase([product('one', 100), product('two', 200)]);
  expect(hero?.id).toBe('one');
  expect(deals).toEqual([]);
});

test('an empty shop shows nothing', () => {
  expect(chooseShowcase([])).toEqual({ hero: undefined, sides: [], deals: [], recommended: [] });
});
