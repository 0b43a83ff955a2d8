import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SkuId } from '../../kernel/ids.ts';
import { fen } from '../../kernel/money.ts';
import { compareLines, standingOf, type ComparedLine, type Protected } from './price-protection.decide.ts';

const sku = (id: number): SkuId => String(id) as SkuId;
const line = (id: number, paid: number, now?: number): ComparedLine => ({
  ...{ skuId: sku(id), paidFen: fen(paid), nowFen: now === undefined ? undefined : fen(now) },
});
const PLENTY = fen(1_000_000_000);
const amounts = (lines: readonly ComparedLine[], ties: readonly SkuId[][] = [], left = PLENTY) =>
  compareLines(lines, ties, left).lines.map(({ differenceFen }) => differenceFen);

test('lines that nothing ties are compared each by itself: one that costs more takes nothing from another', () => {
  expect(amounts([line(1, 10_000, 9_000), line(2, 5_000, 7_000)])).toEqual([1_000, 0]);
});

test('lines that a discount ties are compared as one: that it lies elsewhere today is no difference', () => {
  const lines = [line(1, 10_000, 7_630), line(2, 4_500, 6_870)];
  expect(amounts(lines, [[sku(1), sku(2)]])).toEqual([0, 0]);
  // Through a third, too.
  const three = [line(1, 10_000, 8_000), line(2, 5_000, 5_000), line(3, 5_000, 6_000)];
  expect(
    amounts(three, [
      [sku(1), sku(2)],
      [sku(2), sku(3)],
    ]),
  ).toEqual([1_000, 0, 0]);
});

test('what is sold no more is not compared, and no more is different than is left', () => {
  expect(amounts([line(1, 10_000), line(2, 5_000, 4_000)])).toEqual([0, 1_000]);
  expect(amounts([line(1, 3_000, 1_000), line(2, 3_000, 1_000)], [], fen(3_000))).toEqual([1_500, 1_500]);
  expect(compareLines([line(1, 3_000, 1_000)], [], fen(0)).amountFen).toBe(0);
});

test('of lines that a discount ties none is compared where one is sold no more', () => {
  // 30 off 558 were 13.92 and 16.08 each: the whole of it on what is left is no lower price.
  const lines = [line(1, 24_508, 22_900), line(2, 28_292), line(3, 5_000, 4_000)];
  expect(amounts(lines, [[sku(1), sku(2)]])).toEqual([0, 0, 1_000]);
});

const paidAt = new Date('2026-10-01T00:00:00Z');
const after = (days: number): Date => new Date(paidAt.getTime() + days * 86_400_000);
const order = (changes: Partial<Protected> = {}): Protected => ({
  ...{ state: 'awaiting_shipment', paidFen: fen(10_000), paidAt, days: 7, isClaimed: false },
  ...changes,
});

test.each([
  ['just before seven days are over', order(), new Date(after(7).getTime() - 1), 'open'],
  ['when they are', order(), after(7), 'over'],
  ['on its way', order({ state: 'shipped' }), after(1), 'open'],
  ['claimed, and cancelled since', order({ state: 'cancelled', isClaimed: true }), after(9), 'claimed'],
])('an order stands %s', (_when, given, now, state) => {
  expect(standingOf(given, now).state).toBe(state);
});

test.each([
  ['cancelled', order({ state: 'cancelled' }), 'order_ended'],
  ['refunded in full', order({ state: 'closed' }), 'order_ended'],
  ['unpaid', order({ state: 'awaiting_payment', paidFen: fen(0), paidAt: null }), 'not_paid'],
  ['free', order({ paidFen: fen(0), paidAt: null }), 'nothing_paid'],
  ['of a shop that protects none', order({ days: 0 }), 'switched_off'],
])('one that is %s has no protection', (_how, given, why) => {
  expect(standingOf(given, after(0))).toEqual({ state: 'none', why });
});

const LINES = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 1, max: 12 }),
    paid: fc.integer({ min: 0, max: 100_000 }),
    now: fc.option(fc.integer({ min: 0, max: 100_000 }), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 8, selector: ({ id }) => id },
);
const TIES = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 4 }), { maxLength: 4 });

test('the difference is told by line to the fen, is never more than a line cost or is left, whatever the order of the lines', () => {
  fc.assert(
    fc.property(LINES, TIES, fc.integer({ min: 0, max: 400_000 }), (drawn, tied, left) => {
      const lines = drawn.map(({ id, paid, now }) => line(id, paid, now));
      const ties = tied.map((ids) => ids.map(sku));
      const found = compareLines(lines, ties, fen(left));
      expect(found.lines.reduce((sum, { differenceFen }) => sum + differenceFen, 0)).toBe(found.amountFen);
      expect(found.amountFen).toBeLessThanOrEqual(left);
      for (const one of found.lines) {
        expect(one.differenceFen).toBeGreaterThanOrEqual(0);
        const drop = one.nowFen === undefined ? 0 : Math.max(0, one.paidFen - one.nowFen);
        expect(one.differenceFen).toBeLessThanOrEqual(drop);
      }
      const turned = compareLines(lines.toReversed(), ties.toReversed(), fen(left));
      expect(turned.lines.toReversed()).toEqual(found.lines);
    }),
  );
});

test('of lines that all cost less, all of it comes back where it is left', () => {
  fc.assert(
    fc.property(LINES, TIES, (drawn, tied) => {
      const lines = drawn.map(({ id, paid }) => line(id, paid, Math.floor(paid / 2)));
      const ties = tied.map((ids) => ids.map(sku));
      const whole = lines.reduce((sum, { paidFen, nowFen }) => sum + paidFen - nowFen!, 0);
      expect(compareLines(lines, ties, PLENTY).amountFen).toBe(whole);
    }),
  );
});
