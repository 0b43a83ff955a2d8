import { expect, test } from 'vitest';
import { offeredPeriods, readPeriods } from './view-instalments.server.ts';

test('periods count for the gateway that they were chosen at, and for no other', () => {
  expect(readPeriods('sandbox:6', 'sandbox')).toBe(6);
  expect(readPeriods('sandbox:6', 'alipay')).toBe(1);
  expect(
    ['', 'sandbox', 'sandbox:', 'sandbox:0', 'sandbox:6.5', 'sandbox:600'].map((one) =>
      readPeriods(one, 'sandbox'),
    ),
  ).toEqual([1, 1, 1, 1, 1, 1]);
});

test('what is not offered any more is paid at once', () => {
  const offers = [{ gateway: 'sandbox', periods: 6 }];
  expect(offeredPeriods(offers, 'sandbox', 6)).toBe(6);
  expect(offeredPeriods(offers, 'sandbox', 12)).toBe(1);
  expect(offeredPeriods(offers, 'alipay', 6)).toBe(1);
});
