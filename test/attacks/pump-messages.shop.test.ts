import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { CONSENT_VERSION } from '../../server/modules/customers/index.ts';
import { ApiBrowser } from '../support/api-browser.ts';
import { newClientAddress, newPhone, type Answer } from '../support/shopper.ts';
import { tellListeners } from '../support/tell-listeners.ts';
import { startTestShop, type TestProcess, type TestShop } from '../support/test-shop.ts';

/**
 * Somebody who holds an account, or has made one for it, changes it again and again: to have the shop send messages that
 * cost money, to take every place where passwords are hashed, or to hide one change among a hundred others.
 */
const CONSENT = { terms: true, privacy: true, version: CONSENT_VERSION };
const [DAY_MS, HOUR_MS] = [24 * 3_600_000, 3_600_000];
const PASSWORD = 'aB3$kL9x mountain';
let shop: TestShop;
let second: TestProcess;

beforeAll(async () => {
  shop = await startTestShop({ TRUSTED_PROXIES: '1' });
  second = await shop.another({ TRUSTED_PROXIES: '1' });
}, 120_000);
afterAll(async () => {
  await second.stop();
  await shop.stop();
});
beforeEach(() => shop.clock.advance(2 * DAY_MS));

type Person = { phone: string; browser: ApiBrowser; customerId: string };
type Message = { template: string; text: string };
const browserAt = (url = shop.url, clientAddress = newClientAddress()) =>
  new ApiBrowser(url, undefined, clientAddress);
const said = ({ status, body }: Answer) => (status < 300 ? status : (body['code'] as string));

/** What went out to a phone, the oldest first, by both processes; codes are not what this is about. */
async function notices(phone: string): Promise<Message[]> {
  const all: Message[] = [];
  await tellListeners(shop);
  for (const { house } of [shop, second]) all.push(...[...(await house.demo!.outbox(phone))].reverse());
  return all.filter(({ template }) => !template.endsWith('_code'));
}
const templates = async (phone: string) => (await notices(phone)).map(({ template }) => template);
const tellFolded = ({ customerId }: Person) => shop.jobs['tell-folded-notices']!({ customerId });

async function newestCode(phone: string): Promise<string> {
  const sent = await shop.house.demo!.outbox(phone);
  return sent.find(({ params }) => params['code'] !== undefined)!.params['code']!;
}

async function enter(phone: string, browser: ApiBrowser): Promise<Person> {
  expect((await browser.call('POST', '/auth/codes', { phone, purpose: 'sign-in' })).status).toBe(202);
  const code = await newestCode(phone);
  const entered = await browser.call('POST', '/auth/sessions', { phone, code, consent: CONSENT });
  expect(entered.status, JSON.stringify(entered.body)).toBe(201);
  return { phone, browser, customerId: (entered.body['customer'] as { id: string }).id };
}

const setPassword = (browser: ApiBrowser, password: string) =>
  browser.call('PUT', '/me/password', { password });
const signIn = (browser: ApiBrowser, phone: string, password = PASSWORD) =>
  browser.call('POST', '/auth/password-sessions', { phone, password });

test('196 changes of a password at once send five messages and one more, and no stranger finds sign-in too busy', async () => {
  const strangers = await Promise.all(Array.from({ length: 11 }, () => enter(newPhone(), browserAt())));
  for (const { browser } of strangers) expect((await setPassword(browser, PASSWORD)).status).toBe(204);
  const thief = await enter(newPhone(), browserAt());
  const elsewhere = browserAt(second.url);
  for (const [name, value] of thief.browser.cookies) elsewhere.cookies.set(name, value);

  const burst = Array.from({ length: 196 }, (_, n) =>
    setPassword(n % 2 === 0 ? thief.browser : elsewhere, `${PASSWORD} ${n}`),
  );
  const began = performance.now();
  const signedIn = await Promise.all(
    strangers.flatMap(({ phone }) => [
      signIn(browserAt(), phone).then((answer) => ({ answer, tookMs: performance.now() - began })),
      signIn(browserAt(), phone, 'not the one').then((answer) => ({ answer, tookMs: 0 })),
    ]),
  );
  expect(signedIn.map(({ answer }) => said(answer))).toEqual(
    strangers.flatMap(() => [201, 'password_wrong']),
  );
  // Far more than 22 hashes take, and far less than those of the burst before them would.
  expect(Math.max(...signedIn.map(({ tookMs }) => tookMs))).toBeLessThan(10_000);

  const answers = await Promise.all(burst);
  const refused = answers.filter(({ status }) => status !== 204);
  expect(new Set(refused.map(said))).toEqual(new Set(['too_many_changes']));
  expect(refused.every(({ headers }) => Number(headers.get('retry-after')) > 0)).toBe(true);
  let changes = answers.length - refused.length;
  while ((await setPassword(thief.browser, `${PASSWORD} more ${changes}`)).status === 204) changes += 1;
  expect(changes).toBe(10);
  expect(await templates(thief.phone)).toEqual(Array.from({ length: 5 }, () => 'password_changed'));

  shop.clock.advance(HOUR_MS);
  await tellFolded(thief);
  await tellFolded(thief);
  const all = await notices(thief.phone);
  expect(all).toHaveLength(6);
  expect(all.find(({ template }) => template === 'more_changes')!.text).toContain('设置密码 5 次');
}, 120_000);

test('neither new devices nor asking for erasure again and again sends more than a few a day', async () => {
  const owner = await enter(newPhone(), browserAt());
  expect((await setPassword(owner.browser, PASSWORD)).status).toBe(204);
  for (let n = 0; n < 30; n += 1)
    expect((await signIn(browserAt(n % 2 === 0 ? shop.url : second.url), owner.phone)).status).toBe(201);
  for (let n = 0; n < 20; n += 1) {
    expect((await owner.browser.call('POST', '/privacy/deletion')).status).toBe(202);
    expect((await owner.browser.call('DELETE', '/privacy/deletion')).status).toBe(204);
  }
  const counted = Map.groupBy(await templates(owner.phone), (template) => template);
  expect([...counted].map(([template, all]) => [template, all.length]).sort()).toEqual([
    ['deletion_scheduled', 5],
    ['new_device', 5],
    ['password_changed', 1],
  ]);
  await tellFolded(owner);
  const last = (await notices(owner.phone)).find(({ template }) => template === 'more_changes')!;
  expect(last.text).toMatch(/新设备登录 25 次.*申请注销账号 15 次/);
}, 60_000);

test('a change that matters is not hidden among others: each kind is told at once, and a lost phone always', async () => {
  const owner = await enter(newPhone(), browserAt());
  const thief = owner.browser;
  for (let n = 0; n < 8; n += 1) {
    expect((await setPassword(thief, `${PASSWORD} ${n}`)).status).toBe(204);
    expect((await thief.call('DELETE', '/me/password')).status).toBe(204);
  }
  expect((await setPassword(thief, PASSWORD)).status).toBe(204);
  for (let n = 0; n < 8; n += 1) expect((await signIn(browserAt(), owner.phone)).status).toBe(201);
  const next = newPhone();
  expect((await thief.call('POST', '/me/phone/codes', { phone: next })).status).toBe(202);
  const code = await newestCode(next);
  const changed = await thief.call('PUT', '/me/phone', { phone: next, code });
  expect(changed.status, JSON.stringify(changed.body)).toBeLessThan(300);
  expect((await templates(owner.phone)).at(-1)).toBe('phone_changed');
}, 60_000);
