import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../test/support/back-office.ts';
import { expectBooksToAgree } from '../../../test/support/expect-books.ts';
import { newSku } from '../../../test/support/new-sku.ts';
import { playPayment } from '../../../test/support/play-payment.ts';
import { newPhone, openPayment, signUp, type Shopper } from '../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';

let shop: TestShop;
let shopper: Shopper;
let service: StaffCaller;
let skuId: string;

beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web', LOG_LEVEL: 'silent' });
  skuId = await newSku(shop.database.pool, 10_000, 5);
  shopper = await signUp(shop.url);
  service = await signInAs(shop.url, 'service');
}, 120_000);
afterAll(() => shop.stop());

const PLACE = { recipient: '王大力', phone: '13900139000', regionCode: '110105', street: '建国路 1 号' };
const place = (change: object = {}, key: string = randomUUID()) =>
  service.call('POST', '/staff/orders', {
    key,
    body: {
      ...{ phone: shopper.phone, lines: [{ skuId, quantity: 1 }], address: PLACE, note: '来电下单' },
      ...{ expectedTotalAmount: 10_000, ...change },
    },
  });

test('an order that staff place is its customer’s: once for each key, told by whom, and paid as any other', async () => {
  const key = randomUUID();
  const { status, body } = await place({}, key);
  expect(status, JSON.stringify(body)).toBe(201);
  expect(body).toMatchObject({
    ...{ customerId: shopper.customerId, state: 'awaiting_payment', totalAmount: 10_000 },
    timeline: [{ type: 'placed', by: 'staff', byId: service.staffId, byName: '客服小林' }],
  });
  const { orderNo } = body;
  const again = await place({}, key);
  expect([again.status, again.body.orderNo]).toEqual([201, orderNo]);
  expect((await place({ address: { ...PLACE, street: '建国路 2 号' } }, key)).body.code).toBe(
    'idempotency_key_reused',
  );
  const own = (await shopper.call('GET', `/orders/${orderNo}`)).body;
  expect(own).toMatchObject({ address: PLACE, note: '来电下单' });
  expect(own.timeline[0].note).toBe('店家替你下了单，库存为你保留 30 分钟，请在此之前付款。');
  expect((await shopper.call('GET', '/addresses')).body.items).toHaveLength(1);
  await playPayment(shopper, (await openPayment(shopper, orderNo)).body.paymentNo, 'succeed');
  const owner = await signInAs(shop.url, 'owner');
  const trail = await owner.call('GET', `/staff/audit?subjectKind=order&subjectId=${orderNo}`);
  expect(trail.body.items).toMatchObject([
    { what: 'order:place', byId: service.staffId, after: { totalAmount: 10_000, pieces: 1 } },
  ]);
  await expectBooksToAgree(shop.database.pool);
});

test('a customer who names their key as those of staff are named keeps none of these orders from being placed', async () => {
  const key = randomUUID();
  const body = {
    ...{ lines: [{ skuId, quantity: 1 }], addressId: shopper.addressId, expectedTotalAmount: 10_000 },
  };
  for (const prefix of ['staff ', '员工 '].map((word) => Buffer.from(word).toString('latin1')))
    expect((await shopper.call('POST', '/orders', { key: `${prefix}${key}`, body })).status).toBeLessThan(
      500,
    );
  const { status, body: placed } = await place({}, key);
  expect(status, JSON.stringify(placed)).toBe(201);
});

test('nobody orders for who has no account or has not agreed, nor past the limits of an order', async () => {
  expect((await place({ phone: newPhone() })).body.code).toBe('customer_unknown');
  expect((await place({ phone: '12' })).body.code).toBe('phone_invalid');
  expect((await place({ address: { ...PLACE, regionCode: '999999' } })).body.code).toBe('region_unknown');
  expect((await place({ expectedTotalAmount: 1 })).body.code).toBe('price_changed');
  const lines = [{ skuId, quantity: 6 }];
  expect((await place({ lines, expectedTotalAmount: 60_000 })).body.code).toBe('out_of_stock');
  await shop.database.pool.query(`update consents set version = '2020-01-01' where customer_id = $1`, [
    shopper.customerId,
  ]);
  expect((await place()).body.code).toBe('customer_not_agreed');
});
