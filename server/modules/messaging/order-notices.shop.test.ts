import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../test/support/back-office.ts';
import { newSku } from '../../../test/support/new-sku.ts';
import { makeCaller, placeOrder, signUp, type Shopper } from '../../../test/support/shopper.ts';
import { tellListeners } from '../../../test/support/tell-listeners.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';

let shop: TestShop;
let shopper: Shopper;
let service: StaffCaller;
let orderNo: string;
beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web' });
  shopper = await signUp(shop.url);
  service = await signInAs(shop.url, 'service');
  const skuId = await newSku(shop.database.pool, 10_000, 10);
  orderNo = (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body.orderNo;
}, 120_000);
afterAll(() => shop.stop());

type Message = { readonly template: string; readonly text: string };
async function told(): Promise<Message[]> {
  await tellListeners(shop);
  const { body } = await makeCaller(shop.url).call('GET', `/demo/outbox?to=${shopper.phone}`);
  return (body as Message[]).filter(({ template }) => template.startsWith('order_'));
}

test('a customer is told that the shop changed the price and the address of an order, once each, by its number alone', async () => {
  const address = { recipient: '王大力', phone: '13900139000', regionCode: '110105', street: '建国路 1 号' };
  const price = { totalAmount: 7_654, reason: '老顾客李女士' };
  expect((await service.call('POST', `/staff/orders/${orderNo}/price-changes`, { body: price })).status).toBe(
    200,
  );
  const moved = { body: { ...address, reason: '顾客来电' } };
  expect((await service.call('PUT', `/staff/orders/${orderNo}/address`, moved)).status).toBe(200);
  // The same once more changes nothing.
  expect((await service.call('PUT', `/staff/orders/${orderNo}/address`, moved)).status).toBe(200);
  const messages = await told();
  expect(messages.map(({ template }) => template).toSorted()).toEqual([
    'order_address_changed',
    'order_price_changed',
  ]);
  for (const { text } of messages) {
    expect(text).toContain(orderNo);
    expect(text.replace(orderNo, '')).not.toMatch(/王大力|建国路|139|76|李女士|来电/);
  }
  expect(await told()).toHaveLength(2);
});
