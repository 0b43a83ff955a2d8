import { afterAll, beforeAll, expect, test } from 'vitest';
import { LoginBrowser, newcomer } from '../../../../test/support/login-browser.ts';
import { startTestShop, type TestShop } from '../../../../test/support/test-shop.ts';

const MINUTE_MS = 60_000;
let shop: TestShop;
beforeAll(async () => void (shop = await startTestShop()), 120_000);
afterAll(() => shop.stop());

test('the database holds no id, name or state of a provider in clear', async () => {
  const browser = new LoginBrowser(shop);
  const url = await browser.start('qq');
  await browser.goAs('known-3', 'qq');
  const linked = [];
  for (const provider of ['wechat', 'qq', 'alipay']) linked.push((await newcomer(shop, provider)).browser);
  const { rows } = await shop.database.pool.query<{ text: string }>(
    `select login_flows::text as text from login_flows union all select pending_links::text from pending_links
     union all select login_links::text from login_links union all select login_subjects::text from login_subjects`,
  );
  const dump = rows.map(({ text }) => text).join('\n');
  const hex = (text: string): string => Buffer.from(text).toString('hex');
  const state = new URL(url).searchParams.get('state')!;
  const kept = [browser, ...linked].flatMap(({ cookies }) => [...cookies.values()]);
  const secrets = ['企鹅', '小满', 'UID_', 'union:', ...kept, state];
  // One that is away, one that waits for a phone, and three that are linked.
  expect(rows.length).toBeGreaterThanOrEqual(1 + 1 + 2 * 3);
  for (const secret of secrets) {
    expect(dump).not.toContain(secret);
    expect(dump).not.toContain(hex(secret));
  }
});

test('what is over is removed by the nightly job', async () => {
  await new LoginBrowser(shop).start('qq');
  await new LoginBrowser(shop).goAs('new', 'qq');
  shop.clock.advance(16 * MINUTE_MS);
  const removed = await shop.house.signIn.removeExpired(shop.clock.now());
  expect(removed.loginFlows).toBeGreaterThan(0);
  expect(removed.pendingLinks).toBeGreaterThan(0);
});
