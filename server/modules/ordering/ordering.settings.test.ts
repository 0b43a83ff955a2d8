import { expect, test } from 'vitest';
import { orderingSettings } from './ordering.settings.ts';

test('limits of what is unpaid have defaults, 0 is none, and load tests keep those of customers', () => {
  expect(orderingSettings.read({}).unpaid).toEqual({
    limits: {
      customer: { orders: 10, pieces: 300, piecesOfSku: 100 },
      device: { orders: 20, pieces: 600 },
      network: { orders: 200, pieces: 2_000 },
    },
    repeater: { times: 3, minutes: 10 },
  });
  const none = orderingSettings.read({ ORDER_UNPAID_ORDERS: '0', ORDER_REPEATER_ORDERS: '0' }).unpaid;
  expect([none.limits.customer.orders, none.repeater.times]).toEqual([Infinity, Infinity]);
  const { limits } = orderingSettings.read({ RATE_LIMITS: 'off', ORDER_UNPAID_ORDERS_OF_DEVICE: '5' }).unpaid;
  expect(limits.customer.orders).toBe(10);
  expect([limits.device.orders, limits.network.pieces]).toEqual([Infinity, Infinity]);
  expect(() => orderingSettings.read({ ORDER_UNPAID_PIECES: 'many' })).toThrow(/ORDER_UNPAID_PIECES/);
});
