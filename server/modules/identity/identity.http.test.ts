import pino from 'pino';
import type { InjectOptions, LightMyRequestResponse as Response } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  anAddress,
  createTestIdentity,
  MINUTE_MS,
  type TestIdentity,
} from '../../../test/support/test-identity.ts';
import { cookiesOf } from '../../kernel/cookies.ts';
import { createApi, type ApiApp } from '../../platform/http/api.ts';
import { registerProblems } from '../../platform/http/problems.ts';
import { CONSENT_VERSION, identityProblems, identityRoutes, type Identity } from './index.ts';

const OWN = 'http://shop.example';
const CONSENT = { terms: true, privacy: true, version: CONSENT_VERSION };
let shop: TestIdentity;
let app: ApiApp;
let lastPhone = 13_800_000_000;
const newPhone = () => String((lastPhone += 1));

async function serve(identity: Identity): Promise<ApiApp> {
  const served = await createApi({
    cookies: identity.cookies,
    log: pino({ level: 'silent' }),
    findSession: (token) => identity.session(token),
    isOwnOrigin: (origin) => origin === OWN,
  });
  registerProblems(identityProblems);
  await served.register((api) => Promise.resolve(identityRoutes(api as unknown as ApiApp, identity)), {
    prefix: '/api/v1',
  });
  await served.ready();
  return served;
}

beforeAll(async () => {
  shop = await createTestIdentity();
  app = await serve(shop.identity);
});
afterAll(async () => {
  await app.close();
  await shop.stop();
});
beforeEach(() => shop.clock.advance(2 * MINUTE_MS));

type More = Omit<InjectOptions, 'method' | 'url'> & { token?: string };
function call(
  method: InjectOptions['method'],
  path: string,
  { token, headers, ...more }: More = {},
): Promise<Response> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return app.inject({ method, url: `/api/v1${path}`, headers: { ...authorization, ...headers }, ...more });
}

