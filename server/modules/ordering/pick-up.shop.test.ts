import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../test/support/back-office.ts';
import { newSku } from '../../../test/support/new-sku.ts';
import { signUp, type Shopper } from '../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';

let shop: TestShop;
let owner: StaffCaller;
let shopper: Shopper;
let addressId: string;

beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web' });
  owner = await signInAs(shop.url, 'owner');
  shopper = await signUp(shop.url);
  const body = { recipient: '李雷', phone: '13800001111', regionCode: '330106', street: '文三路 90 号' };
  addressId = (await shopper.call('POST', '/addresses', { body })).body.id;
}, 120_000);
afterAll(() => shop.stop());

const XIXI = {
  place: { zh: '西溪店', en: 'Xixi' },
  address: { zh: '文三路 478 号', en: '478 Wensan Road' },
  hours: { zh: '每天 10:00–20:00', en: 'Daily 10:00–20:00' },
  phone: '0571-88880478',
};

async function offerPickUp(change: object): Promise<void> {
  const { value, version } = (await owner.call('GET', '/staff/settings/delivery')).body;
  const pickUp = { ...value.pickUp, ...XIXI, ...change };
  const body = { value: { ...value, pickUp }, expectedVersion: version };
  expect((await owner.call('PUT', '/staff/settings/delivery', { body })).status).toBe(200);
}

const place = (body: object, key: string = randomUUID()) => shopper.call('POST', '/orders', { key, body });

test('an order that is fetched costs no freight, and keeps the place as it was told of', async () => {
  await offerPickUp({ isOn: true });
  const lines = [{ skuId: await newSku(shop.database.pool, 5_000, 10), quantity: 1 }];
  const sent = (await shopper.call('POST', '/quotes', { body: { lines, addressId } })).body;
  expect(sent).toMatchObject({
    freight: { amount: 800, method: 'standard' },
    pickUp: { place: '西溪店', phone: '0571-88880478' },
  });
  const fetched = { lines, addressId, deliveryMethod: 'pick_up' };
  expect((await shopper.call('POST', '/quotes', { body: fetched })).body).toMatchObject({
    ...{ freightAmount: 0, totalAmount: 5_000 },
    freight: { amount: 0, reason: '到店自提，不收运费', method: 'pick_up', carrierDays: null },
  });
  const key = randomUUID();
  const placed = await place({ ...fetched, expectedTotalAmount: 5_000 }, key);
  expect(placed).toMatchObject({
    status: 201,
    body: { deliveryMethod: 'pick_up', freightAmount: 0, pickUp: { address: '文三路 478 号' } },
  });
  // Under the same key, sent instead of fetched is another request.
  const other = await place({ lines, addressId, expectedTotalAmount: 5_800 }, key);
  expect(other.body.code).toBe('idempotency_key_reused');

  await offerPickUp({ isOn: true, address: { zh: '搬到别处', en: 'Elsewhere' } });
  const { orderNo } = placed.body;
  const read = (await shopper.call('GET', `/orders/${orderNo}`)).body;
  expect(read.pickUp).toEqual(placed.body.pickUp);
  expect((await owner.call('GET', `/staff/orders/${orderNo}`)).body).toMatchObject({
    ...{ deliveryMethod: 'pick_up', pickUp: read.pickUp },
    address: { recipient: '李*' },
  });
  const { items } = (await owner.call('GET', '/staff/orders')).body;
  expect(items).toMatchObject([{ orderNo, deliveryMethod: 'pick_up' }]);
});

test('where nothing is fetched it is refused, in a quote and in an order, and an address is still asked for', async () => {
  const lines = [{ skuId: await newSku(shop.database.pool, 5_000, 10), quantity: 1 }];
  const fetched = { lines, deliveryMethod: 'pick_up', expectedTotalAmount: 5_000 };
  await offerPickUp({ isOn: true });
  expect((await place({ ...fetched, addressId: 'none' })).body.code).toBe('address_not_found');
  await offerPickUp({ isOn: false });
  expect(await place({ ...fetched, addressId })).toMatchObject({
    ...{ status: 422, body: { code: 'pick_up_not_offered' } },
  });
  const quote = (body: object) => shopper.call('POST', '/quotes', { body });
  expect((await quote({ lines, deliveryMethod: 'pick_up' })).body.code).toBe('pick_up_not_offered');
  expect((await quote({ lines })).body.pickUp).toBeNull();
});
