import { expect, test } from 'vitest';
import { midnightOf } from './midnight.ts';

test('a day begins at midnight in Shanghai, and where there is none nothing does', () => {
  expect(midnightOf('2026-11-27')).toBe(Date.parse('2026-11-27T00:00:00+08:00'));
  expect(midnightOf('2028-02-29')).toBe(Date.parse('2028-02-29T00:00:00+08:00'));
  for (const day of [
    '2026-02-30',
    '2026-02-29',
    '2026-13-01',
    '0000-01-01',
    '1969-12-31',
    '26-11-27',
    'today',
    '',
  ])
    expect(midnightOf(day), day).toBeUndefined();
});
