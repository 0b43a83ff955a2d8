import { expect, test } from 'vitest';
import { parseQuantity } from './read-checkout.server.ts';

test('a quantity button names a SKU and how many of it', () => {
  expect(parseQuantity('7:2')).toEqual({ skuId: '7', quantity: 2 });
});

test.each(['', '7', '0:1', '7:-1', '7:1.5', `${'9'.repeat(19)}:1`, '7:1000', '7:2:3'])(
  'what is none is left out: %j',
  (typed) => expect(parseQuantity(typed)).toBeUndefined(),
);
