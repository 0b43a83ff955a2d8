import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newDeviceMark } from '../../server/kernel/device-mark.ts';
import type { SkuId } from '../../server/kernel/ids.ts';
import { expectBooksToAgree } from '../support/expect-books.ts';
import { newSkus } from '../support/new-sku.ts';
import {
  makeCaller,
  newClientAddress,
  newPhone,
  placeOrder,
  signUp,
  type Answer,
  type Caller,
  type Shopper,
  type WantedSku,
} from '../support/shopper.ts';
import { startTestShop, type TestProcess, type TestShop } from '../support/test-shop.ts';

const PRICE = 10_000;
const [CUSTOMER_ORDERS, CUSTOMER_PIECES, SKU_PIECES] = [10, 300, 100];
/** Small, so that a few customers reach them. */
const [DEVICE_ORDERS, DEVICE_PIECES, NETWORK_ORDERS] = [4, 50, 6];

let shop: TestShop;
let other: TestProcess;

beforeAll(async () => {
  shop = await startTestShop({
    RATE_LIMITS: 'on',
    TRUSTED_PROXIES: '1',
    ORDER_UNPAID_ORDERS_OF_DEVICE: String(DEVICE_ORDERS),
    ORDER_UNPAID_PIECES_OF_DEVICE: String(DEVICE_PIECES),
    ORDER_UNPAID_ORDERS_OF_ADDRESS: String(NETWORK_ORDERS),
  });
  other = await shop.another();
}, 120_000);
afterAll(async () => {
  await other.stop();
  await shop.stop();
});

const newcomer = (): Promise<Shopper> => signUp(shop.url, newPhone(), newClientAddress());

/** Orders from an address of its own, unless a test says from where. */
function order(
  who: Caller,
  { addressId }: Shopper,
  lines: readonly WantedSku[],
  { address = newClientAddress(), mark }: { address?: string; mark?: string } = {},
): Promise<Answer> {
  const pieces = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return who.call('POST', '/orders', {
    key: randomUUID(),
    headers: { 'x-forwarded-for': address, ...(mark === undefined ? {} : { cookie: `ks_device=${mark}` }) },
    body: { lines, addressId, expectedTotalAmount: PRICE * pieces },
  });
}

async function sumReserved(skuIds: readonly string[]): Promise<number> {
  const { rows } = await shop.database.pool.query<{ sum: number }>(
    'select coalesce(sum(reserved), 0)::int as sum from stock where sku_id = any($1::bigint[])',
    [skuIds],
  );
  return rows[0]!.sum;
}

const codesOf = (answers: readonly Answer[]): Set<unknown> =>
  new Set(answers.flatMap(({ status, body }) => (status < 400 ? [] : [body['code']])));
const countPlaced = (answers: readonly Answer[]): number =>
  answers.filter(({ status }) => status === 201).length;

test('one account cannot hold the whole shop', async () => {
  const attacker = await newcomer();
  const skuIds = await newSkus(shop.database.pool, 240, PRICE, 93);
  const all = skuIds.map((skuId) => ({ skuId, quantity: 93 }));
  const answers = [];
  for (let n = 0; n < all.length; n += 80)
    answers.push(await order(attacker, attacker, all.slice(n, n + 80)));
  // Neither by many small orders.
  for (const line of all.slice(0, 40)) answers.push(await order(attacker, attacker, [line]));
  expect(codesOf(answers)).toEqual(new Set(['unpaid_pieces_limit']));
  expect(await sumReserved(skuIds)).toBeLessThanOrEqual(CUSTOMER_PIECES);
  expect(await sumReserved(skuIds)).toBeGreaterThan(0);
  await expectBooksToAgree(shop.database.pool);
});

test('nobody holds more of one SKU than its limit, whether in one order or in many', async () => {
  const attacker = await newcomer();
  const [skuId] = (await newSkus(shop.database.pool, 1, PRICE, 500)) as [SkuId];
  const inOne = await order(attacker, attacker, [{ skuId, quantity: SKU_PIECES + 1 }]);
  expect(inOne).toMatchObject({ status: 409, body: { code: 'unpaid_sku_limit', limit: SKU_PIECES } });
  const inMany = [];
  for (let n = 0; n < 5; n += 1) inMany.push(await order(attacker, attacker, [{ skuId, quantity: 40 }]));
  expect(inMany.map(({ status }) => status)).toEqual([201, 201, 409, 409, 409]);
  expect(inMany.at(-1)?.body).toMatchObject({ lines: [{ skuId, requested: 40, left: 20 }] });
  expect(inMany.at(-1)?.body['detail']).toMatch(/每种商品没付款的最多 100 件，现在还能买 20 件/);
});

test('fifty orders at once, in two processes and of different goods, do not pass the limit', async () => {
  const attacker = await newcomer();
  const tabs = [shop, other].map(({ url }) => makeCaller(url, attacker.token));
  const skuIds = await newSkus(shop.database.pool, 50, PRICE, 10);
  const answers = await Promise.all(
    skuIds.map((skuId, n) => order(tabs[n % 2]!, attacker, [{ skuId, quantity: 1 }])),
  );
  expect(countPlaced(answers)).toBe(CUSTOMER_ORDERS);
  expect(codesOf(answers)).toEqual(new Set(['unpaid_orders_limit']));
  const refused = answers.find(({ status }) => status === 409)!;
  expect(refused.body['detail']).toBe('你有 10 笔订单还没有付款，没有再下单。请先付款或取消其中一笔。');
  await expectBooksToAgree(shop.database.pool);
});

