import { afterAll, beforeAll, expect, test } from 'vitest';
import { sealPassword } from '../../../../test/support/seal-password.ts';
import {
  createTestIdentity,
  DAY_MS,
  MINUTE_MS,
  type TestIdentity,
} from '../../../../test/support/test-identity.ts';
import type { WaysIn, Session } from '../index.ts';

const GOOD = 'aB3$kL9x 山 mountain';
const INVALID = { ok: false, error: { code: 'sealed_password_invalid' } };
let shop: TestIdentity;
let session: Session;
let phone: string;
let lastClient = 0;
beforeAll(async () => {
  shop = await createTestIdentity();
  phone = '13500000001';
  ({ session } = await shop.enter(phone));
  const newPassword = { sealedPassword: await seal(GOOD) };
  expect(
    await shop.waysIn.setPassword(session, { newPassword, clientAddress: '10.5.0.1', language: 'en' }),
  ).toEqual({ ok: true, value: null });
});
afterAll(() => shop.stop());

async function keyNow(waysIn: WaysIn = shop.waysIn) {
  const { keyId, jwk, now } = await waysIn.passwordKey();
  return { keyId, jwk, issuedAt: Math.floor(now.getTime() / 1000) };
}
async function seal(password: string | Uint8Array, header: object = {}): Promise<string> {
  return sealPassword(await keyNow(), password, header);
}
function signIn(sealedPassword: string, waysIn: WaysIn = shop.waysIn) {
  const clientAddress = `10.5.1.${(lastClient += 1)}`;
  return waysIn.signInByPassword({ phone, password: { sealedPassword }, clientAddress, device: '' });
}

test('a sealed password signs in, in any process, and only once', async () => {
  const { waysIn: other } = await shop.another();
  expect(await keyNow(other)).toEqual(await keyNow());
  const sealed = await seal(GOOD);
  expect(sealed).not.toContain(GOOD);
  expect(await signIn(sealed, other)).toMatchObject({ ok: true });
  expect(await signIn(sealed)).toEqual(INVALID);
  expect(await signIn(await seal('another one'))).toEqual({ ok: false, error: { code: 'password_wrong' } });
});

test('of the same one sent ten times at once, one signs in', async () => {
  const sealed = await seal(GOOD);
  const outcomes = await Promise.all(Array.from({ length: 10 }, () => signIn(sealed)));
  expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
});

/** The same one in other words: bytes that mean the same have several ways to be written. */
async function otherwise(sealed: string): Promise<string[]> {
  const parts = sealed.split('.') as [string, string, string, string, string];
  const [header, key, iv, body, tag] = parts;
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const [bodyBytes, tagBytes] = [body, tag].map((part) => Buffer.from(part, 'base64url')) as [Buffer, Buffer];
  return [
    // The last character of the tag has bits to spare.
    [header, key, iv, body, tag.slice(0, -1) + alphabet[alphabet.indexOf(tag.at(-1)!) ^ 1]],
    [header, key, iv, body, `${tag}==`],
    [header, key, iv, ` ${body}`, `${tag} `],
    // A wrapped key that begins with a zero is the same number without it.
    [header, Buffer.from(key, 'base64url').subarray(1).toString('base64url'), iv, body, tag],
    // Tag and ciphertext stand behind one another anyway.
    [
      header,
      key,
      iv,
      bodyBytes.subarray(0, -1).toString('base64url'),
      Buffer.concat([bodyBytes.subarray(-1), tagBytes]).toString('base64url'),
    ],
  ].map((written) => written.join('.'));
}

test('one written otherwise is still the same one', async () => {
  let sealed = await seal(GOOD);
  while (Buffer.from(sealed.split('.')[1]!, 'base64url')[0] !== 0) sealed = await seal(GOOD);
  expect(await signIn(sealed)).toMatchObject({ ok: true });
  for (const same of await otherwise(sealed)) expect(await signIn(same), same).toEqual(INVALID);
});

