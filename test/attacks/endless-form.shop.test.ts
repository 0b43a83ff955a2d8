import { afterAll, beforeAll, expect, test } from 'vitest';
import { newSkus } from '../support/new-sku.ts';
import { sendForm, startPageShop, type PageShop } from '../support/page-shop.ts';
import { signUp } from '../support/shopper.ts';

// What was seen: each field of a form was a deletion and the reading of a whole cart, one after the other, so that eight
// such forms kept those of all others waiting for 24 seconds.

const FIELDS = 9_000;
/** What the form takes, and the jobs of the program meanwhile. */
const MOST_ROUND_TRIPS = 100;

let shop: PageShop;
beforeAll(async () => void (shop = await startPageShop()), 120_000);
afterAll(() => shop.stop());

const many = (name: string, value: (n: number) => string) =>
  Array.from({ length: FIELDS }, (_, n) => [name, value(n + 1)] as const);

test('a form of thousands of SKUs is one deletion', async () => {
  const shopper = await signUp(shop.url);
  const [kept = '', gone = ''] = await newSkus(shop.database.pool, 2, 10_000, 100);
  for (const skuId of [kept, gone])
    await shopper.call('PUT', `/cart/lines/${skuId}`, { body: { quantity: 1 } });
  const before = shop.roundTrips();
  const fields = [['sku', gone] as const, ...many('sku', (n) => String(1_000_000 + n))];
  const answer = await sendForm(shop.url, '/cart?/clear', fields, `ks_session=${shopper.token}`);
  expect(answer.status).toBe(200);
  expect(shop.roundTrips() - before).toBeLessThan(MOST_ROUND_TRIPS);
  expect((await shopper.call('GET', '/cart')).body.lines).toMatchObject([{ skuId: kept }]);
}, 60_000);

test('a visitor’s lines are taken out of the cookie together', async () => {
  const answer = await sendForm(
    shop.url,
    '/cart?/clear',
    many('sku', (n) => String(n)),
    'ks_cart=7:2.8:1.9000001:3',
  );
  expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/^ks_cart=9000001:3;/)]);
});

test('an order of thousands of lines is refused before anything is locked for it', async () => {
  const shopper = await signUp(shop.url);
  const [skuId = ''] = await newSkus(shop.database.pool, 1, 10_000, 100);
  const before = shop.roundTrips();
  const answer = await sendForm(
    shop.url,
    `/checkout?/place&sku=${skuId}&quantity=1`,
    [['addressId', shopper.addressId], ['gateway', 'sandbox'], ...many('line', (n) => `${n}:1`)],
    `ks_session=${shopper.token}`,
  );
  expect([answer.status, await answer.text()]).toEqual([
    422,
    expect.stringContaining('一个订单最多 100 种商品'),
  ]);
  expect(shop.roundTrips() - before).toBeLessThan(MOST_ROUND_TRIPS);
});

test('a number of a SKU beyond what the database holds is nobody’s fault', async () => {
  const { token } = await signUp(shop.url);
  for (const cookie of [`ks_session=${token}`, 'ks_cart=9999999999999999999:1'])
    for (const action of ['set', 'clear']) {
      const fields = [
        ['sku', '9999999999999999999'],
        ['quantity', '1'],
      ] as const;
      expect((await sendForm(shop.url, `/cart?/${action}`, fields, cookie)).status).toBeLessThan(500);
    }
});
