import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allocate, fen, formatYuan, toFen } from './money.ts';

test('an amount that is no safe integer is refused', () => {
  for (const bad of [0.1, NaN, Infinity, 2 ** 53]) expect(() => fen(bad)).toThrow(RangeError);
});

/** Parts of a split, of any keys and weights, of which one at least weighs something. */
const someParts = fc
  .uniqueArray(
    fc.record({
      key: fc.oneof(fc.integer({ min: 0, max: 2_000 }).map(String), fc.string({ maxLength: 4 })),
      weight: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 1e12 })).map(fen),
    }),
    { minLength: 1, maxLength: 50, selector: ({ key }) => key },
  )
  .filter((parts) => parts.some(({ weight }) => weight > 0));
const someTotal = fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 1e13 })).map(fen);

test('shares of a split always add up to the total, and each is its exact share cut down or one fen more', () => {
  fc.assert(
    fc.property(someTotal, someParts, (total, parts) => {
      const shares = allocate(total, parts);
      expect([...shares.keys()]).toEqual(parts.map(({ key }) => key));
      expect([...shares.values()].reduce((sum, share) => sum + share, 0)).toBe(total);
      const whole = parts.reduce((sum, { weight }) => sum + BigInt(weight), 0n);
      for (const { key, weight } of parts) {
        const exact = BigInt(total) * BigInt(weight);
        const over = BigInt(shares.get(key)!) * whole - exact;
        expect(over > -whole && over < whole).toBe(true);
        if (exact % whole === 0n) expect(over).toBe(0n);
      }
    }),
  );
});

test('a split does not depend on the order of its parts', () => {
  fc.assert(
    fc.property(
      someTotal,
      someParts.chain((parts) =>
        fc.tuple(fc.constant(parts), fc.shuffledSubarray(parts, { minLength: parts.length })),
      ),
      (total, [parts, shuffled]) => {
        expect(new Map(allocate(total, shuffled))).toEqual(new Map(allocate(total, parts)));
      },
    ),
  );
});

test('no part that was given a fen more had a smaller remainder than one that was not, ties by key', () => {
  fc.assert(
    fc.property(someTotal, someParts, (total, parts) => {
      const shares = allocate(total, parts);
      const whole = parts.reduce((sum, { weight }) => sum + BigInt(weight), 0n);
      const told = parts.map(({ key, weight }) => {
        const due = BigInt(total) * BigInt(weight);
        return { key, remainder: due % whole, isMore: BigInt(shares.get(key)!) > due / whole };
      });
      const least = told.filter(({ isMore }) => isMore).map(({ remainder }) => remainder);
      for (const { remainder } of told.filter(({ isMore }) => !isMore))
        expect(least.every((given) => given >= remainder)).toBe(true);
    }),
  );
});

const parts = (...entries: readonly (readonly [string, number])[]) =>
  entries.map(([key, weight]) => ({ key, weight: fen(weight) }));

test('what is left goes to the largest remainders, and between equals to the smaller key, numbers as numbers', () => {
  expect(allocate(fen(100), parts(['7', 1], ['8', 1], ['9', 1]))).toEqual(
    new Map([
      ['7', 34],
      ['8', 33],
      ['9', 33],
    ]),
  );
  expect(allocate(fen(1), parts(['10', 1], ['9', 1])).get('9')).toBe(1);
  expect(allocate(fen(1), parts(['b', 1], ['a', 1])).get('a')).toBe(1);
  expect(allocate(fen(1), parts(['a', 1], ['10', 1])).get('10')).toBe(1);
  expect(allocate(fen(10), parts(['1', 1], ['2', 5]))).toEqual(
    new Map([
      ['1', 2],
      ['2', 8],
    ]),
  );
});

test('a split without a positive weight, below zero or with a key twice is refused', () => {
  expect(() => allocate(fen(100), parts(['1', 0]))).toThrow(RangeError);
  expect(() => allocate(fen(100), [])).toThrow(RangeError);
  expect(() => allocate(fen(-1), parts(['1', 1]))).toThrow(RangeError);
  expect(() => allocate(fen(1), parts(['1', 2], ['2', -1]))).toThrow(RangeError);
  expect(() => allocate(fen(1), parts(['1', 1], ['1', 1]))).toThrow(RangeError);
});

test('amounts are told in yuan with two decimals and thousands commas', () => {
  expect(formatYuan(fen(125_800))).toBe('¥1,258.00');
  expect(formatYuan(fen(5))).toBe('¥0.05');
  expect(formatYuan(fen(-6_000))).toBe('−¥60.00');
  expect(formatYuan(toFen('123456789'))).toBe('¥1,234,567.89');
});
