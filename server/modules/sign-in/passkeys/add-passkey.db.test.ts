import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  makeAuthenticator,
  type SoftwareAuthenticator,
  type Tampering,
} from '../../../../test/support/software-authenticator.ts';
import { mustOpenSession } from '../../../../test/support/must-open-session.ts';
import { createTestIdentity, MINUTE_MS, type TestIdentity } from '../../../../test/support/test-identity.ts';
import type { Session } from '../index.ts';

let shop: TestIdentity;
let lastPhone = 13_700_000_500;
beforeAll(async () => void (shop = await createTestIdentity()));
afterAll(() => shop.stop());
beforeEach(() => shop.clock.advance(2 * MINUTE_MS));

const newPhone = (): string => String((lastPhone += 1));
const refused = (code: string) => ({ ok: false, error: { code } });

async function optionsFor(session: Session) {
  const outcome = await shop.waysIn.passkeyOptions(session);
  if (!outcome.ok) throw new Error(outcome.error.code);
  return outcome.value;
}

async function add(session: Session, key: SoftwareAuthenticator, tampering: Tampering = {}, name = 'iPhone') {
  const response = key.register(await optionsFor(session), tampering);
  return shop.waysIn.addPasskey(session, { response, name, language: 'en' });
}

/** A session opened by a password or WeChat, which proves nothing by itself. */
async function weakSession(session: Session): Promise<Session> {
  const opened = await mustOpenSession(
    { ...shop, database: shop.database.pool },
    { customerId: session.customerId, way: 'wechat', device: '', clientAddress: '' },
  );
  return (await shop.waysIn.session(opened.token))!;
}

async function signIn(key: SoftwareAuthenticator) {
  const asked = await shop.waysIn.passkeySignInOptions({ browser: undefined, clientAddress: '10.7.0.1' });
  if (!asked.ok) throw new Error(asked.error.code);
  const { options, browser } = asked.value;
  return shop.waysIn.signInByPasskey({
    response: key.sign(options),
    browser,
    clientAddress: '10.7.0.1',
    device: '',
  });
}

test('a device is told what to make, in words that say nothing of the person but the masked phone', async () => {
  const { session } = await shop.enter('13712341234');
  const options = await optionsFor(session);
  expect(options).toMatchObject({
    rp: { id: 'localhost' },
    user: { name: '137****1234', displayName: '137****1234' },
    attestation: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    excludeCredentials: [],
  });
  expect(Buffer.from(options.user.id, 'base64url')).toHaveLength(32);
  expect((await optionsFor(session)).user.id).toBe(options.user.id);
  const { session: another } = await shop.enter(newPhone());
  expect((await optionsFor(another)).user.id).not.toBe(options.user.id);
});

test('a passkey is added under its name, told to its customer by SMS, and named as known afterwards', async () => {
  const phone = newPhone();
  const { session } = await shop.enter(phone);
  const key = makeAuthenticator();
  expect(await add(session, key, {}, '  小明的\t手机 ')).toEqual({
    ok: true,
    value: {
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: '小明的 手机',
      createdAt: shop.clock.now(),
      lastUsedAt: null,
      isSynced: false,
      copiedAt: null,
      provesFrom: shop.clock.now(),
    },
  });
  await shop.tell();
  expect(shop.notices.at(-1)).toEqual({ phone, notice: 'passkey_added', language: 'en' });
  expect((await optionsFor(session)).excludeCredentials).toMatchObject([{ id: key.credentialId }]);
});

test.each([
  ['from a page of another origin', { origin: 'http://localhost:4000' }],
  ['for another host', { rpId: 'shop.example' }],
  ['without finger, face or screen lock', { isVerified: false }],
  ['made for signing in', { type: 'webauthn.get' }],
  ['in a frame of a site that is not named', { crossOrigin: true }],
  ['in a frame of another site', { crossOrigin: true, topOrigin: 'https://elsewhere.example' }],
  ['below another site, not said to be a frame', { topOrigin: 'https://elsewhere.example' }],
])('a passkey made %s is rejected, and its challenge is used up', async (_, tampering) => {
  const { session } = await shop.enter(newPhone());
  const key = makeAuthenticator();
  const options = await optionsFor(session);
  const response = key.register(options, tampering);
  const added = { response, name: 'a', language: 'zh-CN' } as const;
  expect(await shop.waysIn.addPasskey(session, added)).toEqual(refused('passkey_rejected'));
  const good = { ...added, response: key.register(options) };
  expect(await shop.waysIn.addPasskey(session, good)).toEqual(refused('challenge_expired'));
  expect(await shop.waysIn.passkeys(session)).toEqual([]);
});

test('what was made for another session, too late, or a second time is refused', async () => {
  const mine = await shop.enter(newPhone());
  const theirs = await shop.enter(newPhone());
  const key = makeAuthenticator();
  const response = key.register(await optionsFor(mine.session));
  const added = { response, name: 'a', language: 'zh-CN' } as const;
  expect(await shop.waysIn.addPasskey(theirs.session, added)).toEqual(refused('challenge_expired'));
  const both = await Promise.all([1, 2].map(() => shop.waysIn.addPasskey(mine.session, added)));
  expect(both.filter(({ ok }) => ok)).toHaveLength(1);
  expect(both.find(({ ok }) => !ok)).toEqual(refused('challenge_expired'));
  const late = makeAuthenticator().register(await optionsFor(theirs.session));
  shop.clock.advance(5 * MINUTE_MS);
  expect(await shop.waysIn.addPasskey(theirs.session, { ...added, response: late })).toEqual(
    refused('challenge_expired'),
  );
  for (const wrong of [undefined, {}, { ...late, response: {} }])
    expect(await shop.waysIn.addPasskey(theirs.session, { ...added, response: wrong })).toEqual(
      refused('passkey_rejected'),
    );
});

