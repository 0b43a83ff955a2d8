import { expect, test } from 'vitest';
import { chooseLanguage } from './language.ts';

test.each([
  [undefined, 'zh-CN'],
  ['', 'zh-CN'],
  ['en-GB,en;q=0.9', 'en'],
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh-CN'],
  ['fr, en;q=0.4, zh;q=0.3', 'en'],
  ['en;q=0, zh;q=0.1', 'zh-CN'],
  ['de;q=;;,,=', 'zh-CN'],
])('for %j the shop speaks %s', (header, language) => {
  expect(chooseLanguage(header)).toBe(language);
});
