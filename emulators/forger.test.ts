import { createPublicKey } from 'node:crypto';
import { expect, test } from 'vitest';
import { forgersKey, forgersPair } from './forger.ts';
import { makeForger } from './union-pay/keys.ts';

test('whoever forges has one key in all of the process, however many ask at once', async () => {
  const pairs = await Promise.all(Array.from({ length: 20 }, () => forgersPair()));
  expect(new Set(pairs).size).toBe(1);
  const now = new Date('2026-11-27T00:00:00Z');
  const keys = [await forgersKey(), (await makeForger(now)).privateKey, (await makeForger(now)).privateKey];
  expect(new Set(keys).size).toBe(1);
  expect(createPublicKey(keys[0]!).equals(pairs[0]!.publicKey)).toBe(true);
});
