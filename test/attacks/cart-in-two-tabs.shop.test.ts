import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectBooksToAgree } from '../support/expect-books.ts';
import { newSkus } from '../support/new-sku.ts';
import { makeCaller, signUp, type Answer, type Caller, type Shopper } from '../support/shopper.ts';
import { startTestShop, type TestProcess, type TestShop } from '../support/test-shop.ts';

const PRICE = 10_000;

let shop: TestShop;
let other: TestProcess;

beforeAll(async () => {
  shop = await startTestShop();
  other = await shop.another();
}, 120_000);
afterAll(async () => {
  await other.stop();
  await shop.stop();
});

/** A customer whose cart holds one piece of each of `count` SKUs, and the customer's tabs, in two processes. */
async function fillCart(count: number): Promise<{ shopper: Shopper; tabs: Caller[]; skuIds: string[] }> {
  const shopper = await signUp(shop.url);
  const skuIds = await newSkus(shop.database.pool, count, PRICE, 100);
  for (const skuId of skuIds) await shopper.call('PUT', `/cart/lines/${skuId}`, { body: { quantity: 1 } });
  return { shopper, tabs: [shop, other].map(({ url }) => makeCaller(url, shopper.token)), skuIds };
}

function order(tab: Caller, { addressId }: Shopper, skuIds: readonly string[], key: string): Promise<Answer> {
  const body = {
    lines: skuIds.map((skuId) => ({ skuId, quantity: 1 })),
    addressId,
    expectedTotalAmount: PRICE * skuIds.length,
    fromCart: true,
  };
  return tab.call('POST', '/orders', { key, body });
}

test('the same cart submitted by many tabs at once is one order, and the others are told', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { shopper, tabs, skuIds } = await fillCart(2);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        // Half of them order a part of it, so that not two are alike.
        order(tabs[n % 2]!, shopper, n % 4 < 2 ? skuIds : skuIds.slice(1), randomUUID()),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array<number>(19).fill(409)]);
    const refused = answers.find(({ status }) => status === 409)!;
    expect(refused.body).toMatchObject({ code: 'cart_changed', title: '购物车变了' });
    expect((await shopper.call('GET', '/orders')).body.items).toHaveLength(1);
  }
  await expectBooksToAgree(shop.database.pool);
});

test('a repeat under the key of the order is answered with that order, also when the cart is empty', async () => {
  const { shopper, tabs, skuIds } = await fillCart(1);
  const key = randomUUID();
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, n) => order(tabs[n % 2]!, shopper, skuIds, key)),
  );
  answers.push(await order(tabs[1]!, shopper, skuIds, key));
  expect(answers.map(({ status }) => status)).toEqual(Array<number>(11).fill(201));
  expect(new Set(answers.map(({ body }) => body['orderNo'])).size).toBe(1);
  expect((await shopper.call('GET', '/cart')).body.lines).toEqual([]);
});

test('what is in the cart again can be ordered again', async () => {
  const { shopper, tabs, skuIds } = await fillCart(1);
  expect((await order(tabs[0]!, shopper, skuIds, randomUUID())).status).toBe(201);
  expect((await order(tabs[0]!, shopper, skuIds, randomUUID())).status).toBe(409);
  await shopper.call('PUT', `/cart/lines/${skuIds[0]}`, { body: { quantity: 1 } });
  expect((await order(tabs[0]!, shopper, skuIds, randomUUID())).status).toBe(201);
});
