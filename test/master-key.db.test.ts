import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startKeyService, type KeyService } from '../emulators/key-service/key-service.ts';
import { readConfig } from '../server/platform/config.ts';
import {
  openExternalMasterKey,
  openFileMasterKey,
  openSealing,
  type MasterKey,
} from '../server/platform/sealing/index.ts';
import { StartRefusal } from '../server/platform/start-refusal.ts';
import { createTestDatabase } from './support/test-database.ts';

let folder: string;
let service: KeyService;
let other: KeyService;
const TOKEN = 'a token of this shop alone';

function tokenFile(token: string): string {
  const file = join(folder, `token-${token.length}`);
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  return file;
}

/** Two master keys of each kind, since much is about telling one from another. */
const KINDS: Record<string, (which: 'first' | 'second') => Promise<MasterKey>> = {
  'a file': (which) =>
    openFileMasterKey({ file: join(folder, `${which}.pem`), mayCreate: true, mustBePrivate: true }),
  'a key service': (which) =>
    openExternalMasterKey({
      url: which === 'first' ? service.url : other.url,
      tokenFile: tokenFile(TOKEN),
    }),
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ks-master-'));
  [service, other] = await Promise.all([
    startKeyService({ token: TOKEN }),
    startKeyService({ token: TOKEN }),
  ]);
});
afterAll(async () => {
  await Promise.all([service.stop(), other.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

describe.each(Object.entries(KINDS))('a master key in %s', (_, open) => {
  test('opens what it has wrapped, every time in another envelope', async () => {
    const key = await open('first');
    const [once, again] = await Promise.all([key.wrap(Buffer.from('a key')), key.wrap(Buffer.from('a key'))]);
    expect(once).not.toEqual(again);
    expect(await key.unwrap(once)).toEqual(Buffer.from('a key'));
    expect(await (await open('first')).unwrap(again)).toEqual(Buffer.from('a key'));
  });

  test('has the same fingerprint every time, and another than another key', async () => {
    const [first, again, second] = await Promise.all([open('first'), open('first'), open('second')]);
    expect(first.fingerprint).toBe(again.fingerprint);
    expect(first.fingerprint).not.toBe(second.fingerprint);
    expect(first.fingerprint).toMatch(/^[0-9a-f]{64}$/);
  });

  test('rejects what another key wrapped, what was changed, and what never was wrapped', async () => {
    const [first, second] = await Promise.all([open('first'), open('second')]);
    const wrapped = await second.wrap(Buffer.alloc(32));
    await expect(first.unwrap(wrapped)).rejects.toThrow();
    const changed = await first.wrap(Buffer.alloc(32));
    changed[10]! ^= 1;
    await expect(first.unwrap(changed)).rejects.toThrow();
    await expect(first.unwrap(Buffer.from('nothing'))).rejects.toThrow();
  });

  test('opens the keys of a shop, and of no other', async () => {
    const database = await createTestDatabase();
    try {
      const sealing = await openSealing({ database: database.pool, masterKey: await open('first') });
      const again = await openSealing({ database: database.pool, masterKey: await open('first') });
      expect(again.lookUpHash('phone', '1')).toEqual(sealing.lookUpHash('phone', '1'));
      const wrong = openSealing({ database: database.pool, masterKey: await open('second') });
      await expect(wrong).rejects.toBeInstanceOf(StartRefusal);
    } finally {
      await database.drop();
    }
  });
});

test('a key service that does not know the token, or cannot be reached, is named with what to check', async () => {
  const wrongToken = openExternalMasterKey({ url: service.url, tokenFile: tokenFile('wrong') });
  await expect(wrongToken).rejects.toThrow(/does not accept the token.*MASTER_KEY_TOKEN_FILE/s);
  const nobody = openExternalMasterKey({ url: 'http://127.0.0.1:9', tokenFile: tokenFile(TOKEN) });
  await expect(nobody).rejects.toBeInstanceOf(StartRefusal);
  await expect(nobody).rejects.toThrow(/cannot be reached.*MASTER_KEY_URL/s);
  const noFile = openExternalMasterKey({ url: service.url, tokenFile: join(folder, 'none') });
  await expect(noFile).rejects.toThrow(/Correct MASTER_KEY_TOKEN_FILE/);
});

test('a key service that goes away while the shop runs is told as such, not as a damaged key', async () => {
  const gone = await startKeyService({ token: TOKEN });
  const database = await createTestDatabase();
  try {
    const masterKey = await openExternalMasterKey({ url: gone.url, tokenFile: tokenFile(TOKEN) });
    const sealing = await openSealing({ database: database.pool, masterKey });
    await gone.stop();
    await expect(sealing.reload()).rejects.toThrow(/key service .* cannot be reached/);
    const { dataKey } = sealing.newDataKey('A');
    const place = { table: 't', column: 'c', row: 'r' };
    expect(sealing.open(dataKey, place, sealing.seal(dataKey, place, 'x'))).toBe('x');
  } finally {
    await database.drop();
  }
});

test('its settings are refused where the token would travel in clear or the two kinds are mixed', () => {
  const file = tokenFile(TOKEN);
  const read = (env: Record<string, string>) => () => readConfig({ MASTER_KEY_TOKEN_FILE: file, ...env });
  expect(read({ MASTER_KEY_URL: 'http://keys.example' })).toThrow(/MASTER_KEY_URL.*https/s);
  expect(read({ MASTER_KEY_URL: 'https://keys.example', MASTER_KEY_TOKEN_FILE: '/none' })).toThrow(
    /MASTER_KEY_TOKEN_FILE/,
  );
  expect(read({ MASTER_KEY_URL: 'https://keys.example', MASTER_KEY_FILE: '/a.pem' })).toThrow(/both set/);
  expect(read({ MASTER_KEY_URL: 'https://keys.example/v1/' })().masterKeyService).toEqual({
    url: 'https://keys.example/v1',
    tokenFile: file,
  });
});
