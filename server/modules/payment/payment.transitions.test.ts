import { expect, test } from 'vitest';
import { PAYMENT_STATES } from './payment.ts';
import { afterMove, afterRefundMove, PAYMENT_MOVES, REFUND_MOVES } from './payment.transitions.ts';

test('every state of a payment can be reached, and none leads back to waiting', () => {
  const reached = new Set(Object.values(PAYMENT_MOVES).flatMap((targets) => Object.values(targets)));
  expect([...reached].toSorted()).toEqual(PAYMENT_STATES.filter((state) => state !== 'pending').toSorted());
});

test('money that is there is never lost from the books: no move but going back leads out of it', () => {
  for (const [move, targets] of Object.entries(PAYMENT_MOVES))
    for (const [from, to] of Object.entries(targets))
      if (['succeeded', 'partly_refunded', 'refunded'].includes(from)) {
        expect(move).toMatch(/went_back$/);
        expect(to).toMatch(/refunded$/);
      }
});

test('every other move throws, and says which', () => {
  expect(afterMove('expired', 'money_came')).toBe('succeeded');
  expect(() => afterMove('succeeded', 'money_came')).toThrow(
    'a payment that is succeeded cannot make the move money_came',
  );
  expect(() => afterMove('refunded', 'some_went_back')).toThrow('cannot make');
  expect(afterRefundMove('refused', 'money_went')).toBe('completed');
  expect(() => afterRefundMove('completed', 'refused')).toThrow('a refund that is completed');
  for (const targets of Object.values(REFUND_MOVES)) expect(targets).not.toHaveProperty('completed');
});
