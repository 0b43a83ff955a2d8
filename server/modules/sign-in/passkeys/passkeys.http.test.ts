import type { InjectOptions, LightMyRequestResponse as Response } from 'fastify';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  makeAuthenticator,
  type SoftwareAuthenticator,
} from '../../../../test/support/software-authenticator.ts';
import { expectRefusal, serveIdentity } from '../../../../test/support/identity-api.ts';
import { createTestIdentity, MINUTE_MS, type TestIdentity } from '../../../../test/support/test-identity.ts';
import type { ApiApp } from '../../../platform/http/api.ts';

const OWN = 'http://localhost:3000';

let shop: TestIdentity;
let app: ApiApp;
let lastPhone = 13_600_000_000;
const newPhone = (): string => String((lastPhone += 1));

beforeAll(async () => {
  shop = await createTestIdentity();
  app = await serveIdentity(shop, OWN);
});
afterAll(async () => {
  await app.close();
  await shop.stop();
});
beforeEach(() => shop.clock.advance(2 * MINUTE_MS));

type More = { token?: string; payload?: object; cookies?: Record<string, string> };
function call(
  method: InjectOptions['method'],
  path: string,
  { token, ...more }: More = {},
): Promise<Response> {
  // A page of the shop asks by its cookies, an app by its token.
  const headers = token === undefined ? { origin: OWN } : { authorization: `Bearer ${token}` };
  return app.inject({ method, url: `/api/v1${path}`, headers, ...more });
}

async function add(token: string, key: SoftwareAuthenticator, name = 'iPhone'): Promise<Response> {
  const options = await call('POST', '/me/passkeys/options', { token });
  expect(options.statusCode).toBe(200);
  return call('POST', '/me/passkeys', { token, payload: { response: key.register(options.json()), name } });
}

/** Options with the cookie that came with them. */
async function ask(): Promise<{
  options: Parameters<SoftwareAuthenticator['sign']>[0];
  cookies: { ks_passkey: string };
}> {
  const response = await call('POST', '/auth/passkey-options');
  expect(response.statusCode).toBe(200);
  const cookies = response.cookies as { name: string; value: string; httpOnly: boolean; sameSite: string }[];
  const cookie = cookies.find(({ name }) => name === 'ks_passkey');
  expect(cookie).toMatchObject({ name: 'ks_passkey', httpOnly: true, sameSite: 'Lax' });
  return { options: response.json(), cookies: { ks_passkey: cookie!.value } };
}

test('a passkey is added, listed, renamed, used and removed over HTTP', async () => {
  const { token, customer } = await shop.enter(newPhone());
  const key = makeAuthenticator();
  const added = await add(token, key);
  expect([added.statusCode, added.json()]).toMatchObject([
    201,
    { name: 'iPhone', lastUsedAt: null, isSynced: false, copiedAt: null },
  ]);
  const { id } = added.json<{ id: string }>();
  const path = `/me/passkeys/${id}`;
  expect((await call('PATCH', path, { token, payload: { name: '手机' } })).json()).toMatchObject({
    name: '手机',
  });

  const { options, cookies } = await ask();
  const signedIn = await call('POST', '/auth/passkey-sessions', {
    cookies,
    payload: { response: key.sign(options) },
  });
  expect([signedIn.statusCode, signedIn.json()]).toMatchObject([
    201,
    { customer: { id: customer.id, isNew: false }, token: expect.stringMatching(/./) },
  ]);
  expect(signedIn.cookies).toMatchObject([
    { name: 'ks_device' },
    { name: 'ks_session', value: signedIn.json().token, httpOnly: true, path: '/' },
  ]);
  const list = await call('GET', '/me/passkeys', { token: signedIn.json().token });
  expect(list.json()).toMatchObject({
    items: [{ id, name: '手机', lastUsedAt: shop.clock.now().toISOString() }],
    nextCursor: null,
  });

  expect((await call('DELETE', path, { token })).statusCode).toBe(204);
  expectRefusal(await call('DELETE', path, { token }), 404, 'not_found');
  const again = await ask();
  const late = { cookies: again.cookies, payload: { response: key.sign(again.options) } };
  expectRefusal(await call('POST', '/auth/passkey-sessions', late), 422, 'passkey_unknown');
});

test('a session proves over HTTP by its own passkey', async () => {
  const { token, session } = await shop.enter(newPhone());
  const key = makeAuthenticator();
  await add(token, key);
  shop.clock.advance(11 * MINUTE_MS);
  expect(await shop.waysIn.isProved(session, 'erase_account')).toBe(false);
  const { id } = (await shop.waysIn.passkeys(session))[0]!;
  expectRefusal(await call('DELETE', `/me/passkeys/${id}`, { token }), 403, 'step_up_required');
  expectRefusal(await call('POST', '/me/passkeys/options', { token }), 403, 'step_up_required');
  const options = (await call('POST', '/auth/proofs/passkey-options', { token })).json();
  const payload = { response: key.sign(options) };
  expect((await call('POST', '/auth/proofs/passkey', { token, payload })).statusCode).toBe(204);
  expectRefusal(await call('POST', '/auth/proofs/passkey', { token, payload }), 422, 'challenge_expired');
  expect(await shop.waysIn.isProved(session, 'erase_account')).toBe(true);
  expect((await call('DELETE', `/me/passkeys/${id}`, { token })).statusCode).toBe(204);
});

test('another customer’s passkey cannot be listed, renamed or removed', async () => {
  const mine = await shop.enter(newPhone());
  const theirs = await shop.enter(newPhone());
  const { id } = (await add(theirs.token, makeAuthenticator())).json<{ id: string }>();
  const { token } = mine;
  expect((await call('GET', '/me/passkeys', { token })).json()).toEqual({ items: [], nextCursor: null });
  const path = `/me/passkeys/${id}`;
  expectRefusal(await call('PATCH', path, { token, payload: { name: 'x' } }), 404, 'not_found');
  expectRefusal(await call('DELETE', path, { token }), 404, 'not_found');
  expect(await shop.waysIn.passkeys(theirs.session)).toMatchObject([{ name: 'iPhone' }]);
});

test('each refusal is told by its own code, and what is no answer of a device is malformed', async () => {
  const { token } = await shop.enter(newPhone());
  const key = makeAuthenticator();
  await add(token, key);
  expectRefusal(await add(token, key), 409, 'passkey_exists');
  expectRefusal(await add(token, makeAuthenticator(), ' '), 422, 'passkey_name_invalid');
  const { options, cookies } = await ask();
  const send = (response: unknown, sent: Record<string, string> = cookies) =>
    call('POST', '/auth/passkey-sessions', { cookies: sent, payload: { response } });
  expectRefusal(await send(key.sign(options), {}), 422, 'challenge_expired');
  expectRefusal(await send(key.sign(options, { isVerified: false })), 422, 'passkey_rejected');
  expectRefusal(await send({ id: 'x' }), 400, 'malformed');
  const next = await ask();
  expectRefusal(await send(key.sign(next.options, { counter: 1 }), next.cookies), 422, 'passkey_copied');
  for (const [method, path] of [
    ['GET', '/me/passkeys'],
    ['POST', '/me/passkeys/options'],
    ['POST', '/auth/proofs/passkey-options'],
  ] as const)
    expectRefusal(await call(method, path), 401, 'no_session');
});
