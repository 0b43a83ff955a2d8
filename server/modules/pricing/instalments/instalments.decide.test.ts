import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ProductId } from '../../../kernel/ids.ts';
import { fen } from '../../../kernel/money.ts';
import type { InstalmentPlan, InstalmentTerms } from './instalment.ts';
import { decideInstalments, decideOffers } from './instalments.decide.ts';

const terms = fc.record({
  periods: fc.integer({ min: 2, max: 60 }),
  feeRateBasisPoints: fc.integer({ min: 0, max: 3_000 }),
  feeBearer: fc.constantFrom('buyer' as const, 'shop' as const),
}) satisfies fc.Arbitrary<InstalmentTerms>;
const amounts = fc
  .oneof(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 0, max: 100_000_000_00 }))
  .map(fen);

test('the periods sum to the total, whatever it is, and the first one alone is different', () => {
  fc.assert(
    fc.property(amounts, terms, (amount, asked) => {
      const { perPeriod, totalAmount, feeAmount } = decideInstalments(amount, asked);
      const sum = (of: 'principal' | 'fee' | 'amount') => perPeriod.reduce((all, one) => all + one[of], 0);
      expect([sum('principal'), sum('fee'), sum('amount')]).toEqual([amount, feeAmount, totalAmount]);
      expect(totalAmount).toBe(amount + feeAmount);
      expect(perPeriod.map(({ period }) => period)).toEqual(perPeriod.map((_, index) => index + 1));
      const [first, ...others] = perPeriod;
      for (const { principal, fee } of others) {
        expect([principal, fee]).toEqual([others[0]!.principal, others[0]!.fee]);
        expect(principal >= 0 && fee >= 0).toBe(true);
      }
      // What is left is less than a fen for each period.
      expect(first!.principal - others[0]!.principal).toBeLessThan(asked.periods);
      expect(first!.principal >= others[0]!.principal && first!.fee >= others[0]!.fee).toBe(true);
      if (asked.feeBearer === 'shop') expect(feeAmount).toBe(0);
    }),
  );
});

/** What the periods are worth today at a monthly rate. */
const worth = (perPeriod: readonly { amount: number }[], monthly: number): number =>
  perPeriod.reduce((sum, { amount }, index) => sum + amount / (1 + monthly) ** (index + 1), 0);

/** The monthly internal rate by halving, in floats: another way to the same answer. */
function internalRate(amount: number, perPeriod: readonly { amount: number }[]): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 100; step += 1) {
    const middle = (low + high) / 2;
    if (worth(perPeriod, middle) > amount) low = middle;
    else high = middle;
  }
  return high;
}

test('the yearly rate is twelve times the internal rate: at it the periods are worth what was borrowed, within a fen', () => {
  fc.assert(
    fc.property(fc.integer({ min: 10_000, max: 5_000_000 }).map(fen), terms, (amount, asked) => {
      const { perPeriod, feeAmount, yearlyRateBasisPoints: rate } = decideInstalments(amount, asked);
      if (feeAmount === 0) return void expect(rate).toBe(0);
      const monthly = internalRate(amount, perPeriod);
      expect(Math.abs(worth(perPeriod, monthly) - amount)).toBeLessThan(1);
      // Up to the next basis point and no further.
      expect(rate).toBeGreaterThanOrEqual(monthly * 120_000 - 1e-6);
      expect(rate).toBeLessThan(monthly * 120_000 + 1 + 1e-6);
    }),
  );
});

test.each([
  // Sums as Alipay's document has them: 100 yuan at 2.30 %, 4.50 % and 7.50 %.
  { periods: 3, rate: 230, fee: 230, first: 3_412, others: 3_409 },
  { periods: 6, rate: 450, fee: 450, first: 1_745, others: 1_741 },
  { periods: 12, rate: 750, fee: 750, first: 905, others: 895 },
])('100 yuan in $periods periods cost what the gateway says', ({ periods, rate, fee, first, others }) => {
  const found = decideInstalments(fen(10_000), { periods, feeRateBasisPoints: rate, feeBearer: 'buyer' });
  expect(found.feeAmount).toBe(fee);
  expect(found.perPeriod.map(({ amount }) => amount)).toEqual([
    first,
    ...Array.from({ length: periods - 1 }, () => others),
  ]);
});

test('half a fen of a fee goes to the even one', () => {
  const feeOf = (amount: number) =>
    decideInstalments(fen(amount), { periods: 2, feeRateBasisPoints: 50, feeBearer: 'buyer' }).feeAmount;
  expect([feeOf(100), feeOf(300), feeOf(500), feeOf(101), feeOf(299)]).toEqual([0, 2, 2, 1, 1]);
});

test('the design’s order of ¥968.00 in six periods is ¥165.23 and five times ¥165.20', () => {
  const found = decideInstalments(fen(96_800), { periods: 6, feeRateBasisPoints: 240, feeBearer: 'buyer' });
  expect(found.totalAmount).toBe(99_123);
  expect(found.perPeriod.map(({ amount }) => amount)).toEqual([
    16_523, 16_520, 16_520, 16_520, 16_520, 16_520,
  ]);
  expect(found.yearlyRateBasisPoints).toBe(819);
});

const plan = (change: Partial<InstalmentPlan>): InstalmentPlan => ({
  ...{ id: 'a', gateway: 'sandbox', periods: 3, feeRateBasisPoints: 0, feeBearer: 'shop' },
  ...{ leastAmount: fen(10_000), excludedProductIds: [], excludedCategoryIds: [], isOn: true, version: 1 },
  ...change,
});
const goods = [{ productId: '7' as ProductId, categoryIds: ['2', '1'] }];

test('plans are offered from their least amount on, and not for goods that are excluded', () => {
  const offered = (change: Partial<InstalmentPlan>, amount = 10_000) =>
    decideOffers([plan(change)], fen(amount), goods).length === 1;
  expect(offered({})).toBe(true);
  expect(offered({}, 9_999)).toBe(false);
  expect(offered({ isOn: false })).toBe(false);
  expect(offered({ excludedProductIds: ['7' as ProductId] })).toBe(false);
  expect(offered({ excludedProductIds: ['8' as ProductId] })).toBe(true);
  // One above its own category.
  expect(offered({ excludedCategoryIds: ['1'] })).toBe(false);
});

test('offers stand by gateway, the fewest periods first', () => {
  const plans = [plan({ periods: 12 }), plan({ periods: 3 }), plan({ gateway: 'alipay', periods: 6 })];
  expect(decideOffers(plans, fen(20_000), goods).map(({ gateway, periods }) => [gateway, periods])).toEqual([
    ['alipay', 6],
    ['sandbox', 3],
    ['sandbox', 12],
  ]);
});
