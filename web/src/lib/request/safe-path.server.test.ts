import { expect, test } from 'vitest';
import { safePath } from './safe-path.server.ts';

test('a path of the shop is gone to', () => {
  expect(safePath('/product/ks-air?sku=7#faq')).toBe('/product/ks-air?sku=7#faq');
});

test('what no header can hold is escaped, and what is escaped stays as it is', () => {
  expect(safePath('/中?q=灯#é')).toBe('/%E4%B8%AD?q=%E7%81%AF#%C3%A9');
  expect(safePath('/%E4%B8%AD?q=%2F')).toBe('/%E4%B8%AD?q=%2F');
  expect(safePath('/😀\ud83d')).toBe('/%F0%9F%98%80%EF%BF%BD');
});

test.each([
  '//evil.example',
  '/\\evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '/a\r\nb',
  '/a\u0000b',
  '/a\u0085b',
  '/a\u007fb',
  '',
  null,
  7,
])('anything else leads home: %j', (text) => expect(safePath(text)).toBe('/'));
