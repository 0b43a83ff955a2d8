import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  makeAuthenticator,
  type SoftwareAuthenticator,
} from '../../../../test/support/software-authenticator.ts';
import {
  createTestIdentity,
  DAY_MS,
  MINUTE_MS,
  type TestIdentity,
} from '../../../../test/support/test-identity.ts';
import type { Session } from '../index.ts';
import { openSession } from '../open-session.ts';

let shop: TestIdentity;
let lastPhone = 13_700_000_100;
beforeAll(async () => void (shop = await createTestIdentity()));
afterAll(() => shop.stop());
beforeEach(() => shop.clock.advance(2 * MINUTE_MS));

const ADDRESS = '10.8.0.1';
const device = 'Mozilla/5.0 (iPhone) Version/26.0 Safari/604.1';
const newPhone = (): string => String((lastPhone += 1));
const refused = (code: string) => ({ ok: false, error: { code } });

type Owner = { session: Session; phone: string; key: SoftwareAuthenticator; passkeyId: string };

/** A customer with a passkey. */
async function owner(): Promise<Owner> {
  const phone = newPhone();
  const { session } = await shop.enter(phone);
  const key = makeAuthenticator();
  const added = await add(session, key);
  if (!added.ok) throw new Error(added.error.code);
  return { session, phone, key, passkeyId: added.value.id };
}

async function add(session: Session, key: SoftwareAuthenticator, name = '我的手机') {
  const options = await shop.identity.passkeyOptions(session);
  if (!options.ok) return options;
  return shop.identity.addPasskey(session, {
    response: key.register(options.value),
    name,
    language: 'zh-CN',
  });
}

/** What a browser that has not signed in is to sign, and its secret. */
async function ask(browser?: string) {
  const outcome = await shop.identity.passkeySignInOptions({ browser, clientAddress: ADDRESS });
  if (!outcome.ok) throw new Error(outcome.error.code);
  return outcome.value;
}

const enter = (response: unknown, browser: string | undefined) =>
  shop.identity.signInByPasskey({ response, browser, clientAddress: ADDRESS, device });

async function proofOptions(session: Session) {
  const outcome = await shop.identity.passkeyProofOptions(session);
  if (!outcome.ok) throw new Error(outcome.error.code);
  return outcome.value;
}

test('a passkey signs its customer in without anything typed, and proves who is there', async () => {
  const { session, key, passkeyId } = await owner();
  const { options, browser } = await ask();
  expect(options).toMatchObject({ rpId: 'localhost', userVerification: 'required', allowCredentials: [] });
  const outcome = await enter(key.sign(options), browser);
  expect(outcome).toMatchObject({
    ok: true,
    value: { customer: { id: session.customerId, phoneMasked: session.phoneMasked, isNew: false } },
  });
  if (!outcome.ok) return;
  const opened = (await shop.identity.session(outcome.value.token))!;
  expect(await shop.identity.isProved(opened, 'erase_account')).toBe(true);
  expect((await shop.identity.sessions(opened)).find(({ current }) => current)).toMatchObject({
    way: 'passkey',
    device: 'Safari · iPhone',
  });
  expect(await shop.identity.passkeys(opened)).toEqual([
    {
      id: passkeyId,
      name: '我的手机',
      createdAt: shop.clock.now(),
      lastUsedAt: shop.clock.now(),
      isSynced: false,
      copiedAt: null,
      provesFrom: shop.clock.now(),
    },
  ]);
});

test('a proof given in a frame of another site is refused as a sign-in is', async () => {
  const { session, key } = await owner();
  const framed = key.sign(await proofOptions(session), { crossOrigin: true });
  expect(await shop.identity.proveByPasskey(session, framed, { clientAddress: ADDRESS })).toEqual(
    refused('passkey_rejected'),
  );
});

test('an answer that was overheard is worth nothing, also in the browser that gave it', async () => {
  const { key } = await owner();
  const { options, browser } = await ask();
  const response = key.sign(options);
  expect(await enter(response, browser)).toMatchObject({ ok: true });
  expect(await enter(response, browser)).toEqual(refused('challenge_expired'));
});

test('of many uses of one challenge at once, one gets in', async () => {
  const { key } = await owner();
  const { options, browser } = await ask();
  const answers = Array.from({ length: 8 }, () => key.sign(options));
  const outcomes = await Promise.all(answers.map((response) => enter(response, browser)));
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  expect(
    outcomes.filter((outcome) => !outcome.ok && outcome.error.code === 'challenge_expired'),
  ).toHaveLength(7);
});

