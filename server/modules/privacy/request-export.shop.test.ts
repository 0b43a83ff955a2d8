import { afterAll, beforeAll, expect, test } from 'vitest';
import { signUp } from '../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';

let shop: TestShop;
beforeAll(async () => void (shop = await startTestShop()), 120_000);
afterAll(() => shop.stop());

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
