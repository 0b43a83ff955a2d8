import { expect, test } from 'vitest';
import { chooseEncoding } from './content-encoding.ts';

test.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip, deflate', 'gzip'],
  ['BR;q=0.5', 'br'],
  ['br;q=0, gzip', 'gzip'],
  ['br; q=0.000', 'identity'],
  ['xbr, gzipped', 'identity'],
  ['', 'identity'],
  [undefined, 'identity'],
])('%s is answered as %s', (accepted, expected) => {
  expect(chooseEncoding(accepted)).toBe(expected);
});
