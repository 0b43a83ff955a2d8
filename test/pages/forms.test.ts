import { expect, test } from 'vitest';
import type { Region } from '../../server/modules/identity/index.ts';
import { actionName, actionUrl } from '../../web/src/lib/form/action-url.ts';
import { parentsOf, regionLevels, regionsUnder } from '../../web/src/lib/server/find-regions.ts';
import { parseQuantity } from '../../web/src/lib/server/read-checkout.ts';
import { readPhone, readText } from '../../web/src/lib/server/read-form.ts';
import { safePath } from '../../web/src/lib/server/safe-path.ts';
import { addressText, maskPhone } from '../../web/src/lib/server/view-address.ts';

const form = (fields: Record<string, string>): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
};
const region = (code: string, name: string, children: Region[] = []): Region => ({ code, name, children });
const REGIONS = [
  region('310000', '上海市', [region('310100', '上海市', [region('310115', '浦东新区')])]),
  region('440000', '广东省', [
    region('440100', '广州市', [region('440106', '天河区')]),
    region('440300', '深圳市', [region('440305', '南山区')]),
  ]),
];

test('a form keeps the query of its page, and the name of its action can be read back', () => {
  const page = new URL('http://shop.test/checkout?/place&from=cart&only=1&only=2');
  const action = new URL(actionUrl(page, 'addAddress'), page);
  expect(action.search).toBe('?/addAddress&from=cart&only=1&only=2');
  expect(actionName(action)).toBe('addAddress');
});

test('a phone number is read as people type it', () => {
  for (const typed of ['138 0017 2046', '+86 138-0017-2046', '008613800172046', ' 13800172046 '])
    expect(readPhone(form({ phone: typed }), 'phone')).toBe('13800172046');
  expect(readText(form({ note: `  ${'x'.repeat(300)}` }), 'note', 200)).toHaveLength(200);
  expect(readText(form({}), 'note')).toBe('');
});

test('nobody is led to another shop after signing in', () => {
  const strange = [
    '//evil.test',
    '/\\evil.test',
    'https://evil.test',
    'javascript:alert(1)',
    'evil',
    '/a b',
    '',
  ];
  for (const next of strange) expect(safePath(next, '/account')).toBe('/account');
  expect(safePath('/checkout?sku=7&quantity=2', '/account')).toBe('/checkout?sku=7&quantity=2');
});

test('a quantity button names a SKU that the database can hold', () => {
  expect(parseQuantity('7:2')).toEqual({ skuId: '7', quantity: 2 });
  for (const typed of ['', '7', '0:1', '7:-1', '7:1.5', `${'9'.repeat(19)}:1`, '7:1000'])
    expect(parseQuantity(typed)).toBeUndefined();
});

test('the selects offer what lies under what was chosen, and nothing of another province', () => {
  expect(regionsUnder(REGIONS, '440300')).toEqual([{ code: '440305', name: '南山区' }]);
  expect(regionsUnder(REGIONS, '999999')).toBeUndefined();
  expect(parentsOf(REGIONS, '440305')).toEqual({ province: '440000', city: '440300' });
  const { cities, districts, city } = regionLevels(REGIONS, { province: '440000', city: '310100' });
  expect([cities.length, districts.length, city]).toEqual([2, 0, '']);
});

test('a province with one city has nothing to choose there', () => {
  const levels = regionLevels(REGIONS, { province: '310000', city: '' });
  expect([levels.city, levels.districts[0]?.name]).toEqual(['310100', '浦东新区']);
});

test('an address is written without what the official tree only repeats', () => {
  expect(addressText({ region: ['上海市', '上海市', '浦东新区'], street: '张江路 88 号' })).toBe(
    '上海市浦东新区张江路 88 号',
  );
  expect(addressText({ region: ['海南省', '省直辖县级行政区划', '琼海市'], street: '一路' })).toBe(
    '海南省琼海市一路',
  );
  expect([maskPhone('13800172046'), maskPhone('010-1')]).toEqual(['138****2046', '****']);
});
