import { expect, test } from 'vitest';
import { beginningOfDay, dayOf, startOfDay } from './shop-day.ts';

test('a day begins at midnight in Shanghai', () => {
  const lastOfOne = new Date('2026-11-26T15:59:59.999Z');
  const firstOfNext = new Date('2026-11-26T16:00:00Z');
  expect([dayOf(lastOfOne), dayOf(firstOfNext)]).toEqual(['2026-11-26', '2026-11-27']);
  expect(startOfDay(new Date('2026-11-27T15:59:59.999Z'))).toEqual(firstOfNext);
  expect(beginningOfDay('2026-11-27')).toEqual(firstOfNext);
});

test.each(['2026-02-30', '2026-13-01', '26-11-27', 'today', '', '2026-11-27T00:00'])(
  '%j is no day',
  (day) => {
    expect(beginningOfDay(day)).toBeUndefined();
  },
);
