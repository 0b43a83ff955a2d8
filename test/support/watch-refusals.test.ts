import { expect, test } from 'vitest';
import { takeUnreadRefusals, watchRefusal } from './watch-refusals.ts';

const refused = () => watchRefusal('POST /orders', { status: 409, body: { code: 'out_of_stock' } });

test('a refusal that nobody reads is told, once', () => {
  refused();
  expect(takeUnreadRefusals()).toEqual(['POST /orders was answered 409: {"code":"out_of_stock"}']);
  expect(takeUnreadRefusals()).toEqual([]);
});

test('whoever asks a refusal only for what an accepted answer holds has not read it', () => {
  expect((refused().body as { orderNo?: string }).orderNo).toBeUndefined();
  expect(takeUnreadRefusals()).toHaveLength(1);
});

test('a refusal is read by its status, by its code, or by comparing it', () => {
  expect(refused().status).toBe(409);
  expect(refused().body.code).toBe('out_of_stock');
  expect(refused()).toMatchObject({ status: 409 });
  expect(refused().body).toEqual({ code: 'out_of_stock' });
  expect(takeUnreadRefusals()).toEqual([]);
});
