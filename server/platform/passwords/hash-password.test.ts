import { expect, test } from 'vitest';
import { hashSecret, isOutdated, isSecret, PRESENT_COST } from './hash-password.ts';

const secret = Buffer.from('a secret of some length');

test('a hash tells its kind, version, cost and salt, and is another one each time', async () => {
  const [one, other] = [await hashSecret(secret), await hashSecret(secret)];
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  expect(one).not.toBe(other);
});

test('a hash knows its own secret alone', async () => {
  const stored = await hashSecret(secret);
  expect(await isSecret(secret, stored)).toBe(true);
  expect(await isSecret(Buffer.from('another secret'), stored)).toBe(false);
});

test('a hash at an earlier cost still knows its secret, and is told to be outdated', async () => {
  const earlier = await hashSecret(secret, { ...PRESENT_COST, memory: 8_192 });
  expect(await isSecret(secret, earlier)).toBe(true);
  expect([isOutdated(earlier), isOutdated(await hashSecret(secret))]).toEqual([true, false]);
});

test('what is no hash of ours is a fault', async () => {
  await expect(isSecret(secret, '$2b$10$abcdefghijklmnopqrstuv')).rejects.toThrow('not one of ours');
});
