import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs } from '../../../test/support/back-office.ts';
import { newSku } from '../../../test/support/new-sku.ts';
import { placeOrder, signUp, type Shopper } from '../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';

let shop: TestShop;
let shopper: Shopper;
let orderNo: string;
beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web' });
  shopper = await signUp(shop.url);
  const skuId = await newSku(shop.database.pool, 10_000, 10);
  orderNo = (await placeOrder(shopper, [{ skuId, quantity: 2 }])).body.orderNo;
}, 120_000);
afterAll(() => shop.stop());

const own = async () => (await shopper.call('GET', `/orders/${orderNo}`)).body;

test('staff see an order with all that happened, and nothing personal in full', async () => {
  const viewer = await signInAs(shop.url, 'viewer');
  const seen = await viewer.call('GET', `/staff/orders/${orderNo}`);
  expect(seen.body).toMatchObject({
    ...{ orderNo, customerId: shopper.customerId, state: 'awaiting_payment', pieceCount: 2 },
    address: { street: '***', region: (await own()).address.region },
    timeline: [{ type: 'placed', by: 'customer', byId: null }],
  });
  const { recipient, phone, street } = (await own()).address;
  const text = JSON.stringify(seen.body);
  for (const value of [recipient, phone, street]) expect(text).not.toContain(value);
});

test('what is shown in full is on record for the customer and in the trail, with the reason', async () => {
  const service = await signInAs(shop.url, 'service');
  const reveal = (field: string, reason: string) =>
    service.call('POST', `/staff/orders/${orderNo}/revealing`, { body: { field, reason } });
  const { phone } = (await own()).address;
  expect((await reveal('phone', '快递员联系不上')).body).toEqual({ value: phone });
  expect((await reveal('note', '看看有没有要求')).body).toEqual({ value: null });

  const { items } = (await shopper.call('GET', '/privacy/reads')).body;
  expect(items).toMatchObject([
    { what: 'order.note', why: '看看有没有要求' },
    { what: 'order.phone', why: '快递员联系不上', staffName: '客服小林', staffRole: 'service' },
  ]);
  const owner = await signInAs(shop.url, 'owner');
  const trail = (await owner.call('GET', `/staff/audit?subjectKind=order&subjectId=${orderNo}`)).body.items;
  expect(trail).toMatchObject([
    { what: 'order:reveal', after: { field: 'note' } },
    { what: 'order:reveal', after: { field: 'phone' }, byId: service.staffId, reason: '快递员联系不上' },
  ]);
  expect(JSON.stringify(trail)).not.toContain(phone);
});

test('without the permission, without a reason or without such an order nothing is shown and nothing recorded', async () => {
  const before = (await shopper.call('GET', '/privacy/reads')).body.items.length;
  const [viewer, service] = [await signInAs(shop.url, 'viewer'), await signInAs(shop.url, 'service')];
  const asked = { body: { field: 'phone', reason: '好奇' } };
  const path = `/staff/orders/${orderNo}/revealing`;
  expect((await viewer.call('POST', path, asked)).body.code).toBe('not_permitted');
  expect((await service.call('POST', path, { body: { field: 'phone', reason: ' ' } })).body.code).toBe(
    'malformed',
  );
  expect((await service.call('POST', path, { body: { field: 'sealed', reason: 'x' } })).body.code).toBe(
    'malformed',
  );
  for (const other of ['KS00000000000000000000000000000', 'x', `${orderNo.slice(0, -1)}?`]) {
    const at = `/staff/orders/${encodeURIComponent(other)}`;
    expect((await service.call('POST', `${at}/revealing`, asked)).body.code).toBe('order_not_found');
    expect((await service.call('GET', at)).body.code).toBe('order_not_found');
  }
  expect((await shopper.call('GET', '/privacy/reads')).body.items).toHaveLength(before);
});