test('what is paid or cancelled makes room again', async () => {
  const customer = await newcomer();
  const skuIds = await newSkus(shop.database.pool, CUSTOMER_ORDERS + 1, PRICE, 10);
  const lines = skuIds.map((skuId) => [{ skuId, quantity: 1 }]);
  const placed = [];
  for (const line of lines) placed.push(await order(customer, customer, line));
  expect(placed.at(-1)?.body['code']).toBe('unpaid_orders_limit');
  await customer.call('POST', `/orders/${String(placed[0]!.body['orderNo'])}/cancellation`);
  expect((await order(customer, customer, lines.at(-1)!)).status).toBe(201);
});

test('a repeat of the order that reached the limit is answered with that order', async () => {
  const customer = await newcomer();
  const skuIds = await newSkus(shop.database.pool, CUSTOMER_ORDERS, PRICE, 10);
  const key = randomUUID();
  for (const skuId of skuIds.slice(1)) await order(customer, customer, [{ skuId, quantity: 1 }]);
  const last = [{ skuId: skuIds[0]!, quantity: 1 }];
  const answers = [await placeOrder(customer, last, key), await placeOrder(customer, last, key)];
  expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  expect(new Set(answers.map(({ body }) => body.orderNo)).size).toBe(1);
});

test('many accounts of one browser or of one network are counted together, also when they order at once', async () => {
  const customers = await Promise.all(Array.from({ length: 12 }, newcomer));
  const skuIds = await newSkus(shop.database.pool, customers.length, PRICE, 100);
  const from = async (place: () => { address?: string; mark?: string }): Promise<Answer[]> =>
    Promise.all(
      customers.map((customer, n) =>
        order(
          makeCaller((n % 2 ? shop : other).url, customer.token),
          customer,
          [{ skuId: skuIds[n]!, quantity: 1 }],
          place(),
        ),
      ),
    );
  const mark = newDeviceMark();
  const ofBrowser = await from(() => ({ mark }));
  expect(countPlaced(ofBrowser)).toBe(DEVICE_ORDERS);
  expect(codesOf(ofBrowser)).toEqual(new Set(['unpaid_nearby_limit']));
  const address = newClientAddress();
  const ofNetwork = await from(() => ({ address, mark: newDeviceMark() }));
  expect(countPlaced(ofNetwork)).toBe(NETWORK_ORDERS);
  expect(codesOf(ofNetwork)).toEqual(new Set(['unpaid_nearby_limit']));
  // Whoever is elsewhere is not kept from ordering.
  expect(countPlaced(await from(() => ({})))).toBe(customers.length);
});

test('where an order came from is forgotten as soon as it is not unpaid any more', async () => {
  const customer = await newcomer();
  const [skuId] = (await newSkus(shop.database.pool, 1, PRICE, 10)) as [SkuId];
  const placed = await order(customer, customer, [{ skuId, quantity: 1 }], { mark: newDeviceMark() });
  const readPlace = async () => {
    const { rows } = await shop.database.pool.query(
      `select unpaid_device is not null as "hasDevice", unpaid_network is not null as "hasNetwork"
       from orders where customer_id = $1 and order_no = $2`,
      [customer.customerId, placed.body['orderNo']],
    );
    return rows[0];
  };
  expect(await readPlace()).toEqual({ hasDevice: true, hasNetwork: true });
  await customer.call('POST', `/orders/${String(placed.body['orderNo'])}/cancellation`);
  expect(await readPlace()).toEqual({ hasDevice: false, hasNetwork: false });
});

test('a quote says before what would be refused, and to visitors no more than the limit of a SKU', async () => {
  const customer = await newcomer();
  const skuIds = await newSkus(shop.database.pool, CUSTOMER_ORDERS, PRICE, 500);
  const [skuId] = skuIds as [SkuId];
  const quote = (who: Caller, quantity: number) =>
    who.call('POST', '/quotes', { body: { lines: [{ skuId, quantity }] } });
  await order(customer, customer, [{ skuId, quantity: 60 }]);
  expect((await quote(customer, 41)).body).toMatchObject({
    lines: [{ available: 440, orderable: 40, problem: 'unpaid_sku_limit' }],
    payMinutes: 30,
  });
  expect((await quote(customer, 1)).body.lines[0]).toMatchObject({ orderable: 40 });
  expect((await quote(makeCaller(shop.url), 100)).body.lines[0]).toMatchObject({ orderable: 100 });
  expect((await quote(makeCaller(shop.url), 101)).body.lines[0].problem).toBe('unpaid_sku_limit');
  for (const next of skuIds.slice(1)) await order(customer, customer, [{ skuId: next, quantity: 1 }]);
  expect((await quote(customer, 1)).body.hindrance).toEqual({
    code: 'unpaid_orders_limit',
    unpaid: CUSTOMER_ORDERS,
    limit: CUSTOMER_ORDERS,
  });
});
