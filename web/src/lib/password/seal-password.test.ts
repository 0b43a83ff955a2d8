import { webcrypto } from 'node:crypto';
import { expect, test } from 'vitest';
import { readSealedPassword } from '#server/platform/passwords/read-sealed-password.ts';
import { sealFor } from './seal-password.ts';

const OAEP = { name: 'RSA-OAEP', hash: 'SHA-256' };

test('what a page seals, the server opens, by a library that has nothing of the page', async () => {
  const parts = { ...OAEP, modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };
  const pair = await webcrypto.subtle.generateKey(parts, true, ['encrypt', 'decrypt']);
  const jwk = await webcrypto.subtle.exportKey('jwk', pair.publicKey);
  const now = new Date();
  const key = { keyId: 'day-1', jwk, issuedAt: Math.floor(now.getTime() / 1000) };
  const findKey = async (keyId: string) => (keyId === 'day-1' ? pair.privateKey : undefined);
  for (const password of ['a', 'aB3$kL9x 山 mountain', '密码🔑'.repeat(300), '\ufeff \r\n"\\'])
    expect(await readSealedPassword(findKey, await sealFor(key, password), now)).toMatchObject({ password });
  expect(await readSealedPassword(async () => undefined, await sealFor(key, 'a'), now)).toBeUndefined();
});
