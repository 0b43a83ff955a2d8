import { afterAll, beforeAll, expect, test } from 'vitest';
import { ApiBrowser } from '../../../../test/support/api-browser.ts';
import { playPerson } from '../../../../test/support/play-person.ts';
import { makeCaller, newPhone, signUp, type Answer } from '../../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../../test/support/test-shop.ts';
import { CONSENT_VERSION } from '../identity.ts';
import { newLoginToken } from './login-tokens.ts';

const MINUTE_MS = 60_000;
let shop: TestShop;
beforeAll(async () => void (shop = await startTestShop()), 120_000);
afterAll(() => shop.stop());

/** One that goes to providers and comes back. */
class Browser extends ApiBrowser {
  constructor(userAgent?: string) {
    super(shop.url, userAgent);
  }

  async start(provider = 'wechat', intent = 'sign-in', next?: string): Promise<string> {
    const { status, body } = await this.call('POST', `/auth/providers/${provider}/starts`, { intent, next });
    expect(status, JSON.stringify(body)).toBe(201);
    return body['url'] as string;
  }

  /** Comes back from a provider; answers the page it is led to. */
  async comeBack(query: URLSearchParams, provider = 'wechat'): Promise<string> {
    const { status, headers } = await this.call('GET', `/auth/providers/${provider}/callback?${query}`);
    expect(status).toBe(303);
    return headers.get('location')!;
  }

  async goAs(person: string, provider = 'wechat', intent = 'sign-in', next?: string): Promise<string> {
    return this.comeBack(await playPerson(await this.start(provider, intent, next), person), provider);
  }

  async completeBy(phone: string, code?: string): Promise<Answer> {
    return this.call('POST', '/auth/links', {
      phone,
      code: code ?? (await codeFor(phone)),
      consent: { terms: true, privacy: true, version: CONSENT_VERSION },
    });
  }

  isSignedIn = async (): Promise<boolean> => (await this.call('GET', '/me')).status === 200;
}

const visitor = () => makeCaller(shop.url);
async function codeFor(phone: string): Promise<string> {
  shop.clock.advance(MINUTE_MS + 1);
  await visitor().call('POST', '/auth/codes', { body: { phone, purpose: 'sign-in' } });
  const { body } = await visitor().call('GET', `/demo/outbox?to=${phone}`);
  return body[0].params.code;
}

/** A browser signed in by phone and code, which proves who is there. */
async function signedIn(phone = newPhone()): Promise<Browser & { phone: string }> {
  const browser = Object.assign(new Browser(), { phone });
  const code = await codeFor(phone);
  const consent = { terms: true, privacy: true, version: CONSENT_VERSION };
  expect((await browser.call('POST', '/auth/sessions', { phone, code, consent })).status).toBe(201);
  return browser;
}

const refused = (page: string): string | null => new URLSearchParams(page.split('?')[1]).get('refused');

/** Somebody new at the provider, linked with a new customer; the id by which they can be played again. */
async function newcomer(provider = 'wechat'): Promise<{ person: string; phone: string; browser: Browser }> {
  const browser = new Browser();
  const url = await browser.start(provider);
  const page = await browser.comeBack(await playPerson(url, 'new'), provider);
  expect(page).toBe('/login/link');
  const choices = await (await fetch(url)).text();
  const person = [...choices.matchAll(/value="([0-9a-f]{12})"/g)].at(-1)![1]!;
  const phone = newPhone();
  expect((await browser.completeBy(phone)).status).toBe(201);
  return { person, phone, browser };
}

test('the providers of a demo shop are told, and one that is not there is refused', async () => {
  expect((await visitor().call('GET', '/auth/providers')).body).toEqual({
    items: ['wechat', 'qq', 'alipay'],
  });
  const unknown = await new Browser().call('POST', '/auth/providers/google/starts', { intent: 'sign-in' });
  expect(unknown).toMatchObject({ status: 404, body: { code: 'login_provider_unknown' } });
  expect((await visitor().call('GET', '/auth/providers/google/callback')).status).toBe(404);
});

