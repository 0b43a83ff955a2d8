import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { StartRefusal } from '../start-refusal.ts';
import { openFileMasterKey } from './file-master-key.ts';

let folder: string;
let file: string;
const open = (mayCreate = true, mustBePrivate = true) =>
  openFileMasterKey({ file, mayCreate, mustBePrivate });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ks-master-key-'));
  file = join(folder, 'keys', 'master-key.pem');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the first start makes a master key that only its owner can read, and later starts open the same one', async () => {
  const made = await open();
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).toContain('BEGIN PRIVATE KEY');
  const opened = await open(false);
  expect(opened.fingerprint).toBe(made.fingerprint);
  expect(await opened.unwrap(await made.wrap(Buffer.from('a key')))).toEqual(Buffer.from('a key'));
});

test('processes that make the master key at once end up with the same one and leave nothing else behind', async () => {
  const made = await Promise.all([open(), open(), open(), open()]);
  expect(new Set(made.map((key) => key.fingerprint)).size).toBe(1);
  expect(readdirSync(join(folder, 'keys'))).toEqual(['master-key.pem']);
});

test('a missing master key is not made anew where something is sealed already', async () => {
  await expect(open(false)).rejects.toThrow(/is missing.*Put the file back from your backup/s);
  await expect(open(false)).rejects.toBeInstanceOf(StartRefusal);
});

test('a master key in the data folder that others can read is refused with the command that mends it', async () => {
  await open();
  chmodSync(file, 0o644);
  await expect(open()).rejects.toThrow(`chmod 600 ${file}`);
  await expect(open(false, false)).resolves.toHaveProperty('origin', file);
});

test('a damaged file, a short key and a key of another kind are refused as unusable', async () => {
  await open();
  const short = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  });
  const other = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' });
  for (const pem of ['', 'not a key', short, other]) {
    writeFileSync(file, pem, { mode: 0o600 });
    await expect(open()).rejects.toThrow(/not a usable master key/);
  }
});

test('what another master key wrapped cannot be unwrapped', async () => {
  const first = await open();
  rmSync(file);
  const second = await open();
  await expect(second.unwrap(await first.wrap(Buffer.alloc(32)))).rejects.toThrow();
});
