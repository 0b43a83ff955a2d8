import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../test/support/back-office.ts';
import { newSku } from '../../../test/support/new-sku.ts';
import { makeCaller, newPhone, placeOrder, signUp, type Shopper } from '../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import type { SkuId } from '../../kernel/ids.ts';

const PHONE = '13911113333';
let shop: TestShop;
let shopper: Shopper;
let service: StaffCaller;
let viewer: StaffCaller;
let skuId: SkuId;
let orderNo: string;
beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web' });
  shopper = await signUp(shop.url, PHONE);
  skuId = await newSku(shop.database.pool, 10_000, 100);
  orderNo = (await placeOrder(shopper, [{ skuId, quantity: 2 }])).body.orderNo;
  service = await signInAs(shop.url, 'service');
  viewer = await signInAs(shop.url, 'viewer');
}, 120_000);
afterAll(() => shop.stop());

const card = async () => (await service.call('GET', `/staff/customers/${shopper.customerId}`)).body;
const post = (what: string, body: object) =>
  service.call('POST', `/staff/customers/${shopper.customerId}/${what}`, { body });
const list = async (query: Record<string, string>) =>
  (await service.call('GET', `/staff/customers?${new URLSearchParams(query).toString()}`)).body;

test('a customer is found by the whole phone, the id or an order, and by no part of them', async () => {
  for (const q of [PHONE, '+86 139-1111-3333', shopper.customerId, orderNo, orderNo.toLowerCase()])
    expect((await list({ q })).items, q).toMatchObject([
      { customerId: shopper.customerId, phoneMasked: '139****3333', tags: [], deactivatedAt: null },
    ]);
  for (const q of ['1391111', '3333', shopper.customerId.slice(0, 6), newPhone(), "' or true"])
    expect((await list({ q })).items, q).toEqual([]);
  expect((await viewer.call('GET', '/staff/customers')).body.code).toBe('not_permitted');
});

test('the list has the newest first and goes on after its last', async () => {
  const newer = await signUp(shop.url);
  const first = await list({ limit: '1' });
  const second = await list({ limit: '1', cursor: first.nextCursor });
  expect([...first.items, ...second.items].map(({ customerId }) => customerId)).toEqual([
    newer.customerId,
    shopper.customerId,
  ]);
});

test('a card tells everything and nothing personal in full', async () => {
  const own = (await shopper.call('GET', '/addresses')).body.items[0];
  const seen = await card();
  expect(seen).toMatchObject({
    ...{ phoneMasked: '139****3333', orderCount: 1, sessionCount: 1, notes: [], eraseAt: null },
    orders: [{ orderNo, state: 'awaiting_payment', totalAmount: 20_000, pieceCount: 2 }],
    addresses: [{ id: own.id, region: own.region }],
    deactivation: null,
  });
  const text = JSON.stringify(seen);
  for (const value of [PHONE, own.recipient, own.phone, own.street]) expect(text).not.toContain(value);
});

test('what is revealed is on record for the customer and in the trail, with the reason', async () => {
  const own = (await shopper.call('GET', '/addresses')).body.items[0];
  expect((await post('revealing', { field: 'phone', reason: '回电' })).body).toEqual({ phone: PHONE });
  const address = { field: 'address', addressId: own.id, reason: '核对地址' };
  expect((await post('revealing', address)).body).toMatchObject({
    recipient: own.recipient,
    phone: own.phone,
  });
  expect((await shopper.call('GET', '/privacy/reads')).body.items).toMatchObject([
    { what: 'customer.address', why: '核对地址' },
    { what: 'customer.phone', why: '回电', staffName: '客服小林' },
  ]);
  const owner = await signInAs(shop.url, 'owner');
  const about = `subjectKind=customer&subjectId=${shopper.customerId}`;
  const trail = (await owner.call('GET', `/staff/audit?${about}`)).body.items;
  expect(trail).toMatchObject([
    { what: 'customer:reveal', after: { field: 'address' }, reason: '核对地址' },
    { what: 'customer:reveal', after: { field: 'phone' } },
  ]);
  for (const value of [PHONE, own.recipient, own.street]) expect(JSON.stringify(trail)).not.toContain(value);
});

