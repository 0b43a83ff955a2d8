import { expect, test } from 'vitest';
import type { Attempt, Delivery } from '#server/modules/webhooks/index.ts';
import { viewDelivery } from './view-delivery.server.ts';

const tried = (how: object): Attempt =>
  ({ at: '2026-11-27T08:00:00.000Z', ms: 12, sent: { 'webhook-id': 'msg_1' }, ...how }) as unknown as Attempt;
const delivery = (changes: object): Delivery =>
  ({
    ...{ id: '1', messageId: 'msg_1', type: 'order_paid', payload: '{"type":"order_paid"}', tries: 2 },
    ...{ state: 'waiting', createdAt: new Date(0), nextAt: new Date(5), attempts: [] },
    ...changes,
  }) as unknown as Delivery;

test('tries are told with what was answered, the newest first', () => {
  const attempts = [
    tried({ fault: 'timeout' }),
    tried({ status: 500, answered: { server: 'x', date: 'y' }, body: '' }),
  ];
  const shown = viewDelivery(delivery({ attempts }));
  expect(shown.attempts.map(({ answer }) => answer)).toEqual(['回答 500', '十秒内没有回答']);
  expect(shown.attempts[0]).toMatchObject({ sent: 'webhook-id: msg_1', answered: 'server: x\ndate: y' });
  expect(shown.attempts[0]!.body).toBeUndefined();
  expect(shown.payload).toBe('{\n  "type": "order_paid"\n}');
});

test('when it is tried next is told only of what was tried and still is', () => {
  expect(viewDelivery(delivery({})).nextAt).toEqual(new Date(5));
  expect(viewDelivery(delivery({ tries: 0 })).nextAt).toBeUndefined();
  expect(viewDelivery(delivery({ state: 'failed' })).nextAt).toBeUndefined();
});
