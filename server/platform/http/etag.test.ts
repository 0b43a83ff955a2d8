import { expect, test } from 'vitest';
import { etagOf, isKnown, weakEtagOf } from './etag.ts';

const TAG = etagOf('a document');

test('a text and its bytes have one tag, of safe characters, and others have another', () => {
  expect(TAG).toMatch(/^"[\w-]{22}"$/);
  expect(etagOf(Buffer.from('a document'))).toBe(TAG);
  expect(weakEtagOf('a document')).toBe(`W/${TAG}`);
  expect(etagOf('another document')).not.toBe(TAG);
});

test.each([
  [undefined, false],
  ['', false],
  ['*', true],
  [TAG, true],
  [`W/${TAG}`, true],
  [`"other", ${TAG}`, true],
  [`"other",W/${TAG} , "third"`, true],
  ['"other"', false],
  [TAG.slice(1, -1), false],
])('of If-None-Match %j it is said that the visitor has it: %s', (header, expected) => {
  expect(isKnown(header, TAG)).toBe(expected);
  expect(isKnown(header, `W/${TAG}`)).toBe(expected);
});
