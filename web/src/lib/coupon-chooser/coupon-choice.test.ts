import { expect, test } from 'vitest';
import { readChoice, writeChoice } from './coupon-choice.ts';

const [A, B] = ['0199f2c0-0000-7000-8000-00000000000a', '0199f2c0-0000-7000-8000-00000000000b'];

test('a choice comes back from an address as it went into it', () => {
  for (const choice of ['best', [], [A], [A, B]] as const)
    expect(readChoice(writeChoice(choice))).toEqual(choice);
});

test('what names no coupons is the best, and a coupon named twice is one', () => {
  for (const text of [
    null,
    '',
    'x',
    `${A},x`,
    `${A},`,
    "'; drop table coupons",
    Array(21)
      .keys()
      .map((n) => A.slice(0, -2) + String(n + 10))
      .toArray()
      .join(','),
  ])
    expect(readChoice(text)).toBe('best');
  expect(readChoice(`${A},${A.toUpperCase()}`)).toEqual([A]);
});
