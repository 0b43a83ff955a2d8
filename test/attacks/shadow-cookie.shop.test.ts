import { afterAll, beforeAll, expect, test } from 'vitest';
import { LoginBrowser, signedIn } from '../support/login-browser.ts';
import { startTestShop, type TestShop } from '../support/test-shop.ts';

// A neighbour under the same domain (or somebody on the line, by http) sets cookies for the whole domain: browsers send
// them to the shop beside its own, and nothing in a request tells them apart but their names.
let shop: TestShop;
let owner: LoginBrowser;
let attacker: LoginBrowser;

beforeAll(async () => {
  shop = await startTestShop({ PUBLIC_URL: 'https://localhost:3000' });
  owner = await signedIn(shop);
  attacker = await signedIn(shop);
}, 120_000);
afterAll(() => shop.stop());

const own = (browser: LoginBrowser, name: string): string => browser.cookies.get(name)!;

async function whoIs(cookie: string): Promise<string | undefined> {
  const answer = await fetch(`${shop.url}/api/v1/me`, { headers: { cookie } });
  return answer.status === 200 ? ((await answer.json()) as { id: string }).id : undefined;
}

test('a session that a neighbour plants is none, neither beside the own one nor alone', async () => {
  const planted = own(attacker, '__Host-ks_session');
  const ownCookie = `__Host-ks_session=${own(owner, '__Host-ks_session')}`;
  const me = (await owner.call('GET', '/me')).body['id'];
  for (const name of ['ks_session', '__host-ks_session', '__Secure-ks_session', '\xa0__Host-ks_session']) {
    const shadow = `${name}=${planted}`;
    expect(await whoIs(`${shadow}; ${ownCookie}`), name).toBe(me);
    expect(await whoIs(`${ownCookie}; ${shadow}`), name).toBe(me);
    expect(await whoIs(shadow), name).toBeUndefined();
  }
});

test('who types a phone beside a planted note of somebody else’s sign-in links nobody to it', async () => {
  const planter = new LoginBrowser(shop);
  expect(await planter.goAs('new')).toBe('/login/link');
  const victim = new LoginBrowser(shop);
  victim.cookies.set('ks_login_link', own(planter, '__Host-ks_login_link'));
  const phone = '13900000001';
  expect((await victim.completeBy(phone)).body['code']).toBe('login_link_expired');
});

test('the mark of a browser is not taken from a neighbour, who would count as its owner', async () => {
  const browser = new LoginBrowser(shop);
  browser.cookies.set('ks_device', own(attacker, '__Host-ks_device'));
  await browser.call('POST', '/auth/codes', { phone: '13900000002', purpose: 'sign-in' });
  expect(own(browser, '__Host-ks_device')).not.toBe(own(attacker, '__Host-ks_device'));
});
