import { expect, test } from 'vitest';
import { daysOfMonth, periodOf, upcoming } from './calendar.decide.ts';
import { festivalsOf, knowsYear } from './festivals.ts';

test('the holidays of a year are those that were announced, beside the festivals for shopping', () => {
  const of2026 = festivalsOf(2026).map(({ key, from, until }) => `${key} ${from} ${until}`);
  expect(of2026).toContain('spring_festival-2026 2026-02-15 2026-02-23');
  expect(of2026).toContain('national_day-2026 2026-10-01 2026-10-07');
  expect(of2026).toContain('festival_618-2026 2026-06-01 2026-06-18');
  expect(of2026).toContain('double_11-2026 2026-11-01 2026-11-11');
});

test('a holiday of a year that was not announced is refused, a shopping festival is not', () => {
  expect(knowsYear(2026)).toBe(true);
  expect(knowsYear(2099)).toBe(false);
  const festivals = festivalsOf(2099);
  expect(periodOf({ festival: 'spring_festival', year: 2099 }, festivals)).toEqual({
    ok: false,
    error: { code: 'holiday_year_unknown', festival: 'spring_festival', year: 2099 },
  });
  expect(periodOf({ festival: 'double_12', year: 2099 }, festivals)).toEqual({
    ok: true,
    value: { startsAt: new Date('2099-12-09T16:00:00Z'), endsAt: new Date('2099-12-12T16:00:00Z') },
  });
});

test('what is over is not proposed, and the next comes first', () => {
  const now = new Date('2026-11-11T16:00:00Z');
  expect(upcoming(festivalsOf(2026), now).map(({ key }) => key)).toEqual(['double_12-2026']);
});

test('a month has all its days, each with what falls on it', () => {
  const days = daysOfMonth('2028-02', [], []);
  expect([days.length, days[0]!.day, days.at(-1)!.day]).toEqual([29, '2028-02-01', '2028-02-29']);
  const june = daysOfMonth('2026-06', festivalsOf(2026), []);
  expect(june.find(({ day }) => day === '2026-06-19')!.festivals.map(({ key }) => key)).toEqual([
    'dragon_boat-2026',
  ]);
});
