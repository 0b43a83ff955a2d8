import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { LoginBrowser } from '../support/login-browser.ts';
import { makeCaller, newPhone } from '../support/shopper.ts';
import { makeAuthenticator } from '../support/software-authenticator.ts';
import { tellListeners } from '../support/tell-listeners.ts';
import {
  PUBLIC_URL,
  proveByPasskey,
  register,
  startProofBench,
  type ProofBench,
} from '../support/proof-bench.ts';

/**
 * Somebody who knows a customer's password, or holds an account elsewhere that the customer signs in by, adds a passkey
 * while the session is young, proves by it, and takes everything along, the account with it.
 */
let bench: ProofBench;
beforeAll(async () => void (bench = await startProofBench()), 120_000);
afterAll(() => bench.shop.stop());
beforeEach(() => bench.renew());

const passkeys = async (browser: LoginBrowser): Promise<unknown[]> =>
  (await browser.call('GET', '/me/passkeys')).body['items'] as unknown[];

/** What a thief would do next; answers what the shop says to each. */
async function plunder(browser: LoginBrowser): Promise<unknown[]> {
  const tries = [
    await browser.call('POST', '/privacy/exports'),
    await browser.call('POST', '/me/phone/codes', { phone: newPhone() }),
    await browser.call('PUT', '/me/password', { password: 'mine now, and nobody knows' }),
    await browser.call('POST', '/privacy/deletion'),
    await browser.call('DELETE', '/auth/sessions'),
  ];
  return tries.map(({ body }) => body['code']);
}

const ALL_REFUSED = Array.from({ length: 5 }, () => 'step_up_required');

test.each(['password', 'wechat', 'qq', 'alipay'] as const)(
  'who got in by %s alone adds no passkey, and takes nothing over',
  async (way) => {
    const thief = await bench.enterBy[way]();
    const before = await passkeys(thief);
    const key = makeAuthenticator(PUBLIC_URL);
    expect((await thief.call('POST', '/me/passkeys/options')).body['code']).toBe('step_up_required');
    const made = key.register({
      challenge: 'AAAA',
      rp: { id: 'localhost' },
      user: { id: 'AAAA' },
    } as never);
    const added = await thief.call('POST', '/me/passkeys', { response: made, name: 'mine' });
    expect(added.body['code']).toBe('step_up_required');
    expect(await passkeys(thief)).toEqual(before);
    expect(await plunder(thief)).toEqual(ALL_REFUSED);
  },
);

test('who holds a phone that lay open adds a passkey that opens nothing for a day, and its owner is told', async () => {
  const thief = await bench.enterBy.old();
  const key = makeAuthenticator(PUBLIC_URL);
  expect((await register(thief, key)).status).toBe(201);
  await tellListeners(bench.shop);
  const { body: outbox } = await makeCaller(bench.shop.url).call('GET', `/demo/outbox?to=${bench.phone}`);
  expect(outbox[0]).toMatchObject({ template: 'passkey_added' });

  const later = await bench.enterBy.password();
  expect((await proveByPasskey(later, key)).body['code']).toBe('passkey_too_new');
  expect(await plunder(later)).toEqual(ALL_REFUSED);
});