test('a challenge is good for five minutes, for its own browser, and only where it was asked for', async () => {
  const { session, key } = await owner();
  const old = await ask();
  shop.clock.advance(5 * MINUTE_MS);
  expect(await enter(key.sign(old.options), old.browser)).toEqual(refused('challenge_expired'));

  const { options, browser } = await ask();
  const stranger = await ask();
  expect(await enter(key.sign(options), stranger.browser)).toEqual(refused('challenge_expired'));
  expect(await enter(key.sign(options), undefined)).toEqual(refused('challenge_expired'));
  expect(await shop.identity.proveByPasskey(session, key.sign(options), { clientAddress: ADDRESS })).toEqual(
    refused('challenge_expired'),
  );
  expect(await enter(key.sign(await proofOptions(session)), browser)).toEqual(refused('challenge_expired'));
  const own = { ...options, challenge: Buffer.alloc(32, 7).toString('base64url') };
  expect(await enter(key.sign(own), browser)).toEqual(refused('challenge_expired'));
  expect(await enter(key.sign(options), browser)).toMatchObject({ ok: true });
});

test('a second tab keeps the browser’s secret, so both tabs can sign in; a forged one is replaced', async () => {
  const { key } = await owner();
  const first = await ask();
  const second = await ask(first.browser);
  expect(second.browser).toBe(first.browser);
  expect(await enter(key.sign(first.options), second.browser)).toMatchObject({ ok: true });
  expect((await ask('short')).browser).toMatch(/^[\w-]{43}$/);
});

test.each([
  ['from a page of another origin', { origin: 'https://localhost.example' }],
  ['from the same host by another port', { origin: 'http://localhost:3001' }],
  ['for another host', { rpId: 'shop.example' }],
  ['without finger, face or screen lock', { isVerified: false }],
  ['without anybody there', { isPresent: false }],
  ['made for adding a passkey', { type: 'webauthn.create' }],
  ['that names nobody', { userHandle: null }],
  ['given in a frame of a site that is not named', { crossOrigin: true }],
  ['given in a frame of another site', { crossOrigin: true, topOrigin: 'https://elsewhere.example' }],
  ['given below another site, not said to be a frame', { topOrigin: 'https://elsewhere.example' }],
  ['signed by another key', { key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey }],
])('an answer %s is rejected', async (_, tampering) => {
  const { session, key } = await owner();
  const { options, browser } = await ask();
  expect(await enter(key.sign(options, tampering), browser)).toEqual(refused('passkey_rejected'));
  expect(await shop.identity.passkeys(session)).toMatchObject([{ lastUsedAt: null }]);
});

test('a passkey does not sign in the customer whom its device names, only its own', async () => {
  const mine = await owner();
  const theirs = await owner();
  const theirHandle = makeAuthenticator();
  const options = await shop.identity.passkeyOptions(theirs.session);
  if (!options.ok) throw new Error('no options');
  theirHandle.register(options.value);
  const { options: asked, browser } = await ask();
  const userHandle = options.value.user.id;
  expect(await enter(mine.key.sign(asked, { userHandle }), browser)).toEqual(refused('passkey_rejected'));
});

test('a counter that does not grow is refused and told, and what follows still counts', async () => {
  const { session, key } = await owner();
  const use = async (counter: number) => {
    const { options, browser } = await ask();
    return enter(key.sign(options, { counter }), browser);
  };
  expect(await use(5)).toMatchObject({ ok: true });
  expect(await use(5)).toEqual(refused('passkey_copied'));
  expect(await use(4)).toEqual(refused('passkey_copied'));
  expect(await use(0)).toEqual(refused('passkey_copied'));
  expect(await shop.identity.passkeys(session)).toMatchObject([{ copiedAt: shop.clock.now() }]);
  expect(await use(6)).toMatchObject({ ok: true });
});

test('of uses with the same counter at once, one gets in', async () => {
  const { key } = await owner();
  const asked = await Promise.all(Array.from({ length: 6 }, () => ask()));
  const outcomes = await Promise.all(
    asked.map(({ options, browser }) => enter(key.sign(options, { counter: 9 }), browser)),
  );
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
});

test('a device that does not count may be used again and again', async () => {
  const { session } = await shop.enter(newPhone());
  const key = makeAuthenticator();
  const options = await shop.identity.passkeyOptions(session);
  if (!options.ok) throw new Error('no options');
  const response = key.register(options.value, { counter: 0 });
  expect(await shop.identity.addPasskey(session, { response, name: 'a', language: 'en' })).toMatchObject({
    ok: true,
  });
  for (let n = 0; n < 3; n += 1) {
    const { options: asked, browser } = await ask();
    expect(await enter(key.sign(asked, { counter: 0 }), browser)).toMatchObject({ ok: true });
  }
});

