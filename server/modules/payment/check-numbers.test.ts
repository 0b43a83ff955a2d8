import { expect, test } from 'vitest';
import { newCustomerId } from '../../kernel/ids.ts';
import { newPaymentNo } from '../../kernel/numbers.ts';
import { checkNumbers, newRefundNo } from './check-numbers.ts';

const WECHAT = { least: 6, most: 32, alphabet: /[0-9A-Za-z_\-|*]/ };
const UNIONPAY = { least: 8, most: 40, alphabet: /[0-9A-Za-z]/ };
const check = (payment: typeof WECHAT, refund = payment) =>
  checkNumbers({ name: 'a', numbers: { payment, refund } });

test('numbers are as long as the check takes them to be', () => {
  const [customerId, now] = [newCustomerId(), new Date()];
  for (const number of [newPaymentNo(customerId, now), newRefundNo(customerId, now)])
    expect(number).toMatch(/^[PR][0-9A-Z]{31}$/);
});

test('a service that takes fewer characters, wants more or does not know some of them is refused', () => {
  check(WECHAT);
  check(UNIONPAY);
  expect(() => check({ ...WECHAT, most: 31 })).toThrow('our number of a payment');
  expect(() => check(WECHAT, { ...WECHAT, least: 33 })).toThrow('our number of a refund');
  expect(() => check({ ...WECHAT, alphabet: /[0-9a-z]/ })).toThrow('our number of a payment');
});
