import { expect, test } from 'vitest';
import { lowestBefore, lowestOfLastDays, refuseStruckOut, type AskedPrice } from './struck-out.decide.ts';

const day = (number: number): Date => new Date(Date.UTC(2026, 0, number));
/** What was asked from which day on, until the next. */
const asked = (...from: readonly (readonly [day: number, price: number | null])[]): AskedPrice[] =>
  from.flatMap(([since, price], at) => {
    const next = from[at + 1];
    return price === null ? [] : [{ price, since: day(since), until: next ? day(next[0]) : null }];
  });
const NOW = day(100);

test.each([
  ['what was never sold', asked(), 80, 100, null],
  ['a first price', asked([1, 80]), 80, 100, null],
  ['what was asked until the price went down', asked([1, 100], [90, 80]), 80, 100, 'allowed'],
  ['what is asked until now', asked([1, 100]), 80, 100, 'allowed'],
  ['more than was asked', asked([1, 100], [90, 80]), 80, 101, 100],
  ['the higher of two of the month before', asked([1, 100], [80, 90], [90, 70]), 70, 100, 90],
  ['what was asked for a moment between', asked([1, 80], [89, 100], [90, 80]), 80, 100, null],
  ['what was asked 31 days before', asked([1, 100], [60, 90], [91, 80]), 80, 100, 90],
  ['what was lower more than 30 days before', asked([1, 50], [59, 100], [90, 80]), 80, 100, 'allowed'],
  ['a price that has stood for months', asked([1, 100], [5, 80]), 80, 100, 'allowed'],
  ['what was asked before it was off sale', asked([1, 100], [80, null], [95, 80]), 80, 100, 'allowed'],
  ['the same after a pause', asked([1, 100], [50, 80], [60, null], [95, 80]), 80, 100, 'allowed'],
  ['what was off sale for too long', asked([1, 100], [50, null], [95, 80]), 80, 100, null],
  ['a price that went up', asked([1, 100], [80, 70], [90, 80]), 80, 100, null],
  ['what is not above the price, which is told as that', asked(), 80, 80, 'allowed'],
] as const)('struck out: %s', (_what, history, price, originalPrice, outcome) => {
  const refused = refuseStruckOut({ price, originalPrice }, history, NOW);
  expect(refused === undefined ? 'allowed' : refused.highestAllowed).toBe(outcome);
});

test('what was changed again in the moment in which it began was asked of nobody', () => {
  const history: AskedPrice[] = [
    { price: 100, since: day(90), until: day(90) },
    { price: 80, since: day(90), until: null },
  ];
  expect(lowestBefore(history, 80, NOW)).toBeUndefined();
  expect(lowestOfLastDays(history, NOW)).toEqual({ price: 80, since: day(90) });
  expect(lowestOfLastDays(history, day(90))).toBeUndefined();
});
