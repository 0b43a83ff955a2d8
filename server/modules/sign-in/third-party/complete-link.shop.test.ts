import { afterAll, beforeAll, expect, test } from 'vitest';
import { codeFor, LoginBrowser, newcomer } from '../../../../test/support/login-browser.ts';
import { newPhone } from '../../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../../test/support/test-shop.ts';

const MINUTE_MS = 60_000;
let shop: TestShop;
beforeAll(async () => void (shop = await startTestShop()), 120_000);
afterAll(() => shop.stop());

test('a phone whose account has another one of that provider is refused, and nobody is signed in', async () => {
  const { phone } = await newcomer(shop);
  const browser = new LoginBrowser(shop);
  expect(await browser.goAs('new')).toBe('/login/link');
  const answer = await browser.completeBy(phone);
  expect(answer).toMatchObject({ status: 409, body: { code: 'login_provider_taken' } });
  expect(browser.cookies.has('ks_session')).toBe(false);
  // What waits still waits: another phone may be the right one.
  expect((await browser.completeBy(newPhone())).status).toBe(201);
});

test('what waits for a phone is bound to its browser, ends after 15 minutes, and costs no code where it is gone', async () => {
  const phone = newPhone();
  const code = await codeFor(shop, phone);
  expect(await new LoginBrowser(shop).completeBy(phone, code)).toMatchObject({
    status: 409,
    body: { code: 'login_link_expired' },
  });
  const browser = new LoginBrowser(shop);
  await browser.goAs('new');
  expect(await browser.completeBy(phone, '000000' === code ? '111111' : '000000')).toMatchObject({
    status: 422,
    body: { code: 'code_wrong', triesLeft: 4 },
  });
  const pending = browser.cookies.get('ks_login_link')!;
  expect((await browser.completeBy(phone, code)).status).toBe(201);
  browser.cookies.set('ks_login_link', pending);
  expect((await browser.completeBy(phone, code)).body).toMatchObject({ code: 'login_link_expired' });

  const late = new LoginBrowser(shop);
  await late.goAs('new');
  shop.clock.advance(15 * MINUTE_MS + 1);
  expect((await late.completeBy(newPhone())).body).toMatchObject({ code: 'login_link_expired' });
});
