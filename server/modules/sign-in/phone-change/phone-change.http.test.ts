import type { InjectOptions, LightMyRequestResponse as Response } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { mustOpenSession } from '../../../../test/support/must-open-session.ts';
import { expectRefusal, serveIdentity } from '../../../../test/support/identity-api.ts';
import { createTestIdentity, MINUTE_MS, type TestIdentity } from '../../../../test/support/test-identity.ts';
import type { ApiApp } from '../../../platform/http/api.ts';

let shop: TestIdentity;
let app: ApiApp;
let lastPhone = 13_300_000_000;
const newPhone = (): string => String((lastPhone += 1));
const wrong = (code: string): string => ((Number(code) + 1) % 1_000_000).toString().padStart(6, '0');

beforeAll(async () => {
  shop = await createTestIdentity();
  app = await serveIdentity(shop);
});
afterAll(async () => {
  await app.close();
  await shop.stop();
});
beforeEach(() => shop.clock.advance(2 * MINUTE_MS));

function call(
  method: InjectOptions['method'],
  path: string,
  token?: string,
  more: InjectOptions = {},
): Promise<Response> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return app.inject({
    method,
    url: `/api/v1${path}`,
    ...more,
    headers: { ...authorization, ...more.headers },
  });
}
const ask = (token: string | undefined, phone: string): Promise<Response> =>
  call('POST', '/me/phone/codes', token, { payload: { phone } });
const change = (token: string | undefined, phone: string, code: string): Promise<Response> =>
  call('PUT', '/me/phone', token, { payload: { phone, code } });

async function codeFor(token: string, phone: string): Promise<string> {
  expect((await ask(token, phone)).statusCode).toBe(202);
  return shop.sent.at(-1)!.code;
}

test('the phone of an account is changed over the API, and the next answer shows the new one', async () => {
  const { token } = await shop.enter(newPhone());
  const phone = newPhone();
  const asked = await ask(token, phone);
  expect([asked.statusCode, asked.json()]).toEqual([202, { resendAfterSeconds: 60, expiresInSeconds: 300 }]);
  const changed = await change(token, phone, shop.sent.at(-1)!.code);
  const phoneMasked = `133****${phone.slice(-4)}`;
  expect([changed.statusCode, changed.json()]).toEqual([200, { phoneMasked }]);
  expect((await call('GET', '/me', token)).json()).toMatchObject({ phoneMasked, displayName: phoneMasked });
});

test('the code comes in the language of the request', async () => {
  const { token } = await shop.enter(newPhone());
  const payload = { phone: newPhone() };
  await call('POST', '/me/phone/codes', token, { payload, headers: { 'accept-language': 'en' } });
  expect(shop.sent.at(-1)).toMatchObject({ ...payload, language: 'en', purpose: 'change-phone' });
});

test('who has not proved lately who is there is asked to, at both steps', async () => {
  const { token, customer } = await shop.enter(newPhone());
  const phone = newPhone();
  const code = await codeFor(token, phone);
  const opened = await mustOpenSession(
    { ...shop, database: shop.database.pool },
    { customerId: customer.id, way: 'wechat', clientAddress: '203.0.113.1', device: '' },
  );
  expectRefusal(await ask(opened.token, newPhone()), 403, 'step_up_required');
  expectRefusal(await change(opened.token, phone, code), 403, 'step_up_required');
  shop.clock.advance(11 * MINUTE_MS);
  expectRefusal(await ask(token, newPhone()), 403, 'step_up_required');
  expectRefusal(await change(token, phone, code), 403, 'step_up_required');
});

test('what is no phone, or the present one, is refused at both steps', async () => {
  const present = newPhone();
  const { token } = await shop.enter(present);
  expectRefusal(await ask(token, '12345'), 422, 'phone_invalid');
  expectRefusal(await change(token, '12345', '123456'), 422, 'phone_invalid');
  expectRefusal(await ask(token, present), 422, 'phone_unchanged');
  expectRefusal(await change(token, present, '123456'), 422, 'phone_unchanged');
  for (const payload of [
    {},
    { phone: present },
    { phone: 1, code: '123456' },
    { phone: present, code: null },
  ])
    expectRefusal(await call('PUT', '/me/phone', token, { payload }), 400, 'malformed');
});

test('codes and tries are limited, and a code is over after five wrong ones or five minutes', async () => {
  const { token } = await shop.enter(newPhone());
  const phone = newPhone();
  const code = await codeFor(token, phone);
  const early = await ask(token, phone);
  expectRefusal(early, 429, 'too_many_codes', { retryAfterSeconds: 60, limitOf: 'caller' });
  expect(early.headers['retry-after']).toBe('60');
  for (const triesLeft of [4, 3, 2, 1, 0])
    expectRefusal(await change(token, phone, wrong(code)), 422, 'code_wrong', { triesLeft });
  expectRefusal(await change(token, phone, code), 422, 'code_expired');
  shop.clock.advance(MINUTE_MS);
  const late = await codeFor(token, phone);
  shop.clock.advance(5 * MINUTE_MS);
  expectRefusal(await change(token, phone, late), 422, 'code_expired');
});

test('another account’s phone is told of only after its code, and stays with that account', async () => {
  const { token } = await shop.enter(newPhone());
  const taken = newPhone();
  const theirs = await shop.enter(taken);
  shop.clock.advance(MINUTE_MS);
  const code = await codeFor(token, taken);
  expectRefusal(await change(token, taken, wrong(code)), 422, 'code_wrong', { triesLeft: 4 });
  const refused = await call('PUT', '/me/phone', token, {
    payload: { phone: taken, code },
    headers: { 'accept-language': 'en' },
  });
  expectRefusal(refused, 409, 'phone_taken', { detail: expect.stringContaining('sign in by this phone') });
  expect(refused.body).not.toContain(theirs.customer.id);
  expect((await call('GET', '/me', theirs.token)).json()).toMatchObject({
    phoneMasked: `133****${taken.slice(-4)}`,
  });
});

test('another customer’s code changes nothing of mine', async () => {
  const mine = newPhone();
  const { token } = await shop.enter(mine);
  const other = await shop.enter(newPhone());
  const phone = newPhone();
  const code = await codeFor(other.token, phone);
  // Whoever has the phone has the code, so it is theirs to use; it moves their own account alone.
  expect((await change(other.token, phone, code)).statusCode).toBe(200);
  expectRefusal(await change(token, phone, code), 422, 'code_expired');
  expect((await call('GET', '/me', token)).json()).toMatchObject({ phoneMasked: `133****${mine.slice(-4)}` });
});

test('nobody changes a phone without a session, or from a foreign page', async () => {
  const { token } = await shop.enter(newPhone());
  expectRefusal(await ask(undefined, newPhone()), 401, 'no_session');
  expectRefusal(await change(undefined, newPhone(), '123456'), 401, 'no_session');
  for (const [method, path] of [
    ['POST', '/me/phone/codes'],
    ['PUT', '/me/phone'],
  ] as const) {
    const foreign = await call(method, path, undefined, {
      payload: { phone: newPhone(), ...(method === 'PUT' && { code: '123456' }) },
      cookies: { ks_session: token },
      headers: { origin: 'http://evil.example' },
    });
    expectRefusal(foreign, 403, 'bad_origin');
  }
});
