import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fen } from '../../kernel/money.ts';
import type { OrderNo, SkuId } from '../../kernel/ids.ts';
import { expectBooksToAgree } from '../../../test/support/expect-books.ts';
import { newSku as insertSku } from '../../../test/support/new-sku.ts';
import { seedShoppers, type SeededShopper } from '../../../test/support/seed-shoppers.ts';
import { MUCH_UNPAID, startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import type { PlaceOrder } from './order.ts';

let shop: TestShop;
let shoppers: SeededShopper[];

beforeAll(async () => {
  shop = await startTestShop(MUCH_UNPAID);
  shoppers = await seedShoppers(shop.house, 40);
}, 120_000);
afterAll(() => shop.stop());

const newSku = (price: number, stock: number): Promise<SkuId> => insertSku(shop.database.pool, price, stock);

function wish(
  shopper: SeededShopper,
  skuId: SkuId,
  quantity: number,
  total: number,
  key: string = randomUUID(),
): PlaceOrder {
  return {
    customerId: shopper.customerId,
    addressId: shopper.addressId,
    idempotencyKey: key,
    lines: [{ skuId, quantity }],
    expectedTotalAmount: fen(total),
  };
}

const place = (request: PlaceOrder) => shop.house.ordering.place(request, 'zh-CN');
const count = async (text: string, values: unknown[]): Promise<number> =>
  (await shop.database.pool.query<{ n: number }>(text, values)).rows[0]!.n;

test('many buyers of few pieces: each piece is sold once, and everyone else is told', async () => {
  const skuId = await newSku(10_000, 100);
  const outcomes = await Promise.all(
    Array.from({ length: 600 }, (_, index) =>
      place(wish(shoppers[index % shoppers.length]!, skuId, 1, 10_000)),
    ),
  );
  const refusals = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error]));
  expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(100);
  expect(refusals).toHaveLength(500);
  expect(new Set(refusals.map((refusal) => refusal.code))).toEqual(new Set(['out_of_stock']));
  expect(await count('select reserved as n from stock where sku_id = $1', [skuId])).toBe(100);
  await expectBooksToAgree(shop.database.pool);
});

test('one idempotency key repeated many times at once places one order, and every answer names it', async () => {
  const skuId = await newSku(10_000, 1_000);
  const request = wish(shoppers[0]!, skuId, 2, 20_000, 'the-same-key');
  const outcomes = await Promise.all(Array.from({ length: 500 }, () => place(request)));
  const orders = outcomes.map((outcome) => (outcome.ok ? outcome.value : undefined));
  expect(new Set(orders.map((one) => one?.order.orderNo)).size).toBe(1);
  expect(orders.filter((one) => one?.replayed === false)).toHaveLength(1);
  expect(await count('select reserved as n from stock where sku_id = $1', [skuId])).toBe(2);
});

test('a repeat is answered as the first time, even after the order moved on', async () => {
  const skuId = await newSku(10_000, 10);
  const request = wish(shoppers[1]!, skuId, 1, 10_000);
  const first = await place(request);
  if (!first.ok) throw new Error(first.error.code);
  await shop.house.ordering.cancel(request.customerId, first.value.order.orderNo, undefined, 'zh-CN');
  const again = await place(request);
  expect(again).toEqual({ ok: true, value: { order: first.value.order, replayed: true } });
});

test('the same key with another request is refused, at once and later', async () => {
  const skuId = await newSku(10_000, 10);
  const [one, other] = [
    wish(shoppers[2]!, skuId, 1, 10_000, 'a-key'),
    wish(shoppers[2]!, skuId, 2, 20_000, 'a-key'),
  ];
  const together = await Promise.all([place(one), place(other)]);
  expect(together.map((outcome) => (outcome.ok ? 'placed' : outcome.error.code))).toEqual([
    'placed',
    'idempotency_key_reused',
  ]);
  expect(await place(other)).toMatchObject({ ok: false, error: { code: 'idempotency_key_reused' } });
});

test('a repeat of the order that took the last piece is answered with that order, never told that nothing is left', async () => {
  for (let round = 0; round < 10; round += 1) {
    const skuId = await newSku(10_000, 1);
    const request = wish(shoppers[12]!, skuId, 1, 10_000);
    // More than one batch holds, so that repeats also wait behind the lock of the first try.
    const outcomes = await Promise.all(Array.from({ length: 600 }, () => place(request)));
    expect(
      new Set(outcomes.map((outcome) => (outcome.ok ? outcome.value.order.orderNo : outcome.error.code)))
        .size,
    ).toBe(1);
    expect(outcomes[0]!.ok).toBe(true);
  }
});

