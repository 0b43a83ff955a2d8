import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  LoginBrowser,
  newcomer,
  newestPerson,
  refusedBy,
  signedIn,
} from '../../../../test/support/login-browser.ts';
import { playPerson } from '../../../../test/support/play-person.ts';
import { signUp } from '../../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../../test/support/test-shop.ts';

const MINUTE_MS = 60_000;
let shop: TestShop;
beforeAll(async () => void (shop = await startTestShop()), 120_000);
afterAll(() => shop.stop());

test('linking needs a session and a fresh proof', async () => {
  const stranger = await new LoginBrowser(shop).call('POST', '/auth/providers/qq/starts', { intent: 'link' });
  expect(stranger).toMatchObject({ status: 401, body: { code: 'no_session' } });
  const browser = await signedIn(shop);
  shop.clock.advance(11 * MINUTE_MS);
  const unproved = await browser.call('POST', '/auth/providers/qq/starts', { intent: 'link' });
  expect(unproved).toMatchObject({ status: 403, body: { code: 'step_up_required' } });
});

test('a customer who has proved it links an account and signs in by it', async () => {
  const browser = await signedIn(shop);
  expect(await browser.goAs('known-2', 'qq', 'link')).toBe('/account/logins');
  const second = await browser.call('POST', '/auth/providers/qq/starts', { intent: 'link' });
  expect(second).toMatchObject({ status: 409, body: { code: 'login_provider_taken' } });
  const elsewhere = new LoginBrowser(shop);
  await elsewhere.goAs('known-2', 'qq');
  expect((await elsewhere.call('GET', '/me')).body['id']).toBe((await browser.call('GET', '/me')).body['id']);
});

test('a link that was begun for one account never reaches another that signs in meanwhile, nor nobody', async () => {
  const [mine, theirs] = [await signedIn(shop), await signedIn(shop)];
  const back = await playPerson(await mine.start('qq', 'link'), 'new');
  mine.cookies.set('ks_session', theirs.cookies.get('ks_session')!);
  const page = await mine.comeBack(back, 'qq');
  expect(page).toBe('/account/logins?refused=login_other_session&provider=qq');
  expect((await theirs.call('GET', '/me/logins')).body['items']).toEqual([]);
  const another = await playPerson(await theirs.start('qq', 'link'), 'new');
  theirs.cookies.delete('ks_session');
  expect(refusedBy(await theirs.comeBack(another, 'qq'))).toBe('login_other_session');
});

test('a sign-in that was begun as one links nothing with the account that is signed in', async () => {
  const browser = await signedIn(shop);
  expect(await browser.goAs('new')).toBe('/login/link');
  expect((await browser.call('GET', '/me/logins')).body['items']).toEqual([]);
});

test('an account that is linked elsewhere is never moved', async () => {
  const owner = await newcomer(shop);
  const other = await signedIn(shop);
  expect(refusedBy(await other.goAs(owner.person, 'wechat', 'link'))).toBe('login_linked_elsewhere');
  expect((await other.call('GET', '/me/logins')).body['items']).toEqual([]);
  const again = new LoginBrowser(shop);
  await again.goAs(owner.person);
  expect((await again.call('GET', '/me')).body['phoneMasked']).toContain(owner.phone.slice(-4));
});

test('of customers who link the same account at once, one gets it', async () => {
  const browsers = await Promise.all([1, 2, 3].map(() => signedIn(shop)));
  const url = await browsers[0]!.start('alipay');
  await playPerson(url, 'new');
  const person = await newestPerson(url);
  const pages = await Promise.all(browsers.map((browser) => browser.goAs(person, 'alipay', 'link')));
  expect(pages.filter((page) => page === '/account/logins')).toHaveLength(1);
  expect(pages.map(refusedBy).filter((code) => code === 'login_linked_elsewhere')).toHaveLength(2);
});

test('unlinking needs a proof, reaches only one’s own, and leaves the account to be linked anew', async () => {
  const { person, browser } = await newcomer(shop, 'alipay');
  const stranger = await signUp(shop.url);
  expect((await stranger.call('DELETE', '/me/logins/alipay')).status).toBe(404);
  expect((await browser.call('DELETE', '/me/logins/nothing')).status).toBe(404);
  const unproved = new LoginBrowser(shop);
  await unproved.goAs(person, 'alipay');
  expect(await unproved.call('DELETE', '/me/logins/alipay')).toMatchObject({
    status: 403,
    body: { code: 'step_up_required' },
  });
  expect((await browser.call('DELETE', '/me/logins/alipay')).status).toBe(204);
  expect((await browser.call('DELETE', '/me/logins/alipay')).status).toBe(404);
  expect(await new LoginBrowser(shop).goAs(person, 'alipay')).toBe('/login/link');
  const { rows } = await shop.database.pool.query(
    'select from login_subjects s full join login_links l using (provider, subject_hash) where s is null or l is null',
  );
  expect(rows).toEqual([]);
});
