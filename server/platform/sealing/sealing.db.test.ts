import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { StartRefusal } from '../start-refusal.ts';
import { hasSealedKeys, openFileMasterKey, openSealing, SealingFault, type MasterKey } from './index.ts';

const HERE = { table: 'customers', column: 'phone_sealed', row: 'A' };
let database: TestDatabase;
let folder: string;
let masterKey: MasterKey;

const makeMasterKey = (name: string) =>
  openFileMasterKey({ file: join(folder, name), mayCreate: true, mustBePrivate: true });

beforeAll(async () => {
  database = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'ks-sealing-'));
  masterKey = await makeMasterKey('master-key.pem');
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.drop();
});
beforeEach(() => database.pool.query('delete from key_encryption_keys'));

/** Counts what the master key is asked for. */
function watched(key: MasterKey): MasterKey & { unwrapped: number } {
  const watch = {
    ...key,
    unwrapped: 0,
    unwrap: (wrapped: Uint8Array) => {
      watch.unwrapped += 1;
      return key.unwrap(wrapped);
    },
  };
  return watch;
}

test('a new shop gets four key-encryption keys and a look-up key, none of them readable without the master key', async () => {
  expect(await hasSealedKeys(database.pool)).toBe(false);
  await openSealing({ database: database.pool, masterKey });
  expect(await hasSealedKeys(database.pool)).toBe(true);
  const { rows } = await database.pool.query<{ purpose: string; size: number }>(
    'select purpose, length(wrapped) as size from key_encryption_keys order by id',
  );
  expect(rows.map((row) => row.purpose)).toEqual([
    'data-keys',
    'data-keys',
    'data-keys',
    'data-keys',
    'look-up',
  ]);
  expect(rows.every((row) => row.size === 384)).toBe(true);
});

test('processes that start at once on a new shop end up with the same keys', async () => {
  const all = await Promise.all(
    Array.from({ length: 6 }, () => openSealing({ database: database.pool, masterKey })),
  );
  expect(new Set(all.map((sealing) => sealing.lookUpHash('phone', '13800138000').toString('hex'))).size).toBe(
    1,
  );
  const { dataKey, stored } = all[0]!.newDataKey('A');
  const envelope = all[0]!.seal(dataKey, HERE, '王小明');
  for (const sealing of all) {
    const opened = (await sealing.openDataKeys([stored])).get('A')!;
    expect(sealing.open(opened, HERE, envelope)).toBe('王小明');
  }
  const { rows } = await database.pool.query('select 1 from key_encryption_keys');
  expect(rows).toHaveLength(5);
});

test('another master key is refused at start, naming both and what to do', async () => {
  await openSealing({ database: database.pool, masterKey });
  const other = await makeMasterKey('other.pem');
  const start = openSealing({ database: database.pool, masterKey: other });
  await expect(start).rejects.toBeInstanceOf(StartRefusal);
  await expect(start).rejects.toThrow(
    /other\.pem.*is not the one this database was sealed with.*MASTER_KEY_FILE/s,
  );
});

test('damaged and missing rows of the key table are refused at start', async () => {
  await openSealing({ database: database.pool, masterKey });
  await database.pool.query("delete from key_encryption_keys where purpose = 'look-up'");
  await expect(openSealing({ database: database.pool, masterKey })).rejects.toThrow(/incomplete/);
  await database.pool.query('update key_encryption_keys set wrapped = $1 where id = 2', [randomBytes(384)]);
  await expect(openSealing({ database: database.pool, masterKey })).rejects.toThrow(/Key 2 .* is damaged/);
});

test('the master key is asked at start and never again, however many values are sealed and opened', async () => {
  const watch = watched(masterKey);
  const sealing = await openSealing({ database: database.pool, masterKey: watch });
  expect(watch.unwrapped).toBe(5);
  for (let n = 0; n < 50; n += 1) {
    const { dataKey, stored } = sealing.newDataKey(`C${n}`);
    const opened = (await sealing.openDataKeys([stored])).get(`C${n}`)!;
    sealing.open(opened, HERE, sealing.seal(dataKey, HERE, 'x'));
  }
  expect(watch.unwrapped).toBe(5);
});

