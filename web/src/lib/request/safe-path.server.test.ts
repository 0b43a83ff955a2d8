import { expect, test } from 'vitest';
import { safePath } from './safe-path.server.ts';

test('a path of the shop is gone to', () => {
  expect(safePath('/product/ks-air?sku=7#faq')).toBe('/product/ks-air?sku=7#faq');
});

test.each([
  '//evil.example',
  '/\\evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '/a\r\nb',
  '',
  null,
  7,
])('anything else leads home: %j', (text) => expect(safePath(text)).toBe('/'));
