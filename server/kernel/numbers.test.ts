import { expect, test } from 'vitest';
import { newCustomerId, newUuid } from './ids.ts';
import {
  customerOfOrderNo,
  customerOfPaymentNo,
  newOrderNo,
  newPaymentNo,
  numbersWithin,
  timeOfNumber,
} from './numbers.ts';

const AT = new Date('2026-11-22T16:30:05.123Z');

test('an order number is 31 characters, begins with the Shanghai time and names its customer', () => {
  const customerId = newCustomerId();
  const orderNo = newOrderNo(customerId, AT);
  expect(orderNo).toMatch(/^261123003005[0-9A-HJKMNP-TV-Z]{19}$/);
  expect(customerOfOrderNo(orderNo)).toBe(customerId);
});

test('a payment number is 32 characters and names its customer', () => {
  const customerId = newCustomerId();
  const paymentNo = newPaymentNo(customerId, AT);
  expect(paymentNo).toHaveLength(32);
  expect(customerOfPaymentNo(paymentNo)).toBe(customerId);
});

test('order numbers rise with time, also within a second', () => {
  const customerId = newCustomerId();
  const numbers = Array.from({ length: 1_000 }, (_, ms) =>
    newOrderNo(customerId, new Date(AT.getTime() + ms)),
  );
  expect([...numbers].sort()).toEqual(numbers);
});

test('no two numbers of one millisecond are alike', () => {
  const customerId = newCustomerId();
  expect(new Set(Array.from({ length: 300 }, () => newOrderNo(customerId, AT))).size).toBe(300);
});

test('what is no order number names nobody', () => {
  for (const text of [
    '',
    'KS2611221045180037',
    `${newOrderNo(newCustomerId(), AT)}0`,
    '2611230030050000000000IIIIIIIII',
  ]) {
    expect(customerOfOrderNo(text)).toBeUndefined();
  }
});

test('a UUID is of version 7 and sorts by time', () => {
  const earlier = newUuid(AT);
  const later = newUuid(new Date(AT.getTime() + 1));
  expect(earlier).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(earlier < later).toBe(true);
  expect(Number.parseInt(earlier.replaceAll('-', '').slice(0, 12), 16)).toBe(AT.getTime());
  expect(new Set(Array.from({ length: 1_000 }, () => newUuid(AT))).size).toBe(1_000);
});

test('a number tells the second of its order, and a span of time is a span of numbers', () => {
  const at = new Date('2026-11-26T16:00:00.007Z');
  const number = newOrderNo(newCustomerId(), at);
  expect(timeOfNumber(number)).toEqual(new Date('2026-11-26T16:00:00Z'));
  expect(timeOfNumber(number.slice(0, 8))).toEqual(new Date('2026-11-26T16:00:00Z'));
  const within = (from?: Date, before?: Date): boolean => {
    const span = numbersWithin(from, before);
    return number >= span.from && number < span.before;
  };
  const after = new Date(at.getTime() + 1);
  expect([within(), within(at), within(undefined, after), within(after), within(undefined, at)]).toEqual([
    ...[true, true, true, false, false],
  ]);
});
