import { expect, test } from 'vitest';
import { makeAddressBudget } from './address-budget.ts';

test('a minute of points can be used at once, and comes back evenly', () => {
  let now = 0;
  const budget = makeAddressBudget(60, () => now);
  expect(budget.take('a', 60)).toMatchObject({ isAllowed: true, left: 0, fullInSeconds: 60 });
  expect(budget.take('a', 1)).toMatchObject({ isAllowed: false, retryAfterSeconds: 1 });
  expect(budget.take('b', 1)).toMatchObject({ isAllowed: true, left: 59 });
  now = 5_000;
  expect(budget.take('a', 6)).toMatchObject({ isAllowed: false, retryAfterSeconds: 1 });
  expect(budget.take('a', 5)).toMatchObject({ isAllowed: true, left: 0 });
  now = 3_600_000;
  expect(budget.take('a', 0)).toMatchObject({ left: 60 });
});

test('what was done for nothing is owed, and no more than a minute of it', () => {
  let now = 0;
  const budget = makeAddressBudget(60, () => now);
  budget.owe('a', 500);
  expect(budget.take('a', 1)).toMatchObject({ isAllowed: false, left: 0, retryAfterSeconds: 61 });
  now = 61_000;
  expect(budget.take('a', 1).isAllowed).toBe(true);
});

test('the one seen longest ago is forgotten, so that no number of addresses fills the memory', () => {
  const budget = makeAddressBudget(1, () => 0);
  budget.take('first', 1);
  for (let n = 0; n < 20_000; n += 1) budget.take(`x${n}`, 1);
  expect(budget.take('first', 1).isAllowed).toBe(true);
  expect(budget.take('x19999', 1).isAllowed).toBe(false);
});
