import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COOKIE_KINDS, cookiesOf } from '../server/kernel/cookies.ts';
import { newPhone } from './support/shopper.ts';
import { startWaysIn, type WaysIn } from './support/ways-in.ts';

// Every cookie is one of `kernel/cookies.ts`, under the name that it has there: a new one that is set past it would be a
// plain one behind https, and the API and the pages would have to agree by luck.
const WRITES =
  /\.setCookie\(|\.clearCookie\(|\bcookies\.(?:set|delete|serialize)\(|document\.cookie|cookieStore|['"]set-cookie['"]/;
const MAY_WRITE = ['server/platform/http/cookies.ts', 'web/src/lib/request/cookie-jar.server.ts'];
/** Look whether there is one: to keep no page that sets any, and none in the log of what others answered. */
const MAY_LOOK = ['server/modules/webhooks/post-webhook.ts', 'web/src/lib/request/page-cache.server.ts'];
const NAMES = COOKIE_KINDS.map((kind) => cookiesOf({ isHttps: false })[kind].name);
/** Words for people. */
const MAY_NAME = ['server/modules/sign-in/identity.problems.ts', 'server/modules/sign-in/sign-in.http.ts'];

const ROOT = join(import.meta.dirname, '..');
const sources = ['server', 'web/src', 'emulators'].flatMap((room) =>
  readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:ts|js|svelte)$/.test(file) && !/\.test\.ts$/.test(file))
    .map((file) => ({ file: `${room}/${file}`, text: readFileSync(join(ROOT, room, file), 'utf8') })),
);

test('cookies are written in one place for the API and one for the pages', () => {
  const writing = sources.filter(({ text }) => WRITES.test(text)).map(({ file }) => file);
  expect(writing.toSorted()).toEqual([...MAY_WRITE, ...MAY_LOOK].toSorted());
});

test('no other file than the list of cookies has the name of one', () => {
  const name = new RegExp(`['"\`](?:__Host-|__Secure-)?(?:${NAMES.join('|')})['"\`=]`);
  const naming = sources.filter(({ text }) => name.test(text)).map(({ file }) => file);
  expect(naming.filter((file) => !MAY_NAME.includes(file))).toEqual(['server/kernel/cookies.ts']);
});

let ways: WaysIn;
beforeAll(async () => void (ways = await startWaysIn(newPhone(), 'https://localhost:3000')), 120_000);
afterAll(() => ways.shop.stop());

test('behind https every cookie of every way in goes by the name that no neighbour can set', async () => {
  const seen = new Set(ways.first.cookies.keys());
  for (const way of ['code', 'password', 'passkey', 'wechat', 'link'] as const) {
    const browser = ways.newBrowser();
    await ways.by[way](browser);
    expect((await browser.call('GET', '/me')).status).toBe(200);
    for (const name of browser.cookies.keys()) seen.add(name);
  }
  const { session, device, passkey, loginState } = cookiesOf({ isHttps: true });
  expect([...seen].toSorted()).toEqual(
    [session, device, passkey, loginState].map(({ name }) => name).toSorted(),
  );
});

test('the document of the API names the cookie that the shop takes', async () => {
  const document = (await (await fetch(`${ways.shop.url}/api/openapi.json`)).json()) as {
    components: { securitySchemes: { cookie: { name: string } } };
  };
  expect(document.components.securitySchemes.cookie.name).toBe('__Host-ks_session');
});
