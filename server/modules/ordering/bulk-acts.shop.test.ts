import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../test/support/back-office.ts';
import { expectBooksToAgree } from '../../../test/support/expect-books.ts';
import { newSku } from '../../../test/support/new-sku.ts';
import { playPayment } from '../../../test/support/play-payment.ts';
import { openPayment, placeOrder, signUp, type Shopper } from '../../../test/support/shopper.ts';
import { tellListeners } from '../../../test/support/tell-listeners.ts';
import { MUCH_UNPAID, startTestShop, type TestShop } from '../../../test/support/test-shop.ts';

let shop: TestShop;
let service: StaffCaller;
let shoppers: readonly Shopper[];
let skuId: string;

beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web', LOG_LEVEL: 'silent', ...MUCH_UNPAID });
  skuId = await newSku(shop.database.pool, 10_000, 1_000);
  shoppers = [await signUp(shop.url), await signUp(shop.url)];
  service = await signInAs(shop.url, 'service');
}, 120_000);
afterAll(() => shop.stop());

async function order(of = shoppers[0]!): Promise<string> {
  return (await placeOrder(of, [{ skuId, quantity: 1 }])).body.orderNo;
}
type Row = { orderNo: string; outcome: string; problem?: { code: string; detail: string } };
async function bulk(path: 'bulk-previews' | 'bulk-acts', orderNos: readonly string[], act: object, key = '') {
  const { status, body } = await service.call('POST', `/staff/orders/${path}`, {
    ...{ body: { orderNos, act }, ...(key !== '' && { key }) },
  });
  expect(status, JSON.stringify(body)).toBe(200);
  return body.items as Row[];
}
const outcomes = (rows: readonly Row[]) => rows.map(({ outcome, problem }) => problem?.code ?? outcome);
async function acts(orderNo: string): Promise<number> {
  const { rows } = await shop.database.pool.query(
    `select from audit_acts where subject_id = $1 and what in ('order:cancel', 'order:tag', 'order:note')`,
    [orderNo],
  );
  return rows.length;
}

test('unpaid orders of several customers are cancelled each by itself, as it was foretold, and a repeat changes nothing', async () => {
  const [first, other, paid, gone] = [await order(), await order(shoppers[1]), await order(), await order()];
  await playPayment(shoppers[0]!, (await openPayment(shoppers[0]!, paid)).body.paymentNo, 'succeed');
  await shoppers[0]!.call('POST', `/orders/${gone}/cancellation`);
  const none = `${first.slice(0, -1)}${first.endsWith('0') ? '1' : '0'}`;
  const orderNos = [first, other, paid, gone, none, 'nonsense'];
  const act = { kind: 'cancel_unpaid', reason: '活动结束' };

  expect(outcomes(await bulk('bulk-previews', orderNos, act))).toEqual([
    ...['ready', 'ready', 'not_cancellable', 'unchanged', 'order_not_found', 'order_not_found'],
  ]);
  expect(await acts(first)).toBe(0);
  const key = randomUUID();
  const rows = await bulk('bulk-acts', orderNos, act, key);
  expect(outcomes(rows)).toEqual([
    ...['done', 'done', 'not_cancellable', 'unchanged', 'order_not_found', 'order_not_found'],
  ]);
  expect(rows[2]!.problem!.detail).toBe('订单已付款，请单独取消。');
  expect(outcomes(await bulk('bulk-acts', [first, other], act, key))).toEqual(['unchanged', 'unchanged']);
  expect([await acts(first), await acts(other), await acts(paid)]).toEqual([1, 1, 0]);
  expect((await shoppers[1]!.call('GET', `/orders/${other}`)).body.timeline.at(-1).note).toContain(
    '活动结束',
  );
  await tellListeners(shop);
  await expectBooksToAgree(shop.database.pool);
});

test('tags are put to what an order has and taken from it, and a note is written once for each key', async () => {
  const [first, second] = [await order(), await order()];
  await service.call('PUT', `/staff/orders/${first}/tags`, { body: { tags: ['旧', '加急'] } });
  const tag = { kind: 'tag', add: ['加急', '礼盒'], remove: ['旧'] };
  expect(outcomes(await bulk('bulk-previews', [first, second], tag))).toEqual(['ready', 'ready']);
  expect(outcomes(await bulk('bulk-acts', [first, second], tag, 'k1'))).toEqual(['done', 'done']);
  expect(outcomes(await bulk('bulk-acts', [first, second], tag, 'k1'))).toEqual(['unchanged', 'unchanged']);
  const note = { kind: 'note', text: '放赠品' };
  expect(outcomes(await bulk('bulk-acts', [first], note, 'k2'))).toEqual(['done']);
  expect(outcomes(await bulk('bulk-acts', [first, second], note, 'k2'))).toEqual(['unchanged', 'done']);
  expect(outcomes(await bulk('bulk-acts', [first], { ...note, text: '别的' }, 'k2'))).toEqual([
    'idempotency_key_reused',
  ]);
  const shown = (await service.call('GET', `/staff/orders/${first}`)).body;
  expect(shown.tags).toEqual(['加急', '礼盒']);
  expect(shown.notes).toHaveLength(1);
});

test('an act is on so many orders at most, each once, and has a key', async () => {
  const path = '/staff/orders/bulk-acts';
  const act = { kind: 'note', text: '放赠品' };
  const many = Array.from({ length: 501 }, (_, index) => `order-${index}`);
  for (const orderNos of [many, [], ['a', 'a']])
    expect((await service.call('POST', path, { key: 'k', body: { orderNos, act } })).body.code).toBe(
      'malformed',
    );
  const without = await service.call('POST', path, { body: { orderNos: ['a'], act } });
  expect(without.body.code).toBe('idempotency_key_required');
  const viewer = await signInAs(shop.url, 'viewer');
  const refused = await viewer.call('POST', path, { key: 'k', body: { orderNos: ['a'], act } });
  expect(refused.body.code).toBe('not_permitted');
});
