import { expect, test } from 'vitest';
import { availableOf } from './stock.ts';

test('available is what lies in the shop less what is promised, and never less than none', () => {
  expect(availableOf({ onHand: 10, reserved: 3 })).toBe(7);
  expect(availableOf({ onHand: 3, reserved: 3 })).toBe(0);
  expect(availableOf({ onHand: 3, reserved: 5 })).toBe(0);
  expect(availableOf(undefined)).toBe(0);
});
