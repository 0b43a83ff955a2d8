import { expect, test } from 'vitest';
import { holdsPersonalNumber } from './care.ts';

test.each([
  '回电 13800138000',
  '138 0013 8000 找王先生',
  '+86 138-0013-8000',
  '身份证 11010519491231002X',
  '139.1234.5678',
  '１３９  １２３４５６７８',
])('«%s» holds a number that tells of a person', (text) => expect(holdsPersonalNumber(text)).toBe(true));

test.each([
  '喜欢晚上 8 点后送',
  'KS26112210451800371380013800000 想换货',
  '运单 SF1380013800012，缺 2 件',
  '累计 1280 元，2026-11-27 来电',
])('«%s» holds none', (text) => expect(holdsPersonalNumber(text)).toBe(false));