test('inside WeChat the service account asks, and its code is exchanged by that app', async () => {
  const browser = new Browser('Mozilla/5.0 (iPhone) MicroMessenger/8.0.60');
  const url = await browser.start();
  expect(new URL(url).pathname).toBe('/connect/oauth2/authorize');
  expect(await browser.comeBack(await playPerson(url, 'new'))).toBe('/login/link');
  expect(new URL(await new Browser().start()).pathname).toBe('/connect/qrconnect');
});

test.each(['wechat', 'qq', 'alipay'])(
  '%s: the first sign-in asks for a phone once, the next goes straight in',
  async (provider) => {
    const phone = newPhone();
    const first = new Browser();
    expect(await first.goAs('known-1', provider)).toBe('/login/link');
    expect(await first.isSignedIn()).toBe(false);
    const completed = await first.completeBy(phone);
    expect(completed).toMatchObject({ status: 201, body: { customer: { isNew: true } } });
    expect(first.cookies.has('ks_login_link')).toBe(false);

    const second = new Browser();
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

test('a state is good once, also for callbacks at the same time', async () => {
  const { person } = await newcomer();
  const browser = new Browser();
  const back = await playPerson(await browser.start(), person);
  const pages = await Promise.all([1, 2, 3, 4].map(() => browser.comeBack(back)));
  expect(pages.filter((page) => page.startsWith('/login/arrived'))).toHaveLength(1);
  expect(pages.map(refused).filter((code) => code === 'login_state_unknown')).toHaveLength(3);
  expect(refused(await browser.comeBack(back))).toBe('login_state_unknown');
});

test('a callback in another browser signs nobody in, and is used up by that', async () => {
  const { person } = await newcomer();
  const [mine, theirs] = [new Browser(), new Browser()];
  const back = await playPerson(await mine.start(), person);
  await theirs.start();
  expect(refused(await theirs.comeBack(back))).toBe('login_other_browser');
  expect(await theirs.isSignedIn()).toBe(false);
  expect(refused(await mine.comeBack(back))).toBe('login_state_unknown');
  const withoutCookie = new Browser();
  const again = await playPerson(await mine.start(), person);
  expect(refused(await withoutCookie.comeBack(again))).toBe('login_other_browser');
});

test('two sign-ins of one browser may be away at once', async () => {
  const { person } = await newcomer('qq');
  const browser = new Browser();
  const [first, second] = [await browser.start('qq'), await browser.start('qq')];
  for (const url of [first, second])
    expect(await browser.comeBack(await playPerson(url, person), 'qq')).toMatch(/^\/login\/arrived/);
});

test('a state that is late, invented, missing or of another provider is refused by name', async () => {
  const browser = new Browser();
  const late = await playPerson(await browser.start(), 'known-1');
  shop.clock.advance(10 * MINUTE_MS + 1);
  expect(refused(await browser.comeBack(late))).toBe('login_state_expired');
  const code = 'a'.repeat(32);
  for (const state of [newLoginToken(), 'short', ''])
    expect(refused(await browser.comeBack(new URLSearchParams({ code, state })))).toBe('login_state_unknown');
  expect(refused(await browser.comeBack(new URLSearchParams({ code })))).toBe('login_state_unknown');
  const elsewhere = await playPerson(await browser.start('qq'), 'known-1');
  expect(refused(await browser.comeBack(elsewhere, 'wechat'))).toBe('login_state_unknown');
});

test('denying, a code the provider does not know and a provider that fails have refusals of their own', async () => {
  for (const provider of ['wechat', 'qq', 'alipay']) {
    const browser = new Browser();
    const page = await browser.goAs('deny', provider);
    expect(page).toBe(`/login?refused=login_denied&provider=${provider}&next=%2Faccount`);
    const back = await playPerson(await browser.start(provider), 'known-1');
    back.set(provider === 'alipay' ? 'auth_code' : 'code', 'f'.repeat(32));
    expect(refused(await browser.comeBack(back, provider))).toBe('login_code_refused');
    const lost = await playPerson(await browser.start(provider), 'known-1');
    shop.modules.loginEmulators!.fault = 'broken';
    expect(refused(await browser.comeBack(lost, provider))).toBe('login_provider_failed');
    shop.modules.loginEmulators!.fault = undefined;
    expect(await browser.isSignedIn()).toBe(false);
  }
});

test('nobody is led out of the shop', async () => {
  const { person } = await newcomer();
  for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:1', '/a b'])
    expect(await new Browser().goAs(person, 'wechat', 'sign-in', next)).toBe(
      '/login/arrived?next=%2Faccount',
    );
});

test('linking needs a session and a fresh proof', async () => {
  const stranger = await new Browser().call('POST', '/auth/providers/qq/starts', { intent: 'link' });
  expect(stranger).toMatchObject({ status: 401, body: { code: 'no_session' } });
  const browser = await signedIn();
  shop.clock.advance(11 * MINUTE_MS);
  const unproved = await browser.call('POST', '/auth/providers/qq/starts', { intent: 'link' });
  expect(unproved).toMatchObject({ status: 403, body: { code: 'step_up_required' } });
});

test('a customer who has proved it links an account and signs in by it', async () => {
  const browser = await signedIn();
  expect(await browser.goAs('known-2', 'qq', 'link')).toBe('/account/logins');
  const second = await browser.call('POST', '/auth/providers/qq/starts', { intent: 'link' });
  expect(second).toMatchObject({ status: 409, body: { code: 'login_provider_taken' } });
  const elsewhere = new Browser();
  await elsewhere.goAs('known-2', 'qq');
  expect((await elsewhere.call('GET', '/me')).body['id']).toBe((await browser.call('GET', '/me')).body['id']);
});

test('a link that was begun for one account never reaches another that signs in meanwhile, nor nobody', async () => {
  const [mine, theirs] = [await signedIn(), await signedIn()];
  const back = await playPerson(await mine.start('qq', 'link'), 'new');
  mine.cookies.set('ks_session', theirs.cookies.get('ks_session')!);
  const page = await mine.comeBack(back, 'qq');
  expect(page).toBe('/account/logins?refused=login_other_session&provider=qq');
  expect((await theirs.call('GET', '/me/logins')).body['items']).toEqual([]);
  const another = await playPerson(await theirs.start('qq', 'link'), 'new');
  theirs.cookies.delete('ks_session');
  expect(refused(await theirs.comeBack(another, 'qq'))).toBe('login_other_session');
});

test('a sign-in that was begun as one links nothing with the account that is signed in', async () => {
  const browser = await signedIn();
  expect(await browser.goAs('new')).toBe('/login/link');
  expect((await browser.call('GET', '/me/logins')).body['items']).toEqual([]);
});

test('an account that is linked elsewhere is never moved', async () => {
  const owner = await newcomer();
  const other = await signedIn();
  expect(refused(await other.goAs(owner.person, 'wechat', 'link'))).toBe('login_linked_elsewhere');
  expect((await other.call('GET', '/me/logins')).body['items']).toEqual([]);
  const again = new Browser();
  await again.goAs(owner.person);
  expect((await again.call('GET', '/me')).body['phoneMasked']).toContain(owner.phone.slice(-4));
});

test('of customers who link the same account at once, one gets it', async () => {
  const browsers = await Promise.all([1, 2, 3].map(() => signedIn()));
  const url = await browsers[0]!.start('alipay');
  await playPerson(url, 'new');
  const person = [...(await (await fetch(url)).text()).matchAll(/value="([0-9a-f]{12})"/g)].at(-1)![1]!;
  const pages = await Promise.all(browsers.map((browser) => browser.goAs(person, 'alipay', 'link')));
  expect(pages.filter((page) => page === '/account/logins')).toHaveLength(1);
  expect(pages.map(refused).filter((code) => code === 'login_linked_elsewhere')).toHaveLength(2);
});

test('a phone whose account has another one of that provider is refused, and nobody is signed in', async () => {
  const { phone } = await newcomer();
  const browser = new Browser();
  expect(await browser.goAs('new')).toBe('/login/link');
  const answer = await browser.completeBy(phone);
  expect(answer).toMatchObject({ status: 409, body: { code: 'login_provider_taken' } });
  expect(browser.cookies.has('ks_session')).toBe(false);
  // What waits still waits: another phone may be the right one.
  expect((await browser.completeBy(newPhone())).status).toBe(201);
});

test('what waits for a phone is bound to its browser, ends after 15 minutes, and costs no code where it is gone', async () => {
  const phone = newPhone();
  const code = await codeFor(phone);
  expect(await new Browser().completeBy(phone, code)).toMatchObject({
    status: 409,
    body: { code: 'login_link_expired' },
  });
  const browser = new Browser();
  await browser.goAs('new');
  expect(await browser.completeBy(phone, '000000' === code ? '111111' : '000000')).toMatchObject({
    status: 422,
    body: { code: 'code_wrong', triesLeft: 4 },
  });
  const pending = browser.cookies.get('ks_login_link')!;
  expect((await browser.completeBy(phone, code)).status).toBe(201);
  browser.cookies.set('ks_login_link', pending);
  expect((await browser.completeBy(phone, code)).body).toMatchObject({ code: 'login_link_expired' });

  const late = new Browser();
  await late.goAs('new');
  shop.clock.advance(15 * MINUTE_MS + 1);
  expect((await late.completeBy(newPhone())).body).toMatchObject({ code: 'login_link_expired' });
});

test('unlinking needs a proof, reaches only one’s own, and leaves the account to be linked anew', async () => {
  const { person, browser } = await newcomer('alipay');
  const stranger = await signUp(shop.url);
  expect((await stranger.call('DELETE', '/me/logins/alipay')).status).toBe(404);
  expect((await browser.call('DELETE', '/me/logins/nothing')).status).toBe(404);
  const unproved = new Browser();
  await unproved.goAs(person, 'alipay');
  expect(await unproved.call('DELETE', '/me/logins/alipay')).toMatchObject({
    status: 403,
    body: { code: 'step_up_required' },
  });
  expect((await browser.call('DELETE', '/me/logins/alipay')).status).toBe(204);
  expect((await browser.call('DELETE', '/me/logins/alipay')).status).toBe(404);
  expect(await new Browser().goAs(person, 'alipay')).toBe('/login/link');
  const { rows } = await shop.database.pool.query(
    'select from login_subjects s full join login_links l using (provider, subject_hash) where s is null or l is null',
  );
  expect(rows).toEqual([]);
});

test('the database holds no id, name or state of a provider in clear', async () => {
  const browser = new Browser();
  const url = await browser.start('qq');
  await browser.goAs('known-3', 'qq');
  await new Browser().start('qq');
  const { rows } = await shop.database.pool.query<{ text: string }>(
    `select login_flows::text as text from login_flows union all select pending_links::text from pending_links
     union all select login_links::text from login_links union all select login_subjects::text from login_subjects`,
  );
  const dump = rows.map(({ text }) => text).join('\n');
  const hex = (text: string): string => Buffer.from(text).toString('hex');
  const state = new URL(url).searchParams.get('state')!;
  const secrets = ['企鹅', '小满', 'UID_', 'union:', ...browser.cookies.values(), state];
  expect(rows.length).toBeGreaterThan(5);
  for (const secret of secrets) {
    expect(dump).not.toContain(secret);
    expect(dump).not.toContain(hex(secret));
  }
});

test('what is over is removed by the nightly job', async () => {
  await new Browser().start('qq');
  await new Browser().goAs('new', 'qq');
  shop.clock.advance(16 * MINUTE_MS);
  const removed = await shop.modules.identity.removeExpired(shop.clock.now());
  expect(removed.loginFlows).toBeGreaterThan(0);
  expect(removed.pendingLinks).toBeGreaterThan(0);
});

test('one address begins only so many sign-ins an hour', async () => {
  const browser = new Browser();
  let answer = await browser.call('POST', '/auth/providers/qq/starts', { intent: 'sign-in' });
  for (let tries = 0; answer.status === 201 && tries < 220; tries += 1)
    answer = await browser.call('POST', '/auth/providers/qq/starts', { intent: 'sign-in' });
  expect(answer).toMatchObject({ status: 429, body: { code: 'too_many_tries' } });
});