test('one that is older than five minutes, or from the future, is refused', async () => {
  const sealed = await seal(GOOD);
  const early = await seal(GOOD, { iat: (await keyNow()).issuedAt + 301 });
  expect(await signIn(early)).toEqual(INVALID);
  shop.clock.advance(5 * MINUTE_MS + 1);
  expect(await signIn(sealed)).toEqual(INVALID);
});

test('one that was changed, forged or sealed for another key is refused', async () => {
  const [sealed, other] = [await seal(GOOD), await seal(GOOD)];
  const [header, key, iv, body, tag] = sealed.split('.') as [string, string, string, string, string];
  const headerOf = (other: object): string =>
    Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(header, 'base64url').toString()), ...other }),
    ).toString('base64url');
  const later = headerOf({ iat: (await keyNow()).issuedAt + 60 });
  const forged = [
    [later, key, iv, body, tag],
    [header, other.split('.')[1]!, iv, body, tag],
    [header, key, iv, other.split('.')[3]!, tag],
    [header, key, iv, body],
    [header, key, iv, body, tag, tag],
    [header, key, iv, body, 'AA'],
    ['e30', key, iv, body, tag],
    ['bnVsbA', key, iv, body, tag],
    [headerOf({ alg: 'none' }), key, iv, body, tag],
    [headerOf({ alg: 'RSA1_5' }), key, iv, body, tag],
    [headerOf({ alg: 'dir' }), '', iv, body, tag],
    [headerOf({ crit: ['b64'], b64: true }), key, iv, body, tag],
    ['!', key, iv, body, tag],
  ].map((parts) => parts.join('.'));
  forged.push(
    '',
    'no JWE',
    // Well made, but by what is not ours, and by what would unpack to a thousand times its size.
    await seal(GOOD, { alg: 'RSA-OAEP' }),
    await seal(GOOD, { enc: 'A128GCM' }),
    await seal(GOOD, { enc: 'A256CBC-HS512' }),
    await seal(GOOD, { zip: 'DEF' }),
    await seal(GOOD, { kid: 'day-1' }),
    await seal(GOOD, { kid: 1 }),
    await seal(GOOD, { iat: undefined }),
    await seal(GOOD, { iat: 'now' }),
    await seal(`${GOOD}\0`),
    await seal(''),
    await seal(Buffer.from([0xc3, 0x28])),
  );
  for (const one of forged) expect(await signIn(one), one).toEqual(INVALID);
  // None of these has used it up.
  expect(await signIn(sealed)).toMatchObject({ ok: true });
});

test('a new day has a new key; one sealed just before midnight still opens, and older keys are gone', async () => {
  const midnight = Math.ceil(shop.clock.now().getTime() / DAY_MS) * DAY_MS;
  shop.clock.advance(midnight - shop.clock.now().getTime() - 1000);
  const before = await keyNow();
  const sealed = await seal(GOOD);
  shop.clock.advance(2000);
  const after = await keyNow((await shop.another()).waysIn);
  expect(after.keyId).not.toBe(before.keyId);
  expect(await signIn(sealed)).toMatchObject({ ok: true });
  shop.clock.advance(2 * DAY_MS);
  await keyNow();
  const { rows } = await shop.database.pool.query('select day from password_keys');
  expect(rows).toHaveLength(1);
  expect(await signIn(await sealPassword({ ...before, issuedAt: (await keyNow()).issuedAt }, GOOD))).toEqual(
    INVALID,
  );
});

test('processes that make the key of a day at once answer the same one', async () => {
  shop.clock.advance(3 * DAY_MS);
  const others = await Promise.all(Array.from({ length: 4 }, () => shop.another()));
  const keys = await Promise.all(others.map((other) => keyNow(other.waysIn)));
  expect(new Set(keys.map(({ jwk }) => jwk.n)).size).toBe(1);
});

test('the private key stands in the database only sealed', async () => {
  const { rows } = await shop.database.pool.query(
    'select private_key_sealed::text as sealed from password_keys',
  );
  expect(Buffer.from(rows[0].sealed.slice(2), 'hex').toString('latin1')).not.toContain('PRIVATE KEY');
});
