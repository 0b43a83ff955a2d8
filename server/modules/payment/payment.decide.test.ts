import { expect, test } from 'vitest';
import type { PaymentNo } from '../../kernel/ids.ts';
import { fen } from '../../kernel/money.ts';
import type { PaymentReport } from './gateway.ts';
import { decideRefundReport, decideReport, decideRoom, hasMoney } from './payment.decide.ts';
import { PAYMENT_STATES, type PaymentState } from './payment.ts';

const payment = (state: PaymentState) => ({
  ...{
    paymentNo: 'P1',
    state,
    amountFen: fen(9_900),
    merchant: 'M',
    reference: hasMoney(state) ? 'R1' : null,
  },
});
const paid: PaymentReport & { state: 'succeeded' } = {
  ...{
    state: 'succeeded',
    paymentNo: 'P1',
    amount: fen(9_900),
    currency: 'CNY',
    merchant: 'M',
    reference: 'R1',
  },
};

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

test.each([
  ['number', { paymentNo: 'P2' }, 'P1', 'P2'],
  ['merchant', { merchant: 'N' }, 'M', 'N'],
  ['currency', { currency: 'USD' }, 'CNY', 'USD'],
  ['amount', { amount: fen(1) }, '9900', '1'],
] as const)('another %s than was asked for is never applied', (field, other, expected, reported) => {
  for (const state of PAYMENT_STATES)
    expect(decideReport(payment(state), { ...paid, ...other })).toEqual({
      do: 'alarm',
      difference: { field, expected, reported },
    });
});

test('a second transaction for a payment that has its money is a difference; the account of old payments is not known', () => {
  const again = { ...paid, reference: 'R2' };
  expect(decideReport(payment('succeeded'), again)).toMatchObject({ difference: { field: 'transaction' } });
  expect(decideReport(payment('expired'), again)).toEqual({ do: 'succeed', reference: 'R2' });
  expect(decideReport({ ...payment('pending'), merchant: null }, paid).do).toBe('succeed');
});

test('a refund ends once, counts when its money has gone after all, and is never another than was asked for', () => {
  const refund = (state: 'requested' | 'completed' | 'refused') => ({ state, amountFen: fen(500) });
  const gone = { state: 'completed', reference: 'B1', amount: fen(500), currency: 'CNY' } as const;
  const refused = { state: 'refused', reason: 'too_late' } as const;
  expect(decideRefundReport(refund('requested'), gone)).toEqual({ do: 'complete', reference: 'B1' });
  expect(decideRefundReport(refund('refused'), gone)).toEqual({ do: 'complete', reference: 'B1' });
  expect(decideRefundReport(refund('completed'), gone)).toEqual({ do: 'nothing' });
  expect(decideRefundReport(refund('requested'), refused)).toEqual({ do: 'refuse', reason: 'too_late' });
  expect(decideRefundReport(refund('completed'), refused)).toEqual({ do: 'nothing' });
  expect(decideRefundReport(refund('requested'), { ...gone, amount: fen(501) })).toEqual({
    do: 'alarm',
    difference: { field: 'amount', expected: '500', reported: '501' },
  });
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
    expect(decideReport(payment(state), { state: 'failed', cause: 'other' }).do).toBe(
      isOpen ? 'fail' : 'nothing',
    );
    expect(decideReport(payment(state), { state: 'closed' }).do).toBe(isOpen ? 'cancel' : 'nothing');
  }
});

type Attempt = { paymentNo: PaymentNo; state: PaymentState; openPlace: number | null; action: object | null };
const number = (place: number): PaymentNo => `P${place}` as PaymentNo;
const attempt = (over: Partial<Attempt> = {}): Attempt => ({
  paymentNo: number(0),
  state: 'pending',
  openPlace: null,
  action: {},
  ...over,
});
const fiveOpen = (over: (place: number) => Partial<Attempt> = () => ({})): Attempt[] =>
  [1, 2, 3, 4, 5].map((place) => attempt({ openPlace: place, paymentNo: number(place), ...over(place) }));

const NONE: ReadonlySet<PaymentNo> = new Set();

test('what is open and was shown is closed for the next', () => {
  const open = fiveOpen((place) => (place === 2 ? { action: null } : {}));
  const [first, , third, ...more] = open;
  expect(decideRoom(open, NONE)).toEqual({ do: 'close', payments: [first, third, ...more] });
  // Open since before there were places: it counts all the same.
  expect(decideRoom([attempt()], NONE)).toMatchObject({ do: 'close' });
});

test('a payment takes the first place that is free: those of payments that have ended are, of silent ones not', () => {
  expect(decideRoom([], NONE)).toEqual({ do: 'open', place: 1 });
  const [first, second, third] = fiveOpen() as [Attempt, Attempt, Attempt];
  const silent = new Set([first.paymentNo, third.paymentNo]);
  expect(decideRoom([first, { ...second, state: 'failed' }, third], silent)).toEqual({
    do: 'open',
    place: 2,
  });
  expect(decideRoom([{ ...first, action: null }], NONE)).toEqual({ do: 'open', place: 2 });
});

test('where five stay open, being silent or just opened, no more are begun', () => {
  const refused = { do: 'refuse', code: 'too_many_open_payments' };
  expect(decideRoom(fiveOpen(), new Set([1, 2, 3, 4, 5].map(number)))).toMatchObject(refused);
  expect(
    decideRoom(
      fiveOpen(() => ({ action: null })),
      NONE,
    ),
  ).toMatchObject(refused);
});
