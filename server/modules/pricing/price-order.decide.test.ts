import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fen } from '../../kernel/money.ts';
import { FREIGHT, priceOrder } from './price-order.decide.ts';

test('below the threshold freight is added, and what is missing to it is told', () => {
  const price = priceOrder([{ price: fen(4_900), quantity: 2 }]);
  expect(price).toMatchObject({
    itemsAmount: 9_800,
    freightAmount: 800,
    missingToFreeFreight: 100,
    totalAmount: 10_600,
  });
});

test('from the threshold on freight is free', () => {
  const price = priceOrder([{ price: fen(9_900), quantity: 1 }]);
  expect(price).toMatchObject({ freightAmount: 0, missingToFreeFreight: 0, totalAmount: 9_900 });
});

test('nothing costs nothing', () => {
  expect(priceOrder([])).toMatchObject({ itemsAmount: 0, freightAmount: 0, totalAmount: 0 });
});

test('the total is always the lines and the freight, and no line is lost', () => {
  const line = fc.record({
    price: fc.integer({ min: 0, max: 10_000_000 }).map(fen),
    quantity: fc.integer({ min: 1, max: 999 }),
  });
  fc.assert(
    fc.property(fc.array(line, { maxLength: 100 }), (lines) => {
      const price = priceOrder(lines);
      const sum = price.lines.reduce((total, { amount }) => total + amount, 0);
      expect(price.totalAmount).toBe(sum + price.freightAmount);
      expect(price.itemsAmount - price.discountAmount).toBe(sum);
      expect([0, FREIGHT.flat]).toContain(price.freightAmount);
    }),
  );
});
