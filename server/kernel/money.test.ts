import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allocate, fen, formatYuan, toFen } from './money.ts';

test('an amount that is no safe integer is refused', () => {
  for (const bad of [0.1, NaN, Infinity, 2 ** 53]) expect(() => fen(bad)).toThrow(RangeError);
});

test('shares of a split always add up to the total, each within one fen of exact', () => {
  const weights = fc.array(fc.integer({ min: 0, max: 1e12 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e13 }), weights, (total, raw) => {
      fc.pre(raw.some((weight) => weight > 0));
      const shares = allocate(fen(total), raw.map(fen));
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(total);
      const whole = raw.reduce((sum, weight) => sum + BigInt(weight), 0n);
      shares.forEach((share, index) => {
        const exact = Number((BigInt(total) * BigInt(raw[index]!) * 1000n) / whole) / 1000;
        expect(Math.abs(share - exact)).toBeLessThanOrEqual(1.001);
      });
    }),
  );
});

test('a split without any weight is refused', () => {
  expect(() => allocate(fen(100), [fen(0)])).toThrow(RangeError);
});

test('amounts are told in yuan with two decimals and thousands commas', () => {
  expect(formatYuan(fen(125_800))).toBe('¥1,258.00');
  expect(formatYuan(fen(5))).toBe('¥0.05');
  expect(formatYuan(fen(-6_000))).toBe('−¥60.00');
  expect(formatYuan(toFen('123456789'))).toBe('¥1,234,567.89');
});