function expectRefusal(response: Response, status: number, code: string, facts: object = {}): void {
  expect(response.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(response.json()).toMatchObject({ status, code, ...facts });
  expect(response.statusCode).toBe(status);
  expect(response.json()).toMatchObject({
    title: expect.stringMatching(/./),
    detail: expect.stringMatching(/./),
  });
}

async function signIn(phone = newPhone(), headers: Record<string, string> = {}): Promise<Response> {
  await call('POST', '/auth/codes', { payload: { phone, purpose: 'sign-in' } });
  const payload = { phone, code: shop.sent.at(-1)!.code, consent: CONSENT };
  return call('POST', '/auth/sessions', { payload, headers });
}

test('asking for a code answers 202 with when to ask again and how long the code lives', async () => {
  const response = await call('POST', '/auth/codes', {
    payload: { phone: newPhone(), purpose: 'sign-in' },
    headers: { 'accept-language': 'en' },
  });
  expect([response.statusCode, response.json()]).toEqual([
    202,
    { resendAfterSeconds: 60, expiresInSeconds: 300 },
  ]);
  expect(shop.sent.at(-1)).toMatchObject({ language: 'en' });
});

test('signing in answers the token and the customer, and sets a cookie that scripts cannot read', async () => {
  const phone = newPhone();
  const response = await signIn(phone, { 'user-agent': 'Mozilla/5.0 (iPhone) Version/19.0 Safari/605' });
  expect(response.statusCode).toBe(201);
  const { token, expiresAt, customer } = response.json();
  expect(Date.parse(expiresAt)).toBeGreaterThan(shop.clock.now().getTime());
  const phoneMasked = `138****${phone.slice(-4)}`;
  expect(customer).toEqual({ id: expect.any(String), displayName: phoneMasked, phoneMasked, isNew: true });
  expect(response.cookies).toEqual([
    expect.objectContaining({ name: 'ks_device' }),
    { name: 'ks_session', value: token, path: '/', httpOnly: true, sameSite: 'Lax', maxAge: 180 * 86_400 },
  ]);
  const me = await call('GET', '/me', { cookies: { ks_session: token } });
  expect(me.json()).toEqual({ id: customer.id, displayName: phoneMasked, phoneMasked });
  const sessions = (await call('GET', '/auth/sessions', { token })).json();
  expect(sessions).toMatchObject({ items: [{ device: 'Safari · iPhone', current: true }], nextCursor: null });
});

test('behind TLS the cookies go over https alone, and are from this host', async () => {
  const secure = await serve({ ...shop.identity, cookies: cookiesOf({ isHttps: true }) });
  const phone = newPhone();
  const payload = { phone, code: await shop.codeFor(phone, '127.0.0.1'), consent: CONSENT };
  const response = await secure.inject({ method: 'POST', url: '/api/v1/auth/sessions', payload });
  expect(response.cookies).toMatchObject([
    { name: '__Host-ks_device', secure: true, path: '/' },
    { name: '__Host-ks_session', secure: true, path: '/' },
  ]);
  await secure.close();
});

test('every refusal of signing in has its own code', async () => {
  const phone = newPhone();
  const enter = (body: object) =>
    call('POST', '/auth/sessions', { payload: { phone, code: '000000', consent: CONSENT, ...body } });
  expectRefusal(
    await call('POST', '/auth/codes', { payload: { phone: '123', purpose: 'sign-in' } }),
    422,
    'phone_invalid',
  );
  expectRefusal(await enter({ phone: '123' }), 422, 'phone_invalid');
  expectRefusal(await enter({ consent: { ...CONSENT, terms: false } }), 422, 'consent_required', {
    version: CONSENT_VERSION,
  });
  expectRefusal(await enter({}), 422, 'code_expired');
  const right = await shop.codeFor(phone, '127.0.0.1');
  const wrong = ((Number(right) + 1) % 1_000_000).toString().padStart(6, '0');
  expectRefusal(await enter({ code: wrong }), 422, 'code_wrong', { triesLeft: 4 });
  const tooSoon = await call('POST', '/auth/codes', { payload: { phone, purpose: 'sign-in' } });
  expectRefusal(tooSoon, 429, 'too_many_codes', { retryAfterSeconds: 60, limitOf: 'caller' });
  expect(tooSoon.headers['retry-after']).toBe('60');
});

test('too many tries from one address are refused with when to come back', async () => {
  const remoteAddress = '10.9.9.9';
  const payload = { phone: newPhone(), code: '000000', consent: CONSENT };
  for (let n = 0; n < 200; n += 1) await call('POST', '/auth/sessions', { payload, remoteAddress });
  const refused = await call('POST', '/auth/sessions', { payload, remoteAddress });
  expectRefusal(refused, 429, 'too_many_tries', { retryAfterSeconds: 3600, limitOf: 'network' });
  expect(refused.headers['retry-after']).toBe('3600');
});

test.each([
  [{}, 'malformed'],
  [{ phone: 13800138000, code: '1', consent: CONSENT }, 'malformed'],
  [{ phone: '13800138000', code: '1', consent: { terms: true, privacy: true } }, 'malformed'],
  [{ phone: '13800138000', code: '1', consent: { ...CONSENT, terms: 'yes' } }, 'malformed'],
  [{ phone: '1'.repeat(41), code: '1', consent: CONSENT }, 'malformed'],
  [{ phone: '13800138000', code: '1', consent: CONSENT, role: 'admin' }, 'unknown_field'],
])('the sign-in %j is answered with 400', async (payload, code) =>
  expectRefusal(await call('POST', '/auth/sessions', { payload }), 400, code),
);

test('without a session, or with one that has ended, everything of a customer is refused', async () => {
  const token = (await signIn()).json().token as string;
  const out = await call('DELETE', '/auth/sessions/current', { token });
  expect([out.statusCode, out.cookies[0]]).toEqual([
    204,
    expect.objectContaining({ name: 'ks_session', value: '' }),
  ]);
  const routes = [
    ['GET', '/me'],
    ['GET', '/auth/sessions'],
    ['DELETE', '/auth/sessions'],
    ['DELETE', '/auth/sessions/x'],
    ['DELETE', '/auth/sessions/current'],
    ['GET', '/addresses'],
    ['POST', '/addresses'],
    ['PATCH', '/addresses/x'],
    ['DELETE', '/addresses/x'],
  ] as const;
  for (const [method, path] of routes)
    for (const used of [undefined, token, 'nonsense', 'A'.repeat(59)])
      expectRefusal(
        await call(method, path, { ...(used === undefined ? {} : { token: used }) }),
        401,
        'no_session',
      );
});

test('a change by cookie must come from a page of the shop', async () => {
  const cookies = { ks_session: (await signIn()).json().token as string };
  for (const headers of [{}, { origin: 'https://elsewhere.example' }])
    expectRefusal(
      await call('POST', '/addresses', { cookies, headers, payload: anAddress() }),
      403,
      'bad_origin',
    );
  const own = await call('POST', '/addresses', { cookies, headers: { origin: OWN }, payload: anAddress() });
  expect(own.statusCode).toBe(201);
});

test('one session, or all others, can be ended, but not those of somebody else', async () => {
  const phone = newPhone();
  const first = (await signIn(phone)).json().token as string;
  shop.clock.advance(2 * MINUTE_MS);
  const second = (await signIn(phone)).json().token as string;
  const stranger = (await signIn()).json().token as string;
  const idOf = async (token: string) =>
    (await call('GET', '/auth/sessions', { token }))
      .json()
      .items.find((session: { current: boolean }) => session.current).id;
  expectRefusal(
    await call('DELETE', `/auth/sessions/${await idOf(first)}`, { token: stranger }),
    404,
    'not_found',
  );
  expect((await call('DELETE', `/auth/sessions/${await idOf(first)}`, { token: second })).statusCode).toBe(
    204,
  );
  expectRefusal(await call('GET', '/me', { token: first }), 401, 'no_session');
  shop.clock.advance(2 * MINUTE_MS);
  const third = (await signIn(phone)).json().token as string;
  expect((await call('DELETE', '/auth/sessions', { token: third })).statusCode).toBe(204);
  expectRefusal(await call('GET', '/me', { token: second }), 401, 'no_session');
  expect((await call('GET', '/me', { token: third })).statusCode).toBe(200);
});

test('an address is added, listed, changed and removed', async () => {
  const token = (await signIn()).json().token as string;
  const added = await call('POST', '/addresses', { token, payload: anAddress({ postalCode: '200120' }) });
  expect(added.statusCode).toBe(201);
  expect(added.json()).toEqual({
    id: expect.any(String),
    ...anAddress({ postalCode: '200120' }),
    region: ['上海市', '上海市', '浦东新区'],
    isDefault: true,
  });
  const { id } = added.json();
  expect((await call('GET', '/addresses', { token })).json()).toEqual({
    items: [added.json()],
    nextCursor: null,
  });
  const changed = await call('PATCH', `/addresses/${id}`, { token, payload: { street: '新街 1 号' } });
  expect([changed.statusCode, changed.json()]).toEqual([200, { ...added.json(), street: '新街 1 号' }]);
  expect((await call('DELETE', `/addresses/${id}`, { token })).statusCode).toBe(204);
  expect((await call('GET', '/addresses', { token })).json().items).toEqual([]);
});

test('every refusal of an address has its own code', async () => {
  const token = (await signIn()).json().token as string;
  const add = (more: object) => call('POST', '/addresses', { token, payload: { ...anAddress(), ...more } });
  expectRefusal(await add({ recipient: '\t' }), 422, 'recipient_invalid');
  expectRefusal(await add({ phone: '123' }), 422, 'phone_invalid');
  expectRefusal(await add({ regionCode: '310000' }), 422, 'region_unknown');
  expectRefusal(await add({ street: '字'.repeat(121) }), 422, 'street_invalid');
  expectRefusal(await add({ postalCode: '12345' }), 400, 'malformed');
  expectRefusal(await add({ country: 'CN' }), 400, 'unknown_field');
  for (let n = 0; n < 20; n += 1) await add({});
  expectRefusal(await add({}), 409, 'too_many_addresses', { limit: 20 });
});

test("somebody else's address is not found", async () => {
  const [mine, theirs] = [(await signIn()).json().token as string, (await signIn()).json().token as string];
  const { id } = (await call('POST', '/addresses', { token: theirs, payload: anAddress() })).json();
  for (const path of [`/addresses/${id}`, '/addresses/no-uuid', '/addresses/%00']) {
    expectRefusal(await call('PATCH', path, { token: mine, payload: { street: 'x' } }), 404, 'not_found');
    expectRefusal(await call('DELETE', path, { token: mine }), 404, 'not_found');
  }
  expect((await call('GET', '/addresses', { token: theirs })).json().items).toHaveLength(1);
});

test('the divisions are public, cached, and not sent twice', async () => {
  const first = await call('GET', '/regions');
  expect(first.statusCode).toBe(200);
  expect(first.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'public, max-age=86400',
  });
  expect(first.json().items).toHaveLength(31);
  expect(first.json().asOf).toMatch(/^20\d\d-\d\d-\d\d$/);
  expect(first.json().items[0].children[0].children[0]).toEqual({
    code: '110101',
    name: '东城区',
    children: [],
  });
  const etag = first.headers.etag as string;
  for (const seen of [etag, `W/${etag}`, `"other", ${etag}`]) {
    const again = await call('GET', '/regions', { headers: { 'if-none-match': seen } });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  }
});
