import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { passkeyBench, refused } from '../../../../test/support/passkey-bench.ts';
import { makeAuthenticator } from '../../../../test/support/software-authenticator.ts';
import { createTestIdentity, MINUTE_MS, type TestIdentity } from '../../../../test/support/test-identity.ts';

let shop: TestIdentity;
beforeAll(async () => void (shop = await createTestIdentity()));
afterAll(() => shop.stop());
beforeEach(() => shop.clock.advance(2 * MINUTE_MS));

const { newPhone, owner, ask, enter } = passkeyBench(() => shop, 13_700_001_100);

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
  expect(await shop.waysIn.passkeys(session)).toMatchObject([{ copiedAt: shop.clock.now() }]);
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
  const options = await shop.waysIn.passkeyOptions(session);
  if (!options.ok) throw new Error('no options');
  const response = key.register(options.value, { counter: 0 });
  expect(await shop.waysIn.addPasskey(session, { response, name: 'a', language: 'en' })).toMatchObject({
    ok: true,
  });
  for (let n = 0; n < 3; n += 1) {
    const { options: asked, browser } = await ask();
    expect(await enter(key.sign(asked, { counter: 0 }), browser)).toMatchObject({ ok: true });
  }
});
