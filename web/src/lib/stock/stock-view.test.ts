import { expect, test } from 'vitest';
import { onHandAfter } from './stock-view.ts';

test('what will lie there is told while it is typed, and nothing where that is no number', () => {
  expect(onHandAfter('receive', 10, '5')).toBe(15);
  expect(onHandAfter('count', 10, ' 7 ')).toBe(7);
  expect(onHandAfter('write_off', 10, '12')).toBe(-2);
  for (const typed of ['', '-1', '1.5', 'ten', '99999999999'])
    expect(onHandAfter('receive', 10, typed)).toBeUndefined();
});