test('another customer’s address is not revealed, and nothing without a reason', async () => {
  const other = await signUp(shop.url);
  const before = (await shopper.call('GET', '/privacy/reads')).body.items.length;
  const foreign = { field: 'address', addressId: other.addressId, reason: '好奇' };
  expect((await post('revealing', foreign)).body.code).toBe('customer_not_found');
  expect((await post('revealing', { field: 'phone', reason: ' ' })).body.code).toBe('malformed');
  expect((await shopper.call('GET', '/privacy/reads')).body.items).toHaveLength(before);
});

test('tags and notes are kept, sorted by, told in the card and found in the trail without their words', async () => {
  const path = `/staff/customers/${shopper.customerId}/tags`;
  const put = (tags: string[]) => service.call('PUT', path, { body: { tags } });
  await put(['老顾客', '要发票']);
  expect((await put(['老顾客', '急件'])).body.tags).toEqual(['老顾客', '急件']);
  expect((await list({ tag: '急件' })).items).toMatchObject([{ customerId: shopper.customerId }]);
  expect((await list({ tag: '要发票' })).items).toEqual([]);
  expect((await put(['一二三四五六七八九十一二三'])).body.code).toBe('malformed');

  const note = await post('notes', { text: '喜欢晚上送\n不要放驿站' });
  expect(note.status).toBe(201);
  expect((await post('notes', { text: '回电 138 0013 8000' })).body.code).toBe('note_holds_number');
  expect(await card()).toMatchObject({
    tags: ['老顾客', '急件'],
    notes: [{ text: '喜欢晚上送\n不要放驿站', memberId: service.staffId }],
  });
  const owner = await signInAs(shop.url, 'owner');
  const trail = (await owner.call('GET', '/staff/audit?what=customer:note')).body.items;
  expect(trail).toHaveLength(1);
  expect(JSON.stringify(trail)).not.toContain('驿站');
  const gone = `/staff/customers/${shopper.customerId}/notes/${note.body.noteId}`;
  expect((await service.call('DELETE', gone)).status).toBe(204);
  expect((await card()).notes).toEqual([]);
});

test('a closed account is out at once, orders nothing, and is told so when it signs in; opened again it is as before', async () => {
  const [one, two] = [await signUp(shop.url, PHONE), await signUp(shop.url)];
  const session = (await shop.house.signIn.session(one.token))!;
  expect((await post('deactivation', { reason: '多次恶意退货' })).status).toBe(204);
  expect((await one.call('GET', '/me')).status).toBe(401);
  // One whose session was asked for before: it is the account that is looked at.
  const placing = await shop.house.ordering.place(
    {
      customerId: session.customerId,
      idempotencyKey: 'k'.repeat(36),
      lines: [{ skuId, quantity: 1 }],
      addressId: one.addressId as never,
      expectedTotalAmount: 10_000 as never,
    },
    'zh-CN',
  );
  expect(placing).toMatchObject({ ok: false, error: { code: 'account_deactivated' } });
  await expect(signUp(shop.url, PHONE)).rejects.toThrow('account_deactivated');
  expect((await placeOrder(two, [{ skuId, quantity: 1 }])).status).toBe(201);
  expect(await card()).toMatchObject({
    sessionCount: 0,
    deactivation: { memberId: service.staffId, reason: '多次恶意退货' },
    orders: [{ orderNo, state: 'awaiting_payment' }],
  });
  expect((await post('reactivation', { reason: '说清楚了' })).status).toBe(204);
  expect((await (await signUp(shop.url, PHONE)).call('GET', '/me')).status).toBe(200);
});

test('nobody there is nobody, whatever is asked', async () => {
  for (const id of ['000000000000', 'x', "' or true"]) {
    const path = `/staff/customers/${encodeURIComponent(id)}`;
    expect((await service.call('GET', path)).body.code).toBe('customer_not_found');
    const reason = { body: { reason: '试试' } };
    expect((await service.call('POST', `${path}/deactivation`, reason)).body.code).toBe('customer_not_found');
    const tags = { body: { tags: ['x'] } };
    expect((await service.call('PUT', `${path}/tags`, tags)).body.code).toBe('customer_not_found');
  }
  expect((await makeCaller(shop.url).call('GET', '/staff/customers')).body.code).toBe('no_session');
});
