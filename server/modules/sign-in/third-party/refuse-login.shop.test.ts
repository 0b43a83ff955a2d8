import { afterAll, beforeAll, expect, test } from 'vitest';
import { LoginBrowser, newcomer, refusedBy } from '../../../../test/support/login-browser.ts';
import { playPerson } from '../../../../test/support/play-person.ts';
import { startTestShop, type TestShop } from '../../../../test/support/test-shop.ts';
import { newLoginToken } from './login-tokens.ts';

const MINUTE_MS = 60_000;
let shop: TestShop;
beforeAll(async () => void (shop = await startTestShop()), 120_000);
afterAll(() => shop.stop());

test('a state is good once, also for callbacks at the same time', async () => {
  const { person } = await newcomer(shop);
  const browser = new LoginBrowser(shop);
  const back = await playPerson(await browser.start(), person);
  const pages = await Promise.all([1, 2, 3, 4].map(() => browser.comeBack(back)));
  expect(pages.filter((page) => page.startsWith('/login/arrived'))).toHaveLength(1);
  expect(pages.map(refusedBy).filter((code) => code === 'login_state_unknown')).toHaveLength(3);
  expect(refusedBy(await browser.comeBack(back))).toBe('login_state_unknown');
});

test('a callback in another browser signs nobody in, and is used up by that', async () => {
  const { person } = await newcomer(shop);
  const [mine, theirs] = [new LoginBrowser(shop), new LoginBrowser(shop)];
  const back = await playPerson(await mine.start(), person);
  await theirs.start();
  expect(refusedBy(await theirs.comeBack(back))).toBe('login_other_browser');
  expect(await theirs.isSignedIn()).toBe(false);
  expect(refusedBy(await mine.comeBack(back))).toBe('login_state_unknown');
  const withoutCookie = new LoginBrowser(shop);
  const again = await playPerson(await mine.start(), person);
  expect(refusedBy(await withoutCookie.comeBack(again))).toBe('login_other_browser');
});

test('a state that is late, invented, missing or of another provider is refused by name', async () => {
  const browser = new LoginBrowser(shop);
  const late = await playPerson(await browser.start(), 'known-1');
  shop.clock.advance(10 * MINUTE_MS + 1);
  expect(refusedBy(await browser.comeBack(late))).toBe('login_state_expired');
  const code = 'a'.repeat(32);
  for (const state of [newLoginToken(), 'short', ''])
    expect(refusedBy(await browser.comeBack(new URLSearchParams({ code, state })))).toBe(
      'login_state_unknown',
    );
  expect(refusedBy(await browser.comeBack(new URLSearchParams({ code })))).toBe('login_state_unknown');
  const elsewhere = await playPerson(await browser.start('qq'), 'known-1');
  expect(refusedBy(await browser.comeBack(elsewhere, 'wechat'))).toBe('login_state_unknown');
});

test('denying, a code the provider does not know and a provider that fails have refusals of their own', async () => {
  for (const provider of ['wechat', 'qq', 'alipay']) {
    const browser = new LoginBrowser(shop);
    const page = await browser.goAs('deny', provider);
    expect(page).toBe(`/login?refused=login_denied&provider=${provider}&next=%2Faccount`);
    const back = await playPerson(await browser.start(provider), 'known-1');
    back.set(provider === 'alipay' ? 'auth_code' : 'code', 'f'.repeat(32));
    expect(refusedBy(await browser.comeBack(back, provider))).toBe('login_code_refused');
    const lost = await playPerson(await browser.start(provider), 'known-1');
    shop.house.demo!.loginEmulators!.fault = 'broken';
    expect(refusedBy(await browser.comeBack(lost, provider))).toBe('login_provider_failed');
    shop.house.demo!.loginEmulators!.fault = undefined;
    expect(await browser.isSignedIn()).toBe(false);
  }
});
