import { expect, test } from 'vitest';
import { presentPrice, savingOf } from './product.ts';

test('a product shows what a campaign makes of it, struck out beside it what it costs without', () => {
  const lamp = { price: 8_900, originalPrice: 9_900 };
  expect(presentPrice(lamp)).toEqual(lamp);
  expect(savingOf(lamp)).toBe(1_000);
  expect(presentPrice({ ...lamp, offer: { price: 7_900, listPrice: 8_900 } })).toEqual({
    price: 7_900,
    originalPrice: 8_900,
  });
  expect(savingOf({ price: 8_900 })).toBe(0);
});
