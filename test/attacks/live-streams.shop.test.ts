import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { follow } from '../support/follow-order.ts';
import { placeOrder, signUp, type Shopper } from '../support/shopper.ts';
import { startTestShop, type TestShop } from '../support/test-shop.ts';
import { waitFor } from '../support/wait-for.ts';

let shop: TestShop;
let skuId: string;

beforeAll(async () => {
  shop = await startTestShop();
  const { rows } = await shop.database.pool.query<{ id: string }>(
    'select sku_id as id from stock join skus using (sku_id) where on_hand > 200 order by sku_id limit 1',
  );
  skuId = rows[0]!.id;
}, 120_000);
afterAll(() => shop.stop());

const order = async (shopper: Shopper): Promise<string> =>
  (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body.orderNo;

test('streams that are given up as soon as they are asked for keep no place', async () => {
  const shopper = await signUp(shop.url);
  const orderNo = await order(shopper);
  const { port } = new URL(shop.url);
  const request =
    `GET /api/v1/orders/${orderNo}/events HTTP/1.1\r\nhost: localhost\r\n` +
    `authorization: Bearer ${shopper.token}\r\n\r\n`;
  for (let round = 0; round < 3; round += 1) {
    const sockets = Array.from({ length: 20 }, () => connect(Number(port), '127.0.0.1'));
    await Promise.all(
      sockets.map(
        (socket) =>
          new Promise<void>((resolve) =>
            // Twice, so that one answer stands behind the other.
            socket.on('connect', () => socket.write(request.repeat(2), () => resolve(void socket.destroy()))),
          ),
      ),
    );
  }
  const given = new AbortController();
  await waitFor('a free place', async () => {
    const { response } = await follow(shop.url, shopper.token, orderNo, given.signal);
    return response.status === 200;
  });
  given.abort();
});

test('of many that are opened at once a customer gets twenty', async () => {
  const shopper = await signUp(shop.url);
  const orderNo = await order(shopper);
  const stop = new AbortController();
  const streams = await Promise.all(
    Array.from({ length: 60 }, () => follow(shop.url, shopper.token, orderNo, stop.signal)),
  );
  const statuses = streams.map(({ response }) => response.status);
  expect(statuses.filter((status) => status === 200)).toHaveLength(20);
  expect(statuses.filter((status) => status === 429)).toHaveLength(40);
  stop.abort();
  await waitFor('free places', async () => {
    const again = new AbortController();
    const { response } = await follow(shop.url, shopper.token, orderNo, again.signal);
    again.abort();
    return response.status === 200;
  });
});

test('a peer that does not read is cut off', async () => {
  const shopper = await signUp(shop.url);
  const orderNo = await order(shopper);
  const { port } = new URL(shop.url);
  const socket: Socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => undefined);
  let isCut = false;
  socket.on('close', () => (isCut = true));
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
  socket.write(
    `GET /api/v1/orders/${orderNo}/events HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${shopper.token}\r\n\r\n`,
  );
  await new Promise<void>((resolve) => socket.once('data', () => resolve()));
  socket.pause();
  const long = 'x'.repeat(7_900);
  const before = process.memoryUsage().rss;
  await waitFor(
    'the end of the connection',
    async () => {
      await shop.database.pool.query(
        `select pg_notify('order_changed', $1 || g::text) from generate_series(1, 400) as g`,
        [`${orderNo}|state|${long}`],
      );
      // What the machine itself holds is read, so that the end behind it is seen; nothing more comes by then.
      if (shop.house.ordering.streams.count() === 0) socket.resume();
      return isCut;
    },
    30_000,
  );
  expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
}, 40_000);
