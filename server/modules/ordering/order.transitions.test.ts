import { expect, test } from 'vitest';
import { ORDER_STATES, type OrderState } from './order.ts';
import { ORDER_EVENTS } from './order.events.ts';
import { actionsOf, nextState, TRANSITIONS } from './order.transitions.ts';

test('every state can be reached from a new order', () => {
  const reached = new Set<OrderState | 'new'>(['new']);
  for (let before = 0; before < reached.size;) {
    before = reached.size;
    for (const moves of Object.values(TRANSITIONS)) {
      for (const [from, to] of Object.entries(moves)) if (reached.has(from as OrderState)) reached.add(to);
    }
  }
  expect([...reached].sort()).toEqual(['new', ...ORDER_STATES].sort());
});

test('a cancelled order is not paid as another is: it is taken up again, or the money goes back', () => {
  expect(nextState('cancelled', 'paid')).toBeUndefined();
  expect(ORDER_STATES.filter((state) => nextState(state, 'paid_late') !== undefined)).toEqual(['cancelled']);
  expect(nextState('cancelled', 'paid_late')).toBe('awaiting_shipment');
  expect(nextState('cancelled', 'paid_after_cancellation')).toBe('cancelled');
});

test('an order that has left can no longer be cancelled', () => {
  for (const state of [
    'partly_shipped',
    'shipped',
    'delivered',
    'completed',
    'closed',
    'cancelled',
  ] as const) {
    expect(nextState(state, 'cancelled_by_customer')).toBeUndefined();
  }
});

test('only an unpaid order runs out of time', () => {
  expect(ORDER_STATES.filter((state) => nextState(state, 'payment_time_over') !== undefined)).toEqual([
    'awaiting_payment',
  ]);
});

test('every event has at least one move', () => {
  for (const event of ORDER_EVENTS) expect(Object.keys(TRANSITIONS[event])).not.toHaveLength(0);
});

test('an unpaid order can be paid until its time is over, and cancelled either way', () => {
  const payBefore = new Date('2026-11-23T10:30:00Z');
  expect(actionsOf({ state: 'awaiting_payment', payBefore }, new Date('2026-11-23T10:29:59Z'))).toEqual([
    'pay',
    'cancel',
  ]);
  expect(actionsOf({ state: 'awaiting_payment', payBefore }, payBefore)).toEqual(['cancel']);
});
