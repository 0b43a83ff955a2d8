import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  CONSENT,
  expectRefusal,
  openIdentityApi,
  OWN,
  serveIdentity,
  type IdentityApi,
} from '../../../test/support/identity-api.ts';
import { anAddress, MINUTE_MS, type TestIdentity } from '../../../test/support/test-identity.ts';
import { cookiesOf } from '../../kernel/cookies.ts';
import { CONSENT_VERSION } from '../customers/index.ts';

let api: IdentityApi;
let shop: TestIdentity;
beforeAll(async () => {
  api = await openIdentityApi();
  ({ shop } = api);
});
afterAll(() => api.stop());
beforeEach(() => shop.clock.advance(2 * MINUTE_MS));

const call: IdentityApi['call'] = (...request) => api.call(...request);
const signIn: IdentityApi['signIn'] = (...who) => api.signIn(...who);
const newPhone = (): string => api.newPhone();

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
  const waysIn = { ...shop.waysIn, cookies: cookiesOf({ isHttps: true }) };
  const secure = await serveIdentity({ waysIn, addresses: shop.addresses });
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
