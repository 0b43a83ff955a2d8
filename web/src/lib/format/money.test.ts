import { expect, test } from 'vitest';
import { formatAmount, formatPrice, plainYuan } from './money.ts';

test('an amount has two decimals, thousands and a real minus sign', () => {
  expect(formatAmount(125_890)).toBe('¥1,258.90');
  expect(formatAmount(123_456_789)).toBe('¥1,234,567.89');
  expect(formatAmount(0)).toBe('¥0.00');
  expect(formatAmount(-6_000)).toBe('−¥60.00');
});

test('a price on a card shows cents only where there are some, and then both digits', () => {
  expect(formatPrice(89_900)).toBe('¥899');
  expect(formatPrice(1_290)).toBe('¥12.90');
  expect(plainYuan(128_000)).toBe('1,280');
});
