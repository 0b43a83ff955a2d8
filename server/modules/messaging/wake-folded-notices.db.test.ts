import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestIdentity, MINUTE_MS, type TestIdentity } from '../../../test/support/test-identity.ts';
import { newUuid, type CustomerId } from '../../kernel/ids.ts';
import { makeNoticeBudget } from './notice-budget.ts';
import { wakeFoldedNotices } from './wake-folded-notices.ts';

let shop: TestIdentity;
beforeAll(async () => void (shop = await createTestIdentity()));
afterAll(() => shop.stop());

const jobs = async () =>
  (
    await shop.database.pool.query<{ key: string }>(
      `select key from graphile_worker.jobs where task_identifier = 'tell-folded-notices' order by key`,
    )
  ).rows.map(({ key }) => key);

test('what was folded and whose job is lost is told when its time is over, each customer once', async () => {
  const budget = makeNoticeBudget({ ...shop, database: shop.database.pool });
  const wake = () =>
    wakeFoldedNotices({ ...shop, database: shop.database.pool, log: { warn: () => undefined } });
  const fold = (customerId: CustomerId, notice: string) =>
    budget.fold({
      customerId,
      notice,
      changeId: newUuid(shop.clock.now()),
      language: 'en',
      at: shop.clock.now(),
    });
  const early = (await shop.enter('13500000001')).customer.id;
  for (const notice of ['new_device', 'password_changed', 'passkey_added']) await fold(early, notice);
  shop.clock.advance(50 * MINUTE_MS);
  const late = (await shop.enter('13500000002')).customer.id;
  await fold(late, 'new_device');
  await shop.database.pool.query('delete from graphile_worker._private_jobs');
  shop.clock.advance(12 * MINUTE_MS);
  await wake();
  expect(await jobs()).toEqual([]);
  shop.clock.advance(5 * MINUTE_MS);
  await wake();
  expect(await jobs()).toEqual([`tell-folded-notices ${early}`]);
  shop.clock.advance(60 * MINUTE_MS);
  await wake();
  expect(await jobs()).toEqual([early, late].map((who) => `tell-folded-notices ${who}`).sort());
});
