import { expect, test } from 'vitest';
import { beginningOfDay, dayOf, startOfDay } from './shop-day.ts';

test('a day begins at midnight in Shanghai', () => {
  const lastOfOne = new Date('2026-11-26T15:59:59.999Z');
  const firstOfNext = new Date('2026-11-26T16:00:00Z');
  expect([dayOf(lastOfOne), dayOf(firstOfNext)]).toEqual(['2026-11-26', '2026-11-27']);
  expect(startOfDay(new Date('2026-11-27T15:59:59.999Z'))).toEqual(firstOfNext);
  expect(beginningOfDay('2026-11-27')).toEqual(firstOfNext);
});

test.each([
  ...['2026-02-30', '2026-13-01', '26-11-27', 'today', '', '2026-11-27T00:00'],
  // What a database cannot hold, or nobody can have meant.
  ...['0000-01-01', '0001-01-01', '1969-12-31', '10000-01-01'],
])('%j is no day', (day) => {
  expect(beginningOfDay(day)).toBeUndefined();
});

test('days are those of four digits from 1970 on', () => {
  expect(beginningOfDay('1970-01-01')?.toISOString()).toBe('1969-12-31T16:00:00.000Z');
  expect(beginningOfDay('1999-12-31')).toBeDefined();
  expect(beginningOfDay('9999-12-31')).toBeDefined();
});