test('a credential has one customer: whoever has it first', async () => {
  const mine = await shop.enter(newPhone());
  const theirs = await shop.enter(newPhone());
  const key = makeAuthenticator();
  expect(await add(mine.session, key)).toMatchObject({ ok: true });
  expect(await add(mine.session, key)).toEqual(refused('passkey_exists'));
  expect(await add(theirs.session, key)).toEqual(refused('passkey_exists'));
  expect(await shop.waysIn.passkeys(theirs.session)).toEqual([]);
  // The device now names the other customer, which is not whose passkey it is.
  expect(await signIn(key)).toEqual(refused('passkey_rejected'));
});

test('ten passkeys are kept at most, however many are added at once', async () => {
  const { session } = await shop.enter(newPhone());
  const keys = Array.from({ length: 12 }, () => makeAuthenticator());
  const responses = await Promise.all(keys.map(async (key) => key.register(await optionsFor(session))));
  const outcomes = await Promise.all(
    responses.map((response) => shop.waysIn.addPasskey(session, { response, name: 'a', language: 'en' })),
  );
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(10);
  const full = { ok: false, error: { code: 'too_many_passkeys', limit: 10 } };
  expect(outcomes.filter(({ ok }) => !ok)).toEqual([full, full]);
  expect(await shop.waysIn.passkeys(session)).toHaveLength(10);
  expect(await shop.waysIn.passkeyOptions(session)).toEqual(full);
});

test('adding and removing one need a proof, however young the session is', async () => {
  const { session } = await shop.enter(newPhone());
  const added = await add(session, makeAuthenticator());
  if (!added.ok) throw new Error(added.error.code);
  const options = await optionsFor(session);
  const weak = await weakSession(session);
  expect(await shop.waysIn.passkeyOptions(weak)).toEqual(refused('step_up_required'));
  const made = { response: makeAuthenticator().register(options), name: 'a', language: 'en' } as const;
  expect(await shop.waysIn.addPasskey(weak, made)).toEqual(refused('step_up_required'));
  expect(await shop.waysIn.removePasskey(weak, added.value.id, 'en')).toEqual(refused('step_up_required'));
  shop.clock.advance(10 * MINUTE_MS + 1);
  expect(await shop.waysIn.addPasskey(session, made)).toEqual(refused('step_up_required'));
  expect(await shop.waysIn.passkeys(session)).toHaveLength(1);
});

test('a removed passkey no longer enters, is told by SMS, and may be added again', async () => {
  const phone = newPhone();
  const { session } = await shop.enter(phone);
  const key = makeAuthenticator();
  const added = await add(session, key);
  if (!added.ok) throw new Error(added.error.code);
  const { session: stranger } = await shop.enter(newPhone());
  expect(await shop.waysIn.removePasskey(stranger, added.value.id, 'zh-CN')).toEqual({
    ok: true,
    value: false,
  });
  expect(await signIn(key)).toMatchObject({ ok: true });
  expect(await shop.waysIn.removePasskey(session, added.value.id, 'zh-CN')).toEqual({
    ok: true,
    value: true,
  });
  await shop.tell();
  expect(shop.notices.at(-1)).toEqual({ phone, notice: 'passkey_removed', language: 'zh-CN' });
  expect(await signIn(key)).toEqual(refused('passkey_unknown'));
  expect(await shop.waysIn.removePasskey(session, added.value.id, 'zh-CN')).toEqual({
    ok: true,
    value: false,
  });
  expect(await shop.waysIn.removePasskey(session, 'x', 'zh-CN')).toEqual({ ok: true, value: false });
  expect(await add(session, key)).toMatchObject({ ok: true });
  expect(await signIn(key)).toMatchObject({ ok: true });
});

test('a passkey is renamed by its own customer only, to a name of 1 to 40 characters', async () => {
  const { session } = await shop.enter(newPhone());
  const { session: stranger } = await shop.enter(newPhone());
  const added = await add(session, makeAuthenticator());
  if (!added.ok) throw new Error(added.error.code);
  const { id } = added.value;
  expect(await shop.waysIn.renamePasskey(session, id, '客厅的 iPad')).toMatchObject({
    value: { id, name: '客厅的 iPad' },
  });
  expect(await shop.waysIn.renamePasskey(stranger, id, 'mine')).toEqual({ ok: true, value: undefined });
  for (const name of ['', '   ', 'x'.repeat(41), '\u202e', '\u0007\u200b'])
    expect(await shop.waysIn.renamePasskey(session, id, name)).toEqual(refused('passkey_name_invalid'));
  expect(await shop.waysIn.renamePasskey(session, id, '👨‍👩‍👧 平板')).toMatchObject({ ok: true });
  expect(await shop.waysIn.passkeys(session)).toMatchObject([{ name: '👨‍👩‍👧 平板' }]);
});

test('a name lies in the database only sealed', async () => {
  const { session } = await shop.enter(newPhone());
  await add(session, makeAuthenticator(), {}, '欧阳若曦的手机');
  const { rows } = await shop.database.pool.query<{ line: string }>(
    'select t::text as line from passkeys as t',
  );
  const dump = rows.map(({ line }) => line).join('\n');
  expect(dump).not.toContain('欧阳若曦');
  expect(dump).not.toContain(Buffer.from('欧阳若曦').toString('hex'));
});