test('a data key opens only for its owner, its version and unchanged', async () => {
  const sealing = await openSealing({ database: database.pool, masterKey });
  const { stored } = sealing.newDataKey('A');
  await expect(sealing.openDataKeys([{ ...stored, ownerId: 'B' }])).rejects.toThrow(SealingFault);
  await expect(sealing.openDataKeys([{ ...stored, version: 2 }])).rejects.toThrow(SealingFault);
  const wrapped = Buffer.from(stored.wrapped);
  wrapped[30]! ^= 1;
  await expect(sealing.openDataKeys([{ ...stored, wrapped }])).rejects.toThrow(SealingFault);
});

test('a data key is unwrapped once and then kept, until what is stored of it changes', async () => {
  const sealing = await openSealing({ database: database.pool, masterKey });
  const { stored } = sealing.newDataKey('A');
  const first = (await sealing.openDataKeys([stored])).get('A');
  const again = (await sealing.openDataKeys([{ ...stored, wrapped: Buffer.from(stored.wrapped) }])).get('A');
  expect(again).toBe(first);
  const replaced = sealing.newDataKey('A');
  const next = (await sealing.openDataKeys([replaced.stored])).get('A')!;
  const envelope = sealing.seal(replaced.dataKey, HERE, 'sealed anew');
  expect(sealing.open(next, HERE, envelope)).toBe('sealed anew');
});

test('with two versions of a data key the newest seals and both open', async () => {
  const sealing = await openSealing({ database: database.pool, masterKey });
  const old = sealing.newDataKey('A');
  const envelope = sealing.seal(old.dataKey, HERE, 'old');
  // The second version as a rotation makes it: version 2 is wrapped for the same owner.
  const { dataKey, stored } = sealing.newDataKey('A', 2);
  const both = (await sealing.openDataKeys([stored, old.stored])).get('A')!;
  expect(both.current).toBe(2);
  expect(sealing.open(both, HERE, envelope)).toBe('old');
  expect(sealing.open(dataKey, HERE, sealing.seal(both, HERE, 'new'))).toBe('new');
  expect(() => sealing.open(old.dataKey, HERE, sealing.seal(both, HERE, 'new'))).toThrow(SealingFault);
});

test('a key-encryption key that was added since the start is found, and the retired one still opens', async () => {
  const running = await openSealing({ database: database.pool, masterKey });
  const old = running.newDataKey('A');
  await database.pool.query("update key_encryption_keys set retired_at = now() where purpose = 'data-keys'");
  await database.pool.query("insert into key_encryption_keys values (6, 'data-keys', $1, $2)", [
    await masterKey.wrap(randomBytes(32)),
    masterKey.fingerprint,
  ]);
  const rotated = await openSealing({ database: database.pool, masterKey });
  const fresh = rotated.newDataKey('B');
  expect(fresh.stored.kekId).toBe(6);
  const opened = await running.openDataKeys([old.stored, fresh.stored]);
  expect([...opened.keys()].sort()).toEqual(['A', 'B']);
  expect(running.newDataKey('C').stored.kekId).toBe(6);
});

test('look-up hashes are the same for every process, differ by kind, and are no plain hash', async () => {
  const sealing = await openSealing({ database: database.pool, masterKey });
  const other = await openSealing({ database: database.pool, masterKey });
  const hash = sealing.lookUpHash('phone', '13800138000');
  expect(other.lookUpHash('phone', '13800138000')).toEqual(hash);
  expect(sealing.lookUpHash('address', '13800138000')).not.toEqual(hash);
  expect(createHash('sha256').update('phone\x0013800138000').digest()).not.toEqual(hash);
});

test('the shared key seals for every process of the shop', async () => {
  const sealing = await openSealing({ database: database.pool, masterKey });
  const other = await openSealing({ database: database.pool, masterKey });
  const envelope = sealing.seal(sealing.sharedKey, HERE, '验证码 123456');
  expect(other.open(other.sharedKey, HERE, envelope)).toBe('验证码 123456');
});
