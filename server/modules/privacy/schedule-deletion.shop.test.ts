import { afterAll, beforeAll, expect, test } from 'vitest';
import { newSku } from '../../../test/support/new-sku.ts';
import { refundedOrder } from '../../../test/support/one-of-everything.ts';
import { placeOrder, signUp } from '../../../test/support/shopper.ts';
import { tellListeners } from '../../../test/support/tell-listeners.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';

const DAY_MS = 24 * 3_600_000;
let shop: TestShop;
let skuId: string;
beforeAll(async () => {
  shop = await startTestShop();
  skuId = await newSku(shop.database.pool, 10_000, 100);
}, 120_000);
afterAll(() => shop.stop());

const query = (text: string, values: unknown[]) => shop.database.pool.query(text, values);

test('an account with an open order is not erased, and the refusal names the order', async () => {
  const shopper = await signUp(shop.url);
  const { orderNo } = (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body;
  const refused = await shopper.call('POST', '/privacy/deletion');
  expect(refused).toMatchObject({ status: 409, body: { code: 'deletion_blocked', orderNos: [orderNo] } });
  expect(refused.body.detail).toContain(orderNo);
  await shopper.call('POST', `/orders/${orderNo}/cancellation`, { body: {} });
  expect((await shopper.call('POST', '/privacy/deletion')).status).toBe(202);
});

test('a refund that is under way keeps an account from being erased', async () => {
  const shopper = await signUp(shop.url);
  const orderNo = await refundedOrder(shopper, skuId);
  await query(`update refunds set state = 'requested' where customer_id = $1`, [shopper.customerId]);
  const refused = await shopper.call('POST', '/privacy/deletion');
  expect(refused.body).toMatchObject({ code: 'deletion_blocked', orderNos: [], refundOrderNos: [orderNo] });
  await query(`update refunds set state = 'completed' where customer_id = $1`, [shopper.customerId]);
});

test('two requests at once schedule one erasure, the phone is told once, and the way back ends it', async () => {
  const shopper = await signUp(shop.url);
  const asked = await Promise.all([1, 2, 3].map(() => shopper.call('POST', '/privacy/deletion')));
  expect(new Set(asked.map(({ body }) => body.eraseAt)).size).toBe(1);
  expect(asked[0]!.status).toBe(202);
  await tellListeners(shop);
  const messages = (await shopper.call('GET', `/demo/outbox?to=${shopper.phone}`)).body;
  expect(
    messages.filter(({ template }: { template: string }) => template === 'deletion_scheduled'),
  ).toHaveLength(1);
  expect((await shopper.call('GET', '/privacy/deletion')).status).toBe(200);
  expect((await shopper.call('DELETE', '/privacy/deletion')).status).toBe(204);
  expect((await shopper.call('DELETE', '/privacy/deletion')).status).toBe(404);
  shop.clock.advance(8 * DAY_MS);
  await shop.jobs['erase-customers']!({});
  expect((await shopper.call('GET', '/me')).status).toBe(200);
});

test('a session that has not proved lately who is there erases nothing', async () => {
  const shopper = await signUp(shop.url);
  shop.clock.advance(11 * 60_000);
  const refused = await shopper.call('POST', '/privacy/deletion');
  expect(refused).toMatchObject({ status: 403, body: { code: 'step_up_required' } });
});
