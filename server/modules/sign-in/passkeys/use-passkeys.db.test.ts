import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ADDRESS, DEVICE, passkeyBench, refused } from '../../../../test/support/passkey-bench.ts';
import { makeAuthenticator } from '../../../../test/support/software-authenticator.ts';
import { createTestIdentity, MINUTE_MS, type TestIdentity } from '../../../../test/support/test-identity.ts';

let shop: TestIdentity;
beforeAll(async () => void (shop = await createTestIdentity()));
afterAll(() => shop.stop());
beforeEach(() => shop.clock.advance(2 * MINUTE_MS));

const { owner, ask, enter, proofOptions } = passkeyBench(() => shop, 13_700_000_100);

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
  const opened = (await shop.waysIn.session(outcome.value.token))!;
  expect(await shop.waysIn.isProved(opened, 'erase_account')).toBe(true);
  expect((await shop.waysIn.sessions(opened)).find(({ current }) => current)).toMatchObject({
    way: 'passkey',
    device: 'Safari · iPhone',
  });
  expect(await shop.waysIn.passkeys(opened)).toEqual([
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
  expect(await shop.waysIn.proveByPasskey(session, framed, { clientAddress: ADDRESS })).toEqual(
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
  expect(await shop.waysIn.proveByPasskey(session, key.sign(options), { clientAddress: ADDRESS })).toEqual(
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
  expect(await shop.waysIn.passkeys(session)).toMatchObject([{ lastUsedAt: null }]);
});

test('a passkey does not sign in the customer whom its device names, only its own', async () => {
  const mine = await owner();
  const theirs = await owner();
  const theirHandle = makeAuthenticator();
  const options = await shop.waysIn.passkeyOptions(theirs.session);
  if (!options.ok) throw new Error('no options');
  theirHandle.register(options.value);
  const { options: asked, browser } = await ask();
  const userHandle = options.value.user.id;
  expect(await enter(mine.key.sign(asked, { userHandle }), browser)).toEqual(refused('passkey_rejected'));
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

test('too many tries from one address are refused before anything is looked at', async () => {
  const clientAddress = '10.8.7.7';
  const attempt = () =>
    shop.waysIn.signInByPasskey({ response: {}, browser: undefined, clientAddress, device: DEVICE });
  for (let n = 0; n < 200; n += 1) expect(await attempt()).toEqual(refused('passkey_rejected'));
  expect(await attempt()).toMatchObject({ error: { code: 'too_many_tries', retryAfterSeconds: 3600 } });
});

test('challenges that nobody answered are removed when they are too old', async () => {
  await shop.waysIn.removeExpired(shop.clock.now());
  const { options, browser } = await ask();
  const { key } = await owner();
  shop.clock.advance(4 * MINUTE_MS);
  expect(await shop.waysIn.removeExpired(shop.clock.now())).toMatchObject({ challenges: 0 });
  await ask();
  shop.clock.advance(MINUTE_MS);
  expect(await shop.waysIn.removeExpired(shop.clock.now())).toMatchObject({ challenges: 1 });
  expect(await enter(key.sign(options), browser)).toEqual(refused('challenge_expired'));
});
