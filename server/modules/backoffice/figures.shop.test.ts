import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signInAs, type StaffCaller } from '../../../test/support/back-office.ts';
import { newSku } from '../../../test/support/new-sku.ts';
import { playPayment } from '../../../test/support/play-payment.ts';
import { openPayment, signUp, type Shopper } from '../../../test/support/shopper.ts';
import { MUCH_UNPAID, startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import { waitFor } from '../../../test/support/wait-for.ts';
import type { SkuId } from '../../kernel/ids.ts';
import { startOfDay } from '../../kernel/shop-day.ts';
import { HOUR_MS } from './figures.ts';

const DAY_MS = 24 * HOUR_MS;
const PRICE = 10_000;

let shop: TestShop;
let shopper: Shopper;
let skuId: SkuId;
/** 09:30 in Shanghai, some days from now: a week ago nobody was there. */
let morning: number;

beforeAll(async () => {
  shop = await startTestShop({ ROLE: 'web', ...MUCH_UNPAID });
  skuId = await newSku(shop.database.pool, PRICE, 100);
  morning = startOfDay(shop.clock.now()).getTime() + 3 * DAY_MS + 9.5 * HOUR_MS;
}, 120_000);
afterAll(() => shop.stop());

function goTo(at: number): void {
  shop.clock.advance(at - shop.clock.now().getTime());
}

/** Orders one, and pays for it where that is said. */
async function order(isPaid: boolean): Promise<void> {
  const body = { lines: [{ skuId, quantity: 1 }], addressId: shopper.addressId, expectedTotalAmount: PRICE };
  const { orderNo } = (await shopper.call('POST', '/orders', { key: randomUUID(), body })).body;
  if (!isPaid) return;
  const { paymentNo } = (await openPayment(shopper, orderNo)).body;
  await playPayment(shopper, paymentNo, 'succeed');
  await waitFor('the payment', async () => {
    const { paidAmount } = (await shopper.call('GET', `/orders/${orderNo}`)).body;
    return paidAmount === PRICE;
  });
}

test('today stands beside yesterday up to the same time, counted or kept alike', async () => {
  goTo(morning - HOUR_MS / 12);
  shopper = await signUp(shop.url);
  await order(true);
  // After that time of the day: it is no part of what today is compared with.
  goTo(morning + 3 * HOUR_MS);
  await order(true);
  goTo(morning + DAY_MS - 2 * HOUR_MS);
  shopper = await signUp(shop.url);
  await order(false);
  await order(true);
  goTo(morning + DAY_MS);
  await order(true);

  const staff = await signInAs(shop.url, 'viewer');
  const expected = {
    today: { orders: 3, paidOrders: 2, paidAmount: 2 * PRICE, averageAmount: PRICE, newCustomers: 1 },
    yesterday: { orders: 1, paidOrders: 1, paidAmount: PRICE, newCustomers: 1 },
    lastWeek: { orders: 0, paidAmount: 0, averageAmount: null, newCustomers: 0 },
  };
  const read = async () => (await staff.call('GET', '/staff/figures')).body;
  const counted = await read();
  expect(counted).toMatchObject(expected);
  expect(counted.hours.today).toHaveLength(10);
  expect(counted.hours.yesterday).toHaveLength(24);
  expect(counted.hours.yesterday[12]).toMatchObject({ orders: 1 });

  await shop.jobs['sum-up-sales']!({});
  const { rows } = await shop.database.pool.query<{ orders: number }>(
    'select sum(orders)::int as orders from sales_hours',
  );
  // All but the one of the running hour.
  expect(rows[0]!.orders).toBe(4);
  expect({ ...(await read()), at: null }).toEqual({ ...counted, at: null });
});

test('an hour in which something is paid later is counted anew, and one that was long over is not', async () => {
  const { pool } = shop.database;
  await pool.query('update sales_hours set orders = 7, paid_orders = 0, paid_fen = 0');
  await shop.jobs['sum-up-sales']!({});
  const { rows } = await pool.query<{ ago: number; orders: number }>(
    `select (extract(epoch from (select max(hour) from sales_hours) - hour) / 3600)::int as ago, orders
     from sales_hours order by hour desc limit 4`,
  );
  expect(rows).toEqual([
    { ago: 0, orders: 0 },
    { ago: 1, orders: 2 },
    { ago: 2, orders: 0 },
    { ago: 3, orders: 7 },
  ]);
});

test('what waits is told of what one may see, with the page where it is done', async () => {
  const [viewer, marketing] = [await signInAs(shop.url, 'viewer'), await signInAs(shop.url, 'marketing')];
  const todo = async (who: StaffCaller) => (await who.call('GET', '/staff/todo')).body;
  expect(await todo(viewer)).toContainEqual({
    ...{ kind: 'to_ship', count: 4, isMore: false, url: '/admin/orders?state=awaiting_shipment' },
    oldestAt: expect.stringContaining(new Date(morning - HOUR_MS / 12).toISOString().slice(0, 16)),
  });
  expect((await todo(marketing)).map(({ kind }: { kind: string }) => kind)).not.toContain('to_ship');
});
