import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { mustOpenSession } from '../../../../test/support/must-open-session.ts';
import { ADDRESS, DEVICE, passkeyBench, refused } from '../../../../test/support/passkey-bench.ts';
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

let shop: TestIdentity;
beforeAll(async () => void (shop = await createTestIdentity()));
afterAll(() => shop.stop());
beforeEach(() => shop.clock.advance(2 * MINUTE_MS));

const { add, owner, ask, enter, proofOptions } = passkeyBench(() => shop, 13_700_002_100);

test('a session proves by one of its own passkeys; another customer’s proves nothing', async () => {
  const mine = await owner();
  const theirs = await owner();
  const { customerId } = mine.session;
  const opened = await mustOpenSession(
    { ...shop, database: shop.database.pool },
    { customerId, way: 'password', device: DEVICE, clientAddress: ADDRESS },
  );
  const session = (await shop.waysIn.session(opened.token))!;
  expect(await shop.waysIn.isProved(session, 'erase_account')).toBe(false);
  const options = await proofOptions(session);
  expect(options.allowCredentials).toEqual([
    { id: mine.key.credentialId, type: 'public-key', transports: ['internal'] },
  ]);
  expect(
    await shop.waysIn.proveByPasskey(session, theirs.key.sign(options), { clientAddress: ADDRESS }),
  ).toEqual(refused('passkey_unknown'));
  const again = await proofOptions(session);
  expect(
    await shop.waysIn.proveByPasskey(theirs.session, mine.key.sign(again), { clientAddress: ADDRESS }),
    'a challenge of another session',
  ).toEqual(refused('challenge_expired'));
  const answer = mine.key.sign(again, { userHandle: null });
  expect(await shop.waysIn.proveByPasskey(session, answer, { clientAddress: ADDRESS })).toEqual({
    ok: true,
    value: null,
  });
  expect(await shop.waysIn.isProved(session, 'erase_account')).toBe(true);
});

test('a passkey that was added without a code signs in, and proves nothing for a day', async () => {
  const { session, key, passkeyId } = await owner();
  shop.clock.advance(11 * MINUTE_MS);
  const prove = async (by: SoftwareAuthenticator) =>
    shop.waysIn.proveByPasskey(session, by.sign(await proofOptions(session)), { clientAddress: ADDRESS });
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
    return shop.waysIn.isProved((await shop.waysIn.session(entered.value.token))!, 'export_data');
  };
  const { allowCredentials } = await proofOptions(session);
  expect(allowCredentials).toMatchObject([{ id: key.credentialId }]);
  expect(await prove(second)).toEqual({ ok: false, error: { code: 'passkey_too_new', provesFrom } });
  expect([await isProvedBy(second), await isProvedBy(key)]).toEqual([false, true]);
  expect(await shop.waysIn.removePasskey(session, passkeyId, 'en')).toMatchObject({ value: true });
  expect((await proofOptions(session)).allowCredentials).toMatchObject([{ id: second.credentialId }]);
  shop.clock.advance(DAY_MS - 1);
  expect(await prove(second)).toMatchObject({ error: { code: 'passkey_too_new' } });
  shop.clock.advance(1);
  expect(await prove(second)).toMatchObject({ ok: true });
  expect(await isProvedBy(second)).toBe(true);
});
