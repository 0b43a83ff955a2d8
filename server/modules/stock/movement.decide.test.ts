import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decideMovement, MOST_ON_HAND, STOCK_WORK } from './movement.decide.ts';

const LEVEL = { onHand: 10, reserved: 4 };

test.each([
  ['receive', 5, 5],
  ['count', 12, 2],
  ['count', 10, 0],
  ['count', 4, -6],
  ['write_off', 6, -6],
] as const)('%s %i changes what lies there by %i', (work, quantity, change) => {
  expect(decideMovement(LEVEL, work, quantity)).toEqual({ ok: true, value: change });
});

test.each([
  ['count', 3],
  ['write_off', 7],
] as const)('%s %i is refused: orders have been promised more than would be left', (work, quantity) => {
  expect(decideMovement(LEVEL, work, quantity)).toEqual({
    ok: false,
    error: { code: 'below_reserved', onHand: 10, reserved: 4 },
  });
});

test('whatever is done, what lies there is never less than what is promised, nor beyond all measure', () => {
  const whole = fc.integer({ min: 0, max: MOST_ON_HAND });
  fc.assert(
    fc.property(whole, whole, fc.constantFrom(...STOCK_WORK), whole, (one, other, work, quantity) => {
      const level = { onHand: Math.max(one, other), reserved: Math.min(one, other) };
      const outcome = decideMovement(level, work, quantity);
      if (!outcome.ok) return;
      const after = level.onHand + outcome.value;
      expect(after).toBeGreaterThanOrEqual(level.reserved);
      expect(after).toBeLessThanOrEqual(MOST_ON_HAND);
    }),
  );
});
