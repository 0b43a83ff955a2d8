import { afterAll, beforeAll, expect, test } from 'vitest';
import { LoginBrowser, newcomer } from '../../../../test/support/login-browser.ts';
import { playPerson } from '../../../../test/support/play-person.ts';
import { makeCaller, newPhone } from '../../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../../test/support/test-shop.ts';

let shop: TestShop;
beforeAll(async () => void (shop = await startTestShop()), 120_000);
afterAll(() => shop.stop());

test('the providers of a demo shop are told, and one that is not there is refused', async () => {
  expect((await makeCaller(shop.url).call('GET', '/auth/providers')).body).toEqual({
    items: ['wechat', 'qq', 'alipay'],
  });
  const unknown = await new LoginBrowser(shop).call('POST', '/auth/providers/google/starts', {
    intent: 'sign-in',
  });
  expect(unknown).toMatchObject({ status: 404, body: { code: 'login_provider_unknown' } });
  expect((await makeCaller(shop.url).call('GET', '/auth/providers/google/callback')).status).toBe(404);
});

test('inside WeChat the service account asks, and its code is exchanged by that app', async () => {
  const browser = new LoginBrowser(shop, 'Mozilla/5.0 (iPhone) MicroMessenger/8.0.60');
  const url = await browser.start();
  expect(new URL(url).pathname).toBe('/connect/oauth2/authorize');
  expect(await browser.comeBack(await playPerson(url, 'new'))).toBe('/login/link');
  expect(new URL(await new LoginBrowser(shop).start()).pathname).toBe('/connect/qrconnect');
});

test.each(['wechat', 'qq', 'alipay'])(
  '%s: the first sign-in asks for a phone once, the next goes straight in',
  async (provider) => {
    const phone = newPhone();
    const first = new LoginBrowser(shop);
    expect(await first.goAs('known-1', provider)).toBe('/login/link');
    expect(await first.isSignedIn()).toBe(false);
    const completed = await first.completeBy(phone);
    expect(completed).toMatchObject({ status: 201, body: { customer: { isNew: true } } });
    expect(first.cookies.has('ks_login_link')).toBe(false);

    const second = new LoginBrowser(shop);
    expect(await second.goAs('known-1', provider, 'sign-in', '/orders?state=paid')).toBe(
      `/login/arrived?next=${encodeURIComponent('/orders?state=paid')}`,
    );
    const { body } = await second.call('GET', '/auth/sessions');
    expect(body['items']).toMatchObject([{ way: provider, current: true }, { way: 'code' }]);
    expect((await second.call('GET', '/me')).body).toMatchObject({
      id: (completed.body['customer'] as { id: string }).id,
    });
    expect((await second.call('GET', '/me/logins')).body['items']).toMatchObject([
      { provider, displayName: expect.any(String), linkedAt: expect.any(String) },
    ]);
  },
);

test('two sign-ins of one browser may be away at once', async () => {
  const { person } = await newcomer(shop, 'qq');
  const browser = new LoginBrowser(shop);
  const [first, second] = [await browser.start('qq'), await browser.start('qq')];
  for (const url of [first, second])
    expect(await browser.comeBack(await playPerson(url, person), 'qq')).toMatch(/^\/login\/arrived/);
});

test('a look at the way back, and what a browser fetches ahead, leave the sign-in to be finished', async () => {
  const { person } = await newcomer(shop);
  const browser = new LoginBrowser(shop);
  const back = await playPerson(await browser.start(), person);
  const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ');
  for (const [method, ahead, status] of [
    ['HEAD', undefined, 200],
    ['GET', 'prefetch', 503],
  ] as const) {
    const looked = await fetch(`${shop.url}/api/v1/auth/providers/wechat/callback?${back}`, {
      method,
      redirect: 'manual',
      headers: { cookie, ...(ahead === undefined ? {} : { 'sec-purpose': ahead }) },
    });
    expect([looked.status, looked.headers.getSetCookie()]).toEqual([status, []]);
    if (ahead !== undefined) expect(await looked.json()).toMatchObject({ code: 'not_ahead' });
  }
  expect(await browser.comeBack(back)).toMatch(/^\/login\/arrived/);
});

test('nobody is led out of the shop', async () => {
  const { person } = await newcomer(shop);
  for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:1', '/a b'])
    expect(await new LoginBrowser(shop).goAs(person, 'wechat', 'sign-in', next)).toBe(
      '/login/arrived?next=%2Faccount',
    );
});

test('one address begins only so many sign-ins an hour', async () => {
  const browser = new LoginBrowser(shop);
  let answer = await browser.call('POST', '/auth/providers/qq/starts', { intent: 'sign-in' });
  for (let tries = 0; answer.status === 201 && tries < 220; tries += 1)
    answer = await browser.call('POST', '/auth/providers/qq/starts', { intent: 'sign-in' });
  expect(answer).toMatchObject({ status: 429, body: { code: 'too_many_tries' } });
});
