import { expect, test } from 'vitest';
import { maskAddress, maskContact, maskName } from './mask-personal.ts';

test.each([
  ['王五', '王*'],
  ['慕容云舒', '慕**'],
  ['Alexandra Longname', 'A**'],
  ['李', '李*'],
  ['👩‍💻x', '👩**'],
  ['', '*'],
])('of the name %o staff see %o', (name, masked) => {
  expect(maskName(name)).toBe(masked);
});

test.each([
  ['13800138000', '138****8000'],
  ['021-62345678', '****78'],
])('of the phone %o staff see %o', (phone, masked) => {
  expect(maskContact(phone)).toBe(masked);
});

test('of an address the district is left', () => {
  const region = ['上海市', '上海市', '浦东新区'];
  expect(
    maskAddress({
      recipient: '王五',
      phone: '13800138000',
      regionCode: '310115',
      region,
      street: '世纪大道 100 号',
    }),
  ).toEqual({ recipient: '王*', phone: '138****8000', regionCode: '310115', region, street: '***' });
});
