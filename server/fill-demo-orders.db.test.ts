import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject, expect, test } from 'vitest';
import { signInAs } from '../test/support/back-office.ts';
import { findFreePort } from '../test/support/find-free-port.ts';
import { createTestDatabase } from '../test/support/test-database.ts';
import { waitFor } from '../test/support/wait-for.ts';
import { readConfig } from './platform/config.ts';
import { startShop } from './start-shop.ts';

const HOUR_MS = 3_600_000;

test('a new demo shop has a past: paid, unpaid and given up, each told at the time that it is said to have been', async () => {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'ks-order-past-'));
  const config = readConfig({
    ...{ PORT: String(await findFreePort()), LOG_LEVEL: 'error', RATE_LIMITS: 'off', DATA_DIR: folder },
    ...{ DATABASE_URL: database.url, MASTER_KEY_FILE: inject('testServer').masterKeyFile },
  });
  const onProgress = () => undefined;
  const onFailed = (error: Error) => void expect.unreachable(error.message);
  const shop = await startShop(config, { onProgress, onFailed, pages: false, demoOrders: true });
  try {
    const viewer = await signInAs(shop.url, 'viewer');
    const list = async (query: string) =>
      (await viewer.call('GET', `/staff/orders?limit=100${query}`)).body.items;
    await waitFor('the newest order', async () =>
      (await list('')).some(
        (order: { placedAt: string }) => Date.parse(order.placedAt) > Date.now() - 300_000,
      ),
    );
    const paid = await list('&state=awaiting_shipment');
    const oldest = paid.at(-1);
    expect(Date.parse(oldest.placedAt)).toBeLessThan(Date.now() - 7 * 24 * HOUR_MS);
    expect(oldest).toMatchObject({ paidBy: 'sandbox', address: { street: '***' } });
    const { timeline } = (await viewer.call('GET', `/staff/orders/${oldest.orderNo}`)).body;
    expect(timeline).toMatchObject([{ type: 'placed' }, { type: 'paid', by: 'gateway' }]);
    expect(Date.parse(timeline[1].at) - Date.parse(timeline[0].at)).toBeLessThan(60_000);
    expect(await list('&state=awaiting_payment')).toHaveLength(2);
    const shown = await Promise.all(
      paid.map(
        async ({ orderNo }: { orderNo: string }) =>
          (await viewer.call('GET', `/staff/orders/${orderNo}`)).body,
      ),
    );
    const claimed = shown.filter(({ priceProtection }) => priceProtection !== null);
    expect(claimed).toMatchObject([{ priceProtection: { amount: 2_000 } }]);
    expect((await list('&state=cancelled')).length).toBeGreaterThan(2);
    // Counted once more when all are there: the clock may have kept the hours before they were.
    await waitFor('the hours of yesterday', async () => {
      const { hours } = (await viewer.call('GET', '/staff/figures')).body;
      return hours.yesterday.some(({ orders }: { orders: number }) => orders > 0);
    });
  } finally {
    await shop.stop();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  }
}, 120_000);
