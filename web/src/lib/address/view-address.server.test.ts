import { expect, test } from 'vitest';
import { addressText, maskPhone } from './view-address.server.ts';

test('a name that stands for two levels is written once', () => {
  const shanghai = { region: ['上海市', '上海市', '浦东新区'], street: '张江路 88 号' };
  expect(addressText(shanghai)).toBe('上海市浦东新区张江路 88 号');
  const hainan = { region: ['海南省', '琼海市', '琼海市'], street: '一路' };
  expect(addressText(hainan)).toBe('海南省琼海市一路');
});

test('of a phone number enough is shown to know it by, and of a short one nothing', () => {
  expect([maskPhone('13800172046'), maskPhone('010-1')]).toEqual(['138****2046', '****']);
});
