import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseEncoding, chooseLanguage } from './negotiate.ts';

test.each([
  [undefined, 'zh-CN'],
  ['', 'zh-CN'],
  ['*', 'zh-CN'],
  ['en-GB,en;q=0.9', 'en'],
  ['EN-us', 'en'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
  ['zh-TW, en;q=0.8', 'zh-CN'],
  ['zh-Hant-HK, en;q=0.8', 'zh-CN'],
  ['fr, en;q=0.4, zh;q=0.3', 'en'],
  ['en;q=0, zh;q=0.1', 'zh-CN'],
  ['fr, *;q=0.5, en;q=0.4', 'zh-CN'],
  ['zh;q=0, *', 'en'],
  // Another language that begins alike.
  ['enm, zh;q=0.1', 'zh-CN'],
  ['de;q=;;,,=', 'zh-CN'],
])('for %j the shop speaks %s', (header, language) => {
  expect(chooseLanguage(header)).toBe(language);
});

test.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip, deflate', 'gzip'],
  ['BR;q=0.5', 'br'],
  ['gzip;q=1.0, br;q=0.5', 'gzip'],
  ['gzip;q=0.5, identity', 'identity'],
  ['br;q=0, gzip', 'gzip'],
  ['br;q=0, *', 'gzip'],
  ['br; q=0.000', 'identity'],
  ['*', 'br'],
  ['*;q=0', 'identity'],
  ['xbr, gzipped', 'identity'],
  ['', 'identity'],
  [undefined, 'identity'],
])('%s is answered as %s', (accepted, expected) => {
  expect(chooseEncoding(accepted)).toBe(expected);
});

test('any header is answered, in no time, and always alike', () => {
  const piece = fc.constantFrom(
    'en',
    'zh',
    'br',
    'gzip',
    '*',
    ';',
    ',',
    'q=',
    '0.5',
    '=',
    ' ',
    '"',
    '-',
    '\\',
  );
  const header = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''));
  fc.assert(
    fc.property(header, (text) => {
      expect(['zh-CN', 'en']).toContain(chooseLanguage(text));
      expect(['br', 'gzip', 'identity']).toContain(chooseEncoding(text));
      expect(chooseLanguage(text)).toBe(chooseLanguage(text));
    }),
  );
  const startedAt = performance.now();
  for (let index = 0; index < 100; index += 1) chooseLanguage(`a${index},`.repeat(5_000));
  expect(performance.now() - startedAt).toBeLessThan(500);
});
