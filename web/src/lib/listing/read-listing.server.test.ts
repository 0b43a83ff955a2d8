import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listingHref, type ListingQuery } from './listing.ts';
import { PRODUCT_SORTS } from './sorts.ts';
import { cleanSearch } from '#server/kernel/clean-text.ts';
import { readListingQuery } from './read-listing.server.ts';

const read = (text: string): ListingQuery => readListingQuery(new URLSearchParams(text));

test('an address without parameters asks for everything', () => {
  expect(read('')).toEqual({ q: '', sort: 'relevance', min: null, max: null, inStock: false });
});

test('a ready-made range and typed amounts are both read, and what was typed wins', () => {
  expect(read('price=100-499')).toMatchObject({ min: 100, max: 499 });
  expect(read('price=2000-')).toMatchObject({ min: 2000, max: null });
  expect(read('price=100-499&min=&max=80')).toMatchObject({ min: null, max: 80 });
});

test('a range typed the wrong way round is turned', () => {
  expect(read('min=500&max=100')).toMatchObject({ min: 100, max: 500 });
});

test('amounts are read as people type them, and what is looked for as they paste it', () => {
  expect(read('min=１００&max=1,999.90')).toMatchObject({ min: 100, max: 1999 });
  expect(read('min=%E2%80%8B50&max=+99+')).toMatchObject({ min: 50, max: 99 });
  expect(read('q=%E2%80%AD+ＩＰｈｏｎｅ%E3%80%8015%E2%80%AC').q).toBe('IPhone 15');
  expect([...read(`q=${'𠮷'.repeat(150)}`).q]).toHaveLength(100);
});

test('what is no amount and no known order is left out', () => {
  expect(read('min=−5&max=1e9&sort=cheap&price=x-y')).toMatchObject({
    min: null,
    max: null,
    sort: 'relevance',
  });
});

test('what an address asks for is the same after writing and reading it', () => {
  const amount = fc.option(fc.integer({ min: 0, max: 9_999_999 }), { nil: null });
  const query = fc
    .record({
      q: fc.string({ maxLength: 20 }).map(cleanSearch),
      sort: fc.constantFrom(...PRODUCT_SORTS),
      min: amount,
      max: amount,
      inStock: fc.boolean(),
    })
    .filter(({ min, max }) => min === null || max === null || min <= max);
  fc.assert(
    fc.property(query, (wanted) => {
      const href = listingHref('/search', wanted);
      expect(readListingQuery(new URL(href, 'http://shop').searchParams)).toEqual(wanted);
    }),
  );
});
