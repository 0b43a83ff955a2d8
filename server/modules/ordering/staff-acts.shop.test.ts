import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../test/support/back-office.ts';
import { expectBooksToAgree } from '../../../test/support/expect-books.ts';
import { newSku } from '../../../test/support/new-sku.ts';
import { onOneServer } from '../../../test/support/on-one-server.ts';
import { playPayment } from '../../../test/support/play-payment.ts';
import { openPayment, placeOrder, signUp, type Shopper } from '../../../test/support/shopper.ts';
import { tellListeners } from '../../../test/support/tell-listeners.ts';
import { MUCH_UNPAID, startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import { waitForWaiting, whileHeld } from '../../../test/support/while-held.ts';

let shop: TestShop;
let shopper: Shopper;
let service: StaffCaller;
let skuIds: readonly string[];
let orderNo: string;

beforeAll(async () => {
  // No jobs run by themselves here: each test says when.
  shop = await startTestShop({ ROLE: 'web', LOG_LEVEL: 'silent', ...MUCH_UNPAID });
  skuIds = [await newSku(shop.database.pool, 10_000, 1_000), await newSku(shop.database.pool, 300, 1_000)];
  shopper = await signUp(shop.url);
  service = await signInAs(shop.url, 'service');
}, 120_000);
afterAll(() => shop.stop());
beforeEach(async () => {
  const lines = skuIds.map((skuId) => ({ skuId, quantity: 1 }));
  orderNo = (await placeOrder(shopper, lines)).body.orderNo;
});

const act = (method: string, name: string, body: unknown, key?: string) =>
  service.call(method, `/staff/orders/${orderNo}/${name}`, { body, ...(key !== undefined && { key }) });
const changePrice = (totalAmount: number, more: object = {}) =>
  act('POST', 'price-changes', { totalAmount, reason: '老顾客', ...more });
const own = async () => (await shopper.call('GET', `/orders/${orderNo}`)).body;
const pay = async () => {
  const { paymentNo } = (await openPayment(shopper, orderNo)).body;
  await playPayment(shopper, paymentNo, 'succeed');
};
async function trail(): Promise<Record<string, unknown>[]> {
  const owner = await signInAs(shop.url, 'owner');
  return (await owner.call('GET', `/staff/audit?subjectKind=order&subjectId=${orderNo}`)).body.items;
}
async function query<Row>(text: string, ...values: unknown[]): Promise<Row[]> {
  return (await shop.database.pool.query(text, values)).rows as Row[];
}

test('a price is changed before it is paid, adds up, is told to the customer and is what is paid then', async () => {
  const before = await own();
  expect((await changePrice(before.totalAmount - 1_030)).body).toMatchObject({
    ...{
      totalAmount: before.totalAmount - 1_030,
      discountAmount: 1_030,
      freightAmount: before.freightAmount,
    },
    timeline: [
      { type: 'placed' },
      { type: 'price_changed', by: 'staff', byId: service.staffId, byName: '客服小林', reason: '老顾客' },
    ],
  });
  const after = await own();
  expect(after.lines.map((line: { discountAmount: number }) => line.discountAmount)).toEqual([1_000, 30]);
  expect(after.timeline[1].note).toBe('店家把应付金额从 ¥103.00 改为 ¥92.70，请按新的金额付款。原因：老顾客');
  expect((await changePrice(before.totalAmount + 500)).body).toMatchObject({
    ...{ discountAmount: 0, freightAmount: before.freightAmount + 500 },
  });
  // Once more, and nothing has happened.
  expect((await changePrice(before.totalAmount + 500)).body.timeline).toHaveLength(3);
  await pay();
  expect(await own()).toMatchObject({ state: 'awaiting_shipment', paidAmount: before.totalAmount + 500 });
  expect((await changePrice(100)).body).toMatchObject({
    ...{ code: 'price_not_changeable', state: 'awaiting_shipment' },
  });
  expect(await trail()).toMatchObject([
    { what: 'order:price', after: { totalAmount: before.totalAmount + 500 } },
    {
      ...{ what: 'order:price', byId: service.staffId, reason: '老顾客' },
      before: { totalAmount: before.totalAmount, discountAmount: 0 },
      after: { totalAmount: before.totalAmount - 1_030, discountAmount: 1_030 },
    },
  ]);
});

test('payments that were open when the price was changed are ended, and money that comes by one goes back', async () => {
  const { totalAmount } = await own();
  const { paymentNo } = (await openPayment(shopper, orderNo)).body;
  await changePrice(totalAmount - 300);
  const payment = await shopper.call('GET', `/payments/${paymentNo}`);
  expect(payment.body.state).toBe('cancelled');
  // As at a gateway that had answered that it was closed, and had the money already.
  await query(`update sandbox_bank.payments set state = 'open' where payment_no = $1`, paymentNo);
  await playPayment(shopper, paymentNo, 'succeed');
  expect(await own()).toMatchObject({ state: 'awaiting_payment', paidAmount: totalAmount });
  expect((await own()).timeline.at(-1).type).toBe('paid_old_price');
  await pay();
  expect(await own()).toMatchObject({ state: 'awaiting_shipment', totalAmount: totalAmount - 300 });
  await tellListeners(shop);
  await expectBooksToAgree(shop.database.pool);
});

test('a payment of the old amount that was opened while the price was changed is ended when payments hear of it', async () => {
  const { totalAmount } = await own();
  await changePrice(totalAmount - 300);
  const [old, fresh] = [
    (await openPayment(shopper, orderNo)).body,
    (await openPayment(shopper, orderNo)).body,
  ];
  await query('update payments set amount_fen = $2 where payment_no = $1', old.paymentNo, totalAmount);
  await tellListeners(shop);
  const states = await query(
    'select payment_no, state from payments where order_no = $1 order by payment_no',
    orderNo,
  );
  expect(states).toEqual([
    { payment_no: old.paymentNo, state: 'cancelled' },
    { payment_no: fresh.paymentNo, state: 'pending' },
  ]);
});

onOneServer('of two who change the same price at once, the second is told what it is now', async () => {
  const { totalAmount: expectedTotalAmount } = await own();
  const { pool } = shop.database;
  const running: ReturnType<typeof changePrice>[] = [];
  await whileHeld(pool, 'select from orders where order_no = $1 for update', [orderNo], async () => {
    for (const less of [100, 200])
      running.push(changePrice(expectedTotalAmount - less, { expectedTotalAmount }));
    await waitForWaiting(pool, 2);
  });
  const answers = await Promise.all(running);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  const [done, late] = answers.toSorted((a, b) => a.status - b.status);
  expect(late!.body).toMatchObject({
    ...{ code: 'price_changed_meanwhile', totalAmount: done!.body.totalAmount },
  });
});

test('staff and customer race: whether it is paid or cancelled first, goods and money agree', async () => {
  for (let round = 0; round < 4; round += 1) {
    const { body } = await placeOrder(shopper, [{ skuId: skuIds[0]!, quantity: 1 }]);
    orderNo = body.orderNo;
    const { paymentNo } = (await openPayment(shopper, orderNo)).body;
    const [cancelled] = await Promise.all([
      act('POST', 'cancellation', { reason: '缺货' }),
      shopper.call('POST', `/demo/payments/${paymentNo}`, { body: { outcome: 'succeed' } }),
    ]);
    expect(cancelled.body).toMatchObject({ state: 'cancelled' });
  }
  await tellListeners(shop);
  await expectBooksToAgree(shop.database.pool);
});

test('staff cancel a paid order: money goes back by itself, and the customer reads why', async () => {
  await pay();
  const { body } = await act('POST', 'cancellation', { reason: '仓库破损' });
  expect(body).toMatchObject({ state: 'cancelled', actions: [] });
  await tellListeners(shop);
  const { timeline } = await own();
  expect(timeline.at(-1)).toMatchObject({
    ...{ type: 'cancelled_by_shop', note: '店家取消了订单，¥103.00 将原路退回。原因：仓库破损' },
  });
  expect(
    await query('select amount_fen, requested_by, requested_by_id from refunds where order_no = $1', orderNo),
  ).toEqual([{ amount_fen: '10300', requested_by: 'staff', requested_by_id: service.staffId }]);
  expect((await act('POST', 'cancellation', { reason: '再来' })).body).toMatchObject({
    ...{ code: 'not_cancellable', state: 'cancelled' },
  });
  expect(await trail()).toMatchObject([{ what: 'order:cancel', after: { refundAmount: 10_300 } }]);
  const shown = (await service.call('GET', `/staff/orders/${orderNo}`)).body;
  expect(shown).toMatchObject({ payments: [{ state: 'succeeded' }], refunds: [{ amount: 10_300 }] });
});

test('an address is changed before anything has left; the trail holds it sealed, the history says only that it was', async () => {
  const place = { recipient: '王大力', phone: '13900139000', regionCode: '110105', street: '建国路 1 号' };
  const { body } = await act('PUT', 'address', { ...place, reason: '顾客来电' });
  expect(body.address).toMatchObject({ recipient: '王**', phone: '139****9000', regionCode: '110105' });
  expect((await own()).address).toMatchObject(place);
  // The same once more is no change.
  expect((await act('PUT', 'address', { ...place, reason: '顾客来电' })).body.timeline).toHaveLength(2);
  // What is left out stays, the customer's own note too.
  await act('PUT', 'address', { phone: '13700137000', reason: '换了号码' });
  expect((await own()).address).toMatchObject({ ...place, phone: '13700137000' });
  await act('PUT', 'address', { phone: place.phone, reason: '又换回来' });
  const stored = JSON.stringify([
    await query('select facts from order_events where order_no = $1', orderNo),
    await query('select before, after, reason from audit_acts where subject_id = $1', orderNo),
  ]);
  for (const word of [place.recipient, place.phone, place.street]) expect(stored).not.toContain(word);
  expect((await trail()).at(-1)).toMatchObject({ what: 'order:address', reason: '顾客来电' });
  const elsewhere = await act('PUT', 'address', { ...place, regionCode: '999999', reason: '换' });
  expect(elsewhere.body.code).toBe('region_unknown');
  await act('POST', 'cancellation', { reason: '缺货' });
  const late = await act('PUT', 'address', { ...place, street: '建国路 2 号', reason: '换' });
  expect(late.body.code).toBe('address_not_changeable');
});

test('notes are kept once for each key, sealed, and tell who wrote them', async () => {
  const key = randomUUID();
  const note = { text: '顾客李女士 13800138000 要求周末送' };
  for (let times = 0; times < 2; times += 1)
    expect((await act('POST', 'notes', note, key)).body.notes).toMatchObject([
      { ...note, byId: service.staffId, byName: '客服小林' },
    ]);
  expect((await act('POST', 'notes', { text: '别的' }, key)).body.code).toBe('idempotency_key_reused');
  const [row] = await query<{ sealed: Buffer }>(
    'select sealed from order_notes where order_no = $1',
    orderNo,
  );
  expect(row!.sealed.toString('latin1')).not.toContain('13800138000');
  expect(JSON.stringify(await trail())).not.toContain('13800138000');
  expect(await trail()).toMatchObject([{ what: 'order:note' }]);
});

test('tags are words of the shop, put and taken off as a whole, with nothing like a phone among them', async () => {
  expect((await act('PUT', 'tags', { tags: ['加急', '赠品'] })).body.tags).toEqual(['加急', '赠品']);
  expect((await act('PUT', 'tags', { tags: ['加急', '赠品'] })).body.tags).toEqual(['加急', '赠品']);
  expect((await act('PUT', 'tags', { tags: ['赠品'] })).body.tags).toEqual(['赠品']);
  expect((await service.call('GET', '/staff/order-tags')).body.items).toEqual(
    expect.arrayContaining(['加急', '赠品']),
  );
  expect((await act('PUT', 'tags', { tags: ['13800138000'] })).body.code).toBe('malformed');
  expect((await act('PUT', 'tags', { tags: [] })).body.tags).toEqual([]);
  expect(await trail()).toMatchObject([
    { before: { tags: ['赠品'] }, after: { tags: [] } },
    { before: { tags: ['加急', '赠品'] }, after: { tags: ['赠品'] } },
    { what: 'order:tag', before: { tags: [] }, after: { tags: ['加急', '赠品'] } },
  ]);
});
