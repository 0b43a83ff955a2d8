import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../test/support/back-office.ts';
import { newSkus } from '../../../test/support/new-sku.ts';
import { openPayment, signUp, type AnyAnswer, type Shopper } from '../../../test/support/shopper.ts';
import { runDueJobs } from '../../../test/support/pass-time.ts';
import { playPayment } from '../../../test/support/play-payment.ts';
import { MUCH_UNPAID, startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import type { SkuId } from '../../kernel/ids.ts';

const GIFT = {
  recipient: '欧阳若兰',
  phone: '15912345678',
  regionCode: '510107',
  street: '武侯祠大街 231 号',
};

let shop: TestShop;
let [ada, bob]: Shopper[] = [];
let [common, rare]: SkuId[] = [];
/** Of Ada, oldest first: a common thing, a rare one to somebody else, both together; and Bob's common one. */
let numbers: string[];
let looking: StaffCaller;

beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web', ...MUCH_UNPAID });
  [ada, bob] = await Promise.all([signUp(shop.url), signUp(shop.url)]);
  [common, rare] = await newSkus(shop.database.pool, 2, 10_000, 100);
  const gift = (await ada!.call('POST', '/addresses', { body: GIFT })).body.id as string;
  numbers = [];
  for (const [who, skus, addressId] of [
    [ada!, [common!], ada!.addressId],
    [ada!, [rare!], gift],
    [ada!, [common!, rare!], ada!.addressId],
    [bob!, [common!], bob!.addressId],
  ] as const)
    numbers.push(await place(who, skus, addressId));
  looking = await signInAs(shop.url, 'viewer');
}, 120_000);
afterAll(() => shop.stop());

async function place(who: Shopper, skus: readonly SkuId[], addressId: string): Promise<string> {
  shop.clock.advance(60_000);
  const lines = skus.map((skuId) => ({ skuId, quantity: 1 }));
  const expectedTotalAmount = skus.length * 10_000;
  const body = { lines, addressId, expectedTotalAmount, note: '放门口' };
  return (await who.call('POST', '/orders', { key: randomUUID(), body })).body.orderNo;
}

async function list(asked: Record<string, string> = {}): Promise<AnyAnswer['body']> {
  return (await looking.call('GET', `/staff/orders?${new URLSearchParams(asked)}`)).body;
}
const found = async (asked: Record<string, string>): Promise<number[]> =>
  (await list(asked)).items.map(({ orderNo }: { orderNo: string }) => numbers.indexOf(orderNo));

test('all orders are listed newest first, page by page, and nothing personal in full', async () => {
  const first = await list({ limit: '3' });
  const rest = await list({ limit: '3', cursor: first.nextCursor });
  const all = [...first.items, ...rest.items];
  expect(all.map(({ orderNo }) => orderNo)).toEqual(numbers.toReversed());
  expect(rest.nextCursor).toBeNull();
  expect(all[2]).toMatchObject({
    ...{ state: 'awaiting_payment', customerId: ada!.customerId, hasNote: true, paidBy: null },
    address: {
      recipient: '欧**',
      phone: '159****5678',
      street: '***',
      region: ['四川省', '成都市', '武侯区'],
    },
    lines: [{ skuId: rare }],
  });
  const text = JSON.stringify(all);
  for (const value of [GIFT.recipient, GIFT.phone, GIFT.street, ada!.phone, '放门口'])
    expect(text).not.toContain(value);
});

test('an order is found by its number, the beginning and the end of it', async () => {
  const orderNo = numbers[1]!;
  expect(await found({ q: orderNo })).toEqual([1]);
  expect(await found({ q: orderNo.slice(0, 14).toLowerCase() })).toEqual([1]);
  expect(await found({ q: orderNo.slice(-5) })).toEqual([1]);
  expect(await found({ q: orderNo.slice(-9) })).toEqual([1]);
  expect(await found({ q: numbers[0]!.slice(0, 6) })).toEqual([3, 2, 1, 0]);
  expect((await list({ q: orderNo.slice(-5) })).foundBy).toBe('end');
});

test('a phone finds the orders of its account and those that go to it, each once, for who may see phones', async () => {
  expect(await found({ q: ada!.phone })).toEqual([]);
  looking = await signInAs(shop.url, 'service');
  expect(await found({ q: ada!.phone })).toEqual([2, 1, 0]);
  expect(await found({ q: GIFT.phone })).toEqual([1]);
  expect(await found({ q: '13800138000' })).toEqual([3, 2, 0]);
  expect(await found({ q: '13000000001' })).toEqual([]);
  const service = await signInAs(shop.url, 'service');
  const body = { ...GIFT, phone: '15987654321', reason: '收件人换了号码' };
  await service.call('PUT', `/staff/orders/${numbers[1]}/address`, { body });
  expect([await found({ q: GIFT.phone }), await found({ q: body.phone })]).toEqual([[], [1]]);
});