test('another request under the key of a refused one is decided for itself', async () => {
  const [gone, there] = [await newSku(10_000, 0), await newSku(10_000, 5)];
  const outcomes = await Promise.all([
    place(wish(shoppers[13]!, gone, 1, 10_000, 'shared')),
    place(wish(shoppers[13]!, there, 1, 10_000, 'shared')),
  ]);
  expect(outcomes.map((outcome) => (outcome.ok ? 'placed' : outcome.error.code))).toEqual([
    'out_of_stock',
    'placed',
  ]);
});

test('the key of one customer is free for another', async () => {
  const skuId = await newSku(10_000, 10);
  const outcomes = await Promise.all(
    [3, 4].map((n) => place(wish(shoppers[n]!, skuId, 1, 10_000, 'everyone’s key'))),
  );
  expect(outcomes.every((outcome) => outcome.ok && !outcome.value.replayed)).toBe(true);
});

test('a refused request leaves its key free', async () => {
  const skuId = await newSku(10_000, 0);
  const request = wish(shoppers[5]!, skuId, 1, 10_000);
  expect(await place(request)).toMatchObject({ error: { code: 'out_of_stock' } });
  await shop.database.pool.query('update stock set on_hand = 1 where sku_id = $1', [skuId]);
  expect(await place(request)).toMatchObject({ ok: true, value: { replayed: false } });
});

test('an address of another customer is no address', async () => {
  const skuId = await newSku(10_000, 10);
  const stolen = { ...wish(shoppers[6]!, skuId, 1, 10_000), addressId: shoppers[7]!.addressId };
  expect(await place(stolen)).toEqual({ ok: false, error: { code: 'address_not_found' } });
});

test('an order that the database cannot take fails alone; its neighbours are placed', async () => {
  const skuId = await newSku(10_000, 100);
  const wishes = Array.from({ length: 20 }, (_, n) =>
    wish(shoppers[n]!, skuId, 1, 10_000, n === 7 ? 'no database stores \0' : randomUUID()),
  );
  const outcomes = await Promise.allSettled(wishes.map(place));
  expect(outcomes.map((outcome) => outcome.status === 'fulfilled' && outcome.value.ok)).toEqual(
    wishes.map((_, n) => n !== 7),
  );
  expect(outcomes[7]!.status).toBe('rejected');
  await expectBooksToAgree(shop.database.pool);
});

test('orders of several SKUs in crossing order do not block each other', async () => {
  const skus = await Promise.all([newSku(10_000, 500), newSku(10_000, 500), newSku(10_000, 500)]);
  const outcomes = await Promise.all(
    Array.from({ length: 300 }, (_, n) => {
      const turned = n % 2 === 0 ? skus : [...skus].reverse();
      const lines = turned.map((skuId) => ({ skuId, quantity: 1 }));
      return place({ ...wish(shoppers[n % 40]!, skus[0]!, 1, 30_000), lines });
    }),
  );
  expect(outcomes.every((outcome) => outcome.ok)).toBe(true);
  await expectBooksToAgree(shop.database.pool);
});

test('cancelling gives the pieces back, once, however often it is asked for', async () => {
  const skuId = await newSku(10_000, 5);
  const placed = await place(wish(shoppers[9]!, skuId, 5, 50_000));
  if (!placed.ok) throw new Error(placed.error.code);
  const { orderNo } = placed.value.order;
  const outcomes = await Promise.all(
    Array.from({ length: 8 }, () =>
      shop.house.ordering.cancel(shoppers[9]!.customerId, orderNo, '不想要了', 'zh-CN'),
    ),
  );
  expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
  expect(await count('select reserved as n from stock where sku_id = $1', [skuId])).toBe(0);
  await expectBooksToAgree(shop.database.pool);
});

test('an order not paid in time is cancelled and its pieces are free again; one paid in time is left alone', async () => {
  const skuId = await newSku(10_000, 5);
  const placed = await Promise.all([10, 11].map((n) => place(wish(shoppers[n]!, skuId, 1, 10_000))));
  const [late, early] = placed.map((outcome) => (outcome.ok ? outcome.value.order.orderNo : ('' as OrderNo)));
  await shop.database.pool.query(
    `update orders set state = 'awaiting_shipment', paid_fen = total_fen where order_no = $1`,
    [early],
  );
  shop.clock.advance(30 * 60_000 + 1_000);
  await shop.house.ordering.expireUnpaidOrders();
  const lateOrder = await shop.house.ordering.find(shoppers[10]!.customerId, late!, 'zh-CN');
  const earlyOrder = await shop.house.ordering.find(shoppers[11]!.customerId, early!, 'zh-CN');
  expect(lateOrder?.state).toBe('cancelled');
  expect(lateOrder?.timeline.map((entry) => entry.type)).toEqual(['placed', 'payment_time_over']);
  expect(earlyOrder?.state).toBe('awaiting_shipment');
  expect(await count('select reserved as n from stock where sku_id = $1', [skuId])).toBe(1);
});
