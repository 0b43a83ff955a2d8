import { expect, test } from 'vitest';
import { isPrefetch } from './prefetch.ts';

test.each([
  [{ 'sec-purpose': 'prefetch' }, true],
  [{ 'sec-purpose': 'prefetch;prerender' }, true],
  [{ 'sec-purpose': 'prefetch;anonymous-client-ip' }, true],
  [{ purpose: 'prefetch' }, true],
  [{ 'x-moz': 'prefetch' }, true],
  [{ 'x-purpose': 'preview' }, true],
  [{ purpose: 'Prefetch' }, true],
  [{}, false],
  [{ 'sec-purpose': '' }, false],
  [{ 'sec-purpose': 'navigate' }, false],
  [{ purpose: 'no prefetch' }, false],
] as [Record<string, string>, boolean][])('a request with %j is one ahead of time: %j', (headers, expected) =>
  expect(isPrefetch((name) => headers[name])).toBe(expected),
);
