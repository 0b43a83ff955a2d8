import { expect, onTestFinished, test } from 'vitest';
import { makeAuthenticator } from '../../../../test/support/software-authenticator.ts';
import { createTestIdentity } from '../../../../test/support/test-identity.ts';
import { passkeyPlaceOf } from '../../../platform/webauthn/passkey-place.ts';

test.each([
  ['http://localhost:3000', { offered: true, rpId: 'localhost', origin: 'http://localhost:3000' }],
  ['https://shop.example', { offered: true, rpId: 'shop.example', origin: 'https://shop.example' }],
  ['https://shop.example:8443', { offered: true, rpId: 'shop.example', origin: 'https://shop.example:8443' }],
  ['http://127.0.0.1:3000', { offered: false, reason: 'ip-address' }],
  ['https://192.168.1.9', { offered: false, reason: 'ip-address' }],
  ['http://[::1]:3000', { offered: false, reason: 'ip-address' }],
  ['http://shop.example', { offered: false, reason: 'not-secure' }],
])('a shop at %s offers passkeys only where browsers take them', (publicUrl, place) => {
  expect(passkeyPlaceOf(publicUrl)).toEqual(place);
});

test('a shop at an IP address refuses every use, and still lists', async () => {
  const shop = await createTestIdentity('http://127.0.0.1:3000');
  onTestFinished(() => shop.stop());
  const { session } = await shop.enter('13800138000');
  const { waysIn } = shop;
  const refusal = { ok: false, error: { code: 'passkeys_not_here' } };
  const clientAddress = '10.6.0.1';
  expect(await waysIn.passkeySignInOptions({ browser: undefined, clientAddress })).toEqual(refusal);
  expect(
    await waysIn.signInByPasskey({ response: {}, browser: undefined, clientAddress, device: '' }),
  ).toEqual(refusal);
  expect(await waysIn.passkeyOptions(session)).toEqual(refusal);
  expect(await waysIn.addPasskey(session, { response: {}, name: 'a', language: 'en' })).toEqual(refusal);
  expect(await waysIn.passkeyProofOptions(session)).toEqual(refusal);
  expect(await waysIn.proveByPasskey(session, {}, { clientAddress })).toEqual(refusal);
  expect(await waysIn.passkeys(session)).toEqual([]);
});

test('a shop behind https takes answers of its own origin alone', async () => {
  const shop = await createTestIdentity('https://shop.example');
  onTestFinished(() => shop.stop());
  const { session } = await shop.enter('13800138000');
  const options = await shop.waysIn.passkeyOptions(session);
  if (!options.ok) throw new Error(options.error.code);
  const key = makeAuthenticator('https://shop.example');
  const added = { response: key.register(options.value), name: 'a', language: 'en' } as const;
  expect(await shop.waysIn.addPasskey(session, added)).toMatchObject({ ok: true });
  for (const [origin, ok] of [
    ['http://shop.example', false],
    ['https://www.shop.example', false],
    ['https://shop.example', true],
  ] as const) {
    const asked = await shop.waysIn.passkeySignInOptions({ browser: undefined, clientAddress: '10.6.0.2' });
    if (!asked.ok) throw new Error(asked.error.code);
    const response = key.sign(asked.value.options, { origin });
    const { browser } = asked.value;
    const request = { response, browser, clientAddress: '10.6.0.2', device: '' };
    expect(await shop.waysIn.signInByPasskey(request), origin).toMatchObject({ ok });
  }
});
