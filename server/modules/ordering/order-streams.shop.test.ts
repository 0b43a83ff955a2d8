import { afterAll, beforeAll, expect, test } from 'vitest';
import { follow, opened } from '../../../test/support/follow-order.ts';
import { placeOrder, signUp, type Shopper } from '../../../test/support/shopper.ts';
import { startTestShop, type TestProcess, type TestShop } from '../../../test/support/test-shop.ts';
import { waitFor } from '../../../test/support/wait-for.ts';

/** Longer than a session lives that nobody uses. */
const LONG_MS = 31 * 24 * 3_600_000;

let shop: TestShop;
/** Another process of the same shop. */
let other: TestProcess;
let skuId: string;

beforeAll(async () => {
  shop = await startTestShop();
  other = await shop.another();
  const { rows } = await shop.database.pool.query<{ id: string }>(
    'select sku_id as id from stock join skus using (sku_id) where on_hand > 200 order by sku_id limit 1',
  );
  skuId = rows[0]!.id;
}, 120_000);
afterAll(async () => {
  await other.stop();
  await shop.stop();
});

const order = async (shopper: Shopper): Promise<string> =>
  (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body.orderNo;

/** Signs in once more: the same customer on another device. */
async function onAnotherDevice(shopper: Shopper): Promise<string> {
  // A phone is sent one code a minute.
  shop.clock.advance(61_000);
  return (await signUp(shop.url, shopper.phone)).token;
}

test('signing out ends the streams of the session in every process, and of no other session', async () => {
  const shopper = await signUp(shop.url);
  const orderNo = await order(shopper);
  const stays = await onAnotherDevice(shopper);
  const ended = await Promise.all([shop, other].map(({ url }) => opened(url, shopper.token, orderNo)));
  const kept = await Promise.all([shop, other].map(({ url }) => opened(url, stays, orderNo)));
  expect((await shopper.call('DELETE', '/auth/sessions/current')).status).toBe(204);
  await waitFor('the end of both streams', () => ended.every((heard) => heard.isEnded()));
  await shop.house.ordering.cancel(shopper.customerId as never, orderNo as never, undefined, 'zh-CN');
  await waitFor('news in the other session', () =>
    kept.every((heard) => heard.text().includes('"cancelled"')),
  );
  expect(ended.map((heard) => heard.text().includes('"cancelled"'))).toEqual([false, false]);
  expect(kept.map((heard) => heard.isEnded())).toEqual([false, false]);
});

test('a session that is ended from another device ends its streams, and opens none where it was believed before', async () => {
  const shopper = await signUp(shop.url);
  const orderNo = await order(shopper);
  const other1 = await opened(other.url, shopper.token, orderNo);
  const elsewhere = (await shop.house.signIn.session(await onAnotherDevice(shopper)))!;
  await shop.house.signIn.endOtherSessions(elsewhere);
  await waitFor('the end of the stream', () => other1.isEnded());
  expect((await follow(other.url, shopper.token, orderNo)).response.status).toBe(401);
});

test('a stream that was told of no end tells nothing after it all the same', async () => {
  const shopper = await signUp(shop.url);
  const orderNo = await order(shopper);
  const heard = await opened(shop.url, shopper.token, orderNo);
  // As a process that has missed the notice would see it.
  await shop.database.pool.query('delete from sessions where customer_id = $1', [shopper.customerId]);
  await shop.house.ordering.cancel(shopper.customerId as never, orderNo as never, undefined, 'zh-CN');
  await waitFor('the end of the stream', () => heard.isEnded());
  expect(heard.text()).not.toContain('"cancelled"');
});

test('a stream ends when its session runs out', async () => {
  const shopper = await signUp(shop.url);
  const heard = await opened(shop.url, shopper.token, await order(shopper));
  await shop.house.ordering.streams.endWithSessions();
  expect(heard.isEnded()).toBe(false);
  shop.clock.advance(LONG_MS);
  await shop.house.ordering.streams.endWithSessions();
  await waitFor('the end of the stream', () => heard.isEnded());
});