test('what nobody has added is unknown, and what is no answer at all is rejected', async () => {
  const { browser, options } = await ask();
  expect(await enter(makeAuthenticator().sign(options), browser)).toEqual(refused('passkey_unknown'));
  const { key } = await owner();
  const good = key.sign((await ask(browser)).options);
  const wrong = [
    undefined,
    null,
    'text',
    {},
    { ...good, id: 5 },
    { ...good, type: 'password' },
    {
      ...good,
      response: { ...good.response, clientDataJSON: Buffer.from('not json').toString('base64url') },
    },
    { ...good, response: { ...good.response, clientDataJSON: Buffer.from('null').toString('base64url') } },
    { ...good, response: { ...good.response, signature: 'no base64 !' } },
  ];
  for (const response of wrong) expect(await enter(response, browser)).toEqual(refused('passkey_rejected'));
  const bent = { ...good, response: { ...good.response, authenticatorData: 'AAAA' } };
  expect(await enter(bent, browser)).toEqual(refused('passkey_rejected'));
});

test('a session proves by one of its own passkeys; another customer’s proves nothing', async () => {
  const mine = await owner();
  const theirs = await owner();
  const { customerId } = mine.session;
  const opened = await openSession(
    { ...shop, database: shop.database.pool },
    { customerId, way: 'password', device, clientAddress: ADDRESS },
  );
  const session = (await shop.identity.session(opened.token))!;
  expect(await shop.identity.isProved(session, 'erase_account')).toBe(false);
  const options = await proofOptions(session);
  expect(options.allowCredentials).toEqual([
    { id: mine.key.credentialId, type: 'public-key', transports: ['internal'] },
  ]);
  expect(
    await shop.identity.proveByPasskey(session, theirs.key.sign(options), { clientAddress: ADDRESS }),
  ).toEqual(refused('passkey_unknown'));
  const again = await proofOptions(session);
  expect(
    await shop.identity.proveByPasskey(theirs.session, mine.key.sign(again), { clientAddress: ADDRESS }),
    'a challenge of another session',
  ).toEqual(refused('challenge_expired'));
  const answer = mine.key.sign(again, { userHandle: null });
  expect(await shop.identity.proveByPasskey(session, answer, { clientAddress: ADDRESS })).toEqual({
    ok: true,
    value: null,
  });
  expect(await shop.identity.isProved(session, 'erase_account')).toBe(true);
});

test('a passkey that was added without a code signs in, and proves nothing for a day', async () => {
  const { session, key, passkeyId } = await owner();
  shop.clock.advance(11 * MINUTE_MS);
  const prove = async (by: SoftwareAuthenticator) =>
    shop.identity.proveByPasskey(session, by.sign(await proofOptions(session)), { clientAddress: ADDRESS });
  // The first was added after a code: it proves at once.
  expect(await prove(key)).toMatchObject({ ok: true });
  const second = makeAuthenticator();
  const added = await add(session, second, '平板');
  const provesFrom = new Date(shop.clock.now().getTime() + DAY_MS);
  expect(added).toMatchObject({ ok: true, value: { provesFrom } });
  const isProvedBy = async (by: SoftwareAuthenticator): Promise<boolean> => {
    const { options, browser } = await ask();
    const entered = await enter(by.sign(options), browser);
    if (!entered.ok) throw new Error(entered.error.code);
    return shop.identity.isProved((await shop.identity.session(entered.value.token))!, 'export_data');
  };
  const { allowCredentials } = await proofOptions(session);
  expect(allowCredentials).toMatchObject([{ id: key.credentialId }]);
  expect(await prove(second)).toEqual({ ok: false, error: { code: 'passkey_too_new', provesFrom } });
  expect([await isProvedBy(second), await isProvedBy(key)]).toEqual([false, true]);
  expect(await shop.identity.removePasskey(session, passkeyId, 'en')).toMatchObject({ value: true });
  expect((await proofOptions(session)).allowCredentials).toMatchObject([{ id: second.credentialId }]);
  shop.clock.advance(DAY_MS - 1);
  expect(await prove(second)).toMatchObject({ error: { code: 'passkey_too_new' } });
  shop.clock.advance(1);
  expect(await prove(second)).toMatchObject({ ok: true });
  expect(await isProvedBy(second)).toBe(true);
});

test('too many tries from one address are refused before anything is looked at', async () => {
  const clientAddress = '10.8.7.7';
  const attempt = () =>
    shop.identity.signInByPasskey({ response: {}, browser: undefined, clientAddress, device });
  for (let n = 0; n < 200; n += 1) expect(await attempt()).toEqual(refused('passkey_rejected'));
  expect(await attempt()).toMatchObject({ error: { code: 'too_many_tries', retryAfterSeconds: 3600 } });
});

test('challenges that nobody answered are removed when they are too old', async () => {
  await shop.identity.removeExpired(shop.clock.now());
  const { options, browser } = await ask();
  const { key } = await owner();
  shop.clock.advance(4 * MINUTE_MS);
  expect(await shop.identity.removeExpired(shop.clock.now())).toMatchObject({ challenges: 0 });
  await ask();
  shop.clock.advance(MINUTE_MS);
  expect(await shop.identity.removeExpired(shop.clock.now())).toMatchObject({ challenges: 1 });
  expect(await enter(key.sign(options), browser)).toEqual(refused('challenge_expired'));
});
