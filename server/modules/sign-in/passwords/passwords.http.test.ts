import type { InjectOptions, LightMyRequestResponse as Response } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sealPassword } from '../../../../test/support/seal-password.ts';
import { serveIdentity } from '../../../../test/support/identity-api.ts';
import { createTestIdentity, type TestIdentity } from '../../../../test/support/test-identity.ts';
import type { ApiApp } from '../../../platform/http/api.ts';

const GOOD = 'aB3$kL9x mountain';
const PHONE = '13400000001';
let shop: TestIdentity;
let app: ApiApp;
let token: string;

beforeAll(async () => {
  shop = await createTestIdentity();
  app = await serveIdentity(shop);
  ({ token } = await shop.enter(PHONE));
});
afterAll(async () => {
  await app.close();
  await shop.stop();
});

function call(method: InjectOptions['method'], path: string, more: InjectOptions = {}): Promise<Response> {
  return app.inject({ method, url: `/api/v1${path}`, ...more });
}
const mine = (): InjectOptions => ({ headers: { authorization: `Bearer ${token}` } });

test('a password is set, told of, used to sign in and removed over the API', async () => {
  expect((await call('GET', '/me/password', mine())).json()).toEqual({ isSet: false });
  const put = await call('PUT', '/me/password', { ...mine(), payload: { password: GOOD } });
  expect([put.statusCode, put.body]).toEqual([204, '']);
  expect((await call('GET', '/me/password', mine())).json()).toEqual({
    isSet: true,
    changedAt: shop.clock.now().toISOString(),
  });
  const entered = await call('POST', '/auth/password-sessions', {
    payload: { phone: PHONE, password: GOOD },
  });
  expect(entered.statusCode).toBe(201);
  expect(entered.json()).toEqual({
    token: expect.any(String),
    expiresAt: expect.any(String),
    customer: expect.objectContaining({ phoneMasked: '134****0001', isNew: false }),
  });
  expect(entered.cookies).toEqual([
    expect.objectContaining({ name: 'ks_device' }),
    expect.objectContaining({ name: 'ks_session', value: entered.json().token, httpOnly: true }),
  ]);
  const refused = await call('DELETE', '/me/password', {
    headers: { authorization: `Bearer ${entered.json().token}` },
  });
  expect([refused.statusCode, refused.json().code]).toEqual([403, 'step_up_required']);
  expect((await call('DELETE', '/me/password', mine())).statusCode).toBe(204);
  expect((await call('GET', '/me/password', mine())).json()).toEqual({ isSet: false });
});

test('the key is answered with the shop’s time, and what is sealed by it is taken in place of the password', async () => {
  const answered = await call('GET', '/auth/password-key');
  expect(answered.headers['cache-control']).toBe('no-store');
  expect(answered.json()).toEqual({
    keyId: expect.any(String),
    jwk: { kty: 'RSA', n: expect.any(String), e: 'AQAB' },
    issuedAt: Math.floor(shop.clock.now().getTime() / 1000),
  });
  const seal = (): Promise<string> => sealPassword(answered.json(), GOOD);
  const put = await call('PUT', '/me/password', { ...mine(), payload: { sealedPassword: await seal() } });
  expect(put.statusCode).toBe(204);
  const sealedPassword = await seal();
  const send = () => call('POST', '/auth/password-sessions', { payload: { phone: PHONE, sealedPassword } });
  expect((await send()).statusCode).toBe(201);
  const again = await send();
  expect([again.statusCode, again.json().code]).toEqual([422, 'sealed_password_invalid']);
});

test('every refusal has its own code and words', async () => {
  const enter = (payload: object) => call('POST', '/auth/password-sessions', { payload });
  const wrong = await enter({ phone: PHONE, password: 'not the password' });
  expect([wrong.statusCode, wrong.json().code]).toEqual([422, 'password_wrong']);
  const unknown = await enter({ phone: '13499999999', password: 'not the password' });
  expect({ ...unknown.json(), traceId: '' }).toEqual({ ...wrong.json(), traceId: '' });
  for (const payload of [
    { phone: PHONE },
    { phone: PHONE, password: GOOD, sealedPassword: 'x' },
    { phone: PHONE, password: '' },
    { phone: PHONE, password: 'x'.repeat(1025) },
  ]) {
    const malformed = await enter(payload);
    expect([malformed.statusCode, malformed.json().code]).toEqual([400, 'malformed']);
  }
  const unfit = await call('PUT', '/me/password', {
    payload: { password: 'qwerty' },
    headers: { authorization: `Bearer ${token}`, 'accept-language': 'en' },
  });
  expect([unfit.statusCode, unfit.json()]).toMatchObject([
    422,
    {
      code: 'password_unfit',
      reasons: ['too_short', 'too_common'],
      detail: 'Use 8 characters or more. Many people use this one. Choose another.',
    },
  ]);
  for (let time = 0; time < 5; time += 1) await enter({ phone: '13499999999', password: 'x' });
  const slowed = await enter({ phone: '13499999999', password: 'x' });
  expect([slowed.statusCode, slowed.headers['retry-after']]).toEqual([429, '30']);
  expect(slowed.json()).toMatchObject({ code: 'too_many_tries', instead: 'code' });
  expect(slowed.json().detail).toContain('用短信验证码登录');
});

test('nobody changes a password without a session, or from a foreign page', async () => {
  expect((await call('PUT', '/me/password', { payload: { password: GOOD } })).json().code).toBe('no_session');
  const foreign = await call('PUT', '/me/password', {
    payload: { password: GOOD },
    cookies: { ks_session: token },
    headers: { origin: 'http://evil.example' },
  });
  expect([foreign.statusCode, foreign.json().code]).toEqual([403, 'bad_origin']);
});
