import { expect, test } from 'vitest';
import { fen } from '../../kernel/money.ts';
import { decideReport } from './payment.decide.ts';
import { PAYMENT_STATES, type PaymentState } from './payment.ts';

const payment = (state: PaymentState) => ({ state, amountFen: fen(9_900) });
const paid = { state: 'succeeded', amount: fen(9_900), reference: 'R1' } as const;

test.each(['pending', 'failed', 'cancelled', 'expired'] as const)(
  'money that comes for a %s payment counts',
  (state) => {
    expect(decideReport(payment(state), paid)).toEqual({ do: 'succeed', reference: 'R1' });
  },
);

test.each(['succeeded', 'partly_refunded', 'refunded'] as const)(
  'money is counted once: a %s payment stays as it is',
  (state) => {
    expect(decideReport(payment(state), paid)).toEqual({ do: 'nothing' });
  },
);

test('another amount than was asked for is never applied', () => {
  expect(decideReport(payment('pending'), { ...paid, amount: fen(1) })).toEqual({ do: 'alarm', amount: 1 });
});

test('silence changes nothing, whatever the payment is', () => {
  for (const state of PAYMENT_STATES) {
    for (const silence of ['pending', 'unknown'] as const)
      expect(decideReport(payment(state), { state: silence })).toEqual({ do: 'nothing' });
  }
});

test('only an open payment can fail or be closed', () => {
  for (const state of PAYMENT_STATES) {
    const isOpen = state === 'pending';
    expect(decideReport(payment(state), { state: 'failed', failureCode: 'x' }).do).toBe(
      isOpen ? 'fail' : 'nothing',
    );
    expect(decideReport(payment(state), { state: 'closed' }).do).toBe(isOpen ? 'cancel' : 'nothing');
  }
});
