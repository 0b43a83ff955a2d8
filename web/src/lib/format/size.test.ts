import { expect, test } from 'vitest';
import { formatSize } from './size.ts';

test('a size is told in the unit that a person would choose', () => {
  expect([812, 1_240, 999_400, 1_500_000, 34_200_000].map(formatSize)).toEqual([
    ...['812 B', '1.2 kB', '999 kB', '1.5 MB', '34 MB'],
  ]);
});
