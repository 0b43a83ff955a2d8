import { afterAll, beforeAll, expect, test } from 'vitest';
import { runWaitingJobs } from '../../../test/support/run-waiting-jobs.ts';
import { signUp } from '../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';

// No jobs run by themselves here.
let shop: TestShop;
beforeAll(async () => void (shop = await startTestShop({ ROLE: 'web' })), 120_000);
afterAll(() => shop.stop());

test('asked for twice at once, one export is made', async () => {
  const shopper = await signUp(shop.url);
  const asked = await Promise.all([1, 2, 3].map(() => shopper.call('POST', '/privacy/exports')));
  expect(new Set(asked.map(({ body }) => body.id)).size).toBe(1);
  expect((await shopper.call('GET', '/privacy/exports')).body.items).toHaveLength(1);
});

test('an export that was never made in a day keeps nobody from asking anew before the night', async () => {
  const shopper = await signUp(shop.url);
  const day = 24 * 3_600_000;
  const asked = new Date(shop.clock.now().getTime() - day);
  await shop.database.pool.query(
    `insert into personal_data_exports (customer_id, export_id, state, language, file_name, requested_at, expires_at)
     values ($1, gen_random_uuid(), 'requested', 'zh-CN', 'never-made', $2, $3)`,
    [shopper.customerId, asked, shop.clock.now()],
  );
  expect((await shopper.call('POST', '/privacy/exports')).status).toBe(202);
  const { items } = (await shopper.call('GET', '/privacy/exports')).body;
  expect(items.map(({ state }: { state: string }) => state)).toContain('expired');
});

test('an export whose job is lost is made all the same; one that is young, or given up, is not woken', async () => {
  const shopper = await signUp(shop.url);
  const { pool } = shop.database;
  const { id } = (await shopper.call('POST', '/privacy/exports')).body;
  const wake = () => shop.jobs['wake-exports']!({});
  const jobs = async () =>
    (await pool.query('select from graphile_worker.jobs where key = $1', [`build-export ${id}`])).rowCount;
  await pool.query('delete from graphile_worker._private_jobs');
  shop.clock.advance(4 * 60_000);
  await wake();
  expect(await jobs()).toBe(0);
  shop.clock.advance(2 * 60_000);
  await Promise.all([wake(), wake()]);
  expect(await jobs()).toBe(1);
  await runWaitingJobs(pool, { 'build-export': shop.jobs['build-export']! });
  const { items } = (await shopper.call('GET', '/privacy/exports')).body;
  expect(items).toMatchObject([{ id, state: 'ready' }]);
  await pool.query(`update personal_data_exports set state = 'requested' where export_id = $1`, [id]);
  shop.clock.advance(24 * 3_600_000);
  await wake();
  expect(await jobs()).toBe(0);
});