test('the code of a SKU and the name of a product find the orders that hold it, page by page', async () => {
  const { rows } = await shop.database.pool.query<{ code: string }>(
    'select code from skus where sku_id = $1',
    [rare],
  );
  expect(await found({ q: rows[0]!.code.toLowerCase() })).toEqual([2, 1]);
  expect(await found({ sku: common! })).toEqual([3, 2, 0]);
  expect(await found({ sku: common!, q: ada!.phone })).toEqual([2, 0]);
  const page = await list({ sku: common!, limit: '2' });
  expect(await found({ sku: common!, limit: '2', cursor: page.nextCursor })).toEqual([0]);
  const earphone = (await shop.house.catalog.products({ q: '耳机' }, 'zh-CN')).items[0]!;
  const { skus } = (await shop.house.catalog.product(earphone.slug, 'zh-CN'))!;
  const quote = await bob!.call('POST', '/quotes', {
    body: { lines: [{ skuId: skus[0]!.id, quantity: 1 }] },
  });
  const body = {
    ...{ lines: [{ skuId: skus[0]!.id, quantity: 1 }], addressId: bob!.addressId },
    expectedTotalAmount: quote.body.totalAmount,
  };
  const { orderNo } = (await bob!.call('POST', '/orders', { key: randomUUID(), body })).body;
  const answer = await list({ q: '降噪耳机' });
  expect(answer).toMatchObject({ items: [{ orderNo }], foundBy: 'product' });
});

test('state, time and gateway leave out what is not asked for, and tabs tell how many there are', async () => {
  const payment = (await openPayment(ada!, numbers[0]!)).body;
  await playPayment(ada!, payment.paymentNo, 'succeed');
  const paid = await waitFor('the payment', async () => {
    const { items } = await list({ state: 'awaiting_shipment' });
    return items.length > 0 && items;
  });
  expect(paid).toMatchObject([{ orderNo: numbers[0], paidBy: 'sandbox', paidAmount: 10_000 }]);
  expect(await found({ gateway: 'sandbox' })).toEqual([0]);
  expect(await found({ gateway: 'wechat' })).toEqual([]);
  const { placedAt } = (await list({ q: numbers[2]! })).items[0];
  expect(await found({ placedTo: placedAt })).toEqual([1, 0]);
  expect((await found({ placedFrom: placedAt })).slice(-2)).toEqual([3, 2]);
  expect(await found({ sku: common!, placedTo: placedAt })).toEqual([0]);
  const service = await signInAs(shop.url, 'service');
  await service.call('PUT', `/staff/orders/${numbers[3]}/tags`, { body: { tags: ['加急'] } });
  expect(await list({ flag: '加急' })).toMatchObject({ items: [{ orderNo: numbers[3], tags: ['加急'] }] });
  const counts = (await looking.call('GET', '/staff/order-counts')).body;
  expect(counts.slice(0, 2)).toEqual([
    { state: 'awaiting_payment', count: 4, isMore: false },
    { state: 'awaiting_shipment', count: 1, isMore: false },
  ]);
});

test('a cursor of somebody’s own making is refused', async () => {
  for (const cursor of ['all.x', `phone.${'0'.repeat(30)}`, 'sku.1:2.x', 'else.1:2'])
    expect((await list({ cursor })).code).toBe('malformed');
});

test('what is filtered is made into a file, masked, in which nothing runs', async () => {
  await shop.database.pool.query(
    `update products set name = '=HYPERLINK("//x")' where product_id = (select product_id from skus where sku_id = $1)`,
    [rare],
  );
  const orderNo = await place(ada!, [rare!], ada!.addressId);
  const body = { format: 'csv', states: ['awaiting_payment'], sku: rare! };
  const { id } = (await looking.call('POST', '/staff/order-exports', { body })).body;
  await runDueJobs(shop);
  const task = (await looking.call('GET', `/staff/tasks/${id}`)).body;
  expect(task.report).toEqual({ orders: 3 });
  const got = await fetch(`${shop.url}${task.result.url}`, {
    headers: { authorization: `Bearer ${looking.token}` },
  });
  const [head, first, ...rest] = (await got.text()).trimEnd().split('\r\n');
  expect(head).toMatch(/^订单号,下单时间,状态/);
  expect(first).toMatch(new RegExp(`^${orderNo},.*,待付款,"'=HYPERLINK`));
  expect(first).toContain('李**,138****8000,上海市 上海市 浦东新区,快递,100.00');
  expect(rest).toHaveLength(2);
});
