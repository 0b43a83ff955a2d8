import { expect, test } from 'vitest';
import type { Order, OrderState } from '#server/modules/ordering/index.ts';
import { orderSteps } from './order-steps.ts';

const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 22, 2, minute));
const order = (state: OrderState, types: readonly string[]): Order =>
  ({
    state,
    placedAt: at(0),
    timeline: types.map((type, index) => ({ type, at: at(index), state, note: '' })),
  }) as unknown as Order;
const places = (state: OrderState, types: readonly string[]): string =>
  orderSteps(order(state, types))
    .map(({ place }) => place)
    .join(' ');

test.each([
  ['awaiting_payment', ['placed'], 'done now ahead ahead ahead'],
  ['awaiting_shipment', ['placed', 'paid'], 'done done now ahead ahead'],
  ['awaiting_shipment', ['placed', 'payment_time_over', 'paid_late'], 'done done now ahead ahead'],
  ['partly_shipped', ['placed', 'paid', 'partly_shipped'], 'done done done now ahead'],
  ['shipped', ['placed', 'paid', 'shipped'], 'done done done now ahead'],
  ['delivered', ['placed', 'paid', 'shipped', 'delivered'], 'done done done done now'],
  ['completed', ['placed', 'paid', 'shipped', 'delivered', 'completed'], 'done done done done done'],
] as const)('an order that is %s stands where it is on its way', (state, types, expected) =>
  expect(places(state, types)).toBe(expected),
);

test('an order that ended early shows what it has passed, in the order of time', () => {
  const names = (types: readonly string[], state: OrderState): number[] =>
    orderSteps(order(state, types)).map((step) => step.at?.getUTCMinutes() ?? -1);
  expect(names(['placed', 'payment_time_over'], 'cancelled')).toEqual([0, 1]);
  expect(names(['placed', 'payment_time_over', 'paid_after_cancellation', 'refunded'], 'cancelled')).toEqual([
    0, 1, 2, 3,
  ]);
  expect(names(['placed', 'paid', 'cancelled_by_customer', 'refunded'], 'cancelled')).toEqual([0, 1, 2, 3]);
});
