import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBank } from '../emulators/sandbox-bank/bank.ts';
import { ADVISORY_LOCKS } from '../server/platform/advisory-locks.ts';
import { holdRotation } from '../server/platform/sealing/index.ts';
import { createTestDatabase, type TestDatabase } from './support/test-database.ts';

const ROOT = join(import.meta.dirname, '..');

let database: TestDatabase;
beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.drop());

const LIST = join('server', 'platform', 'advisory-locks.ts');
const sources = ['server', 'emulators', 'db']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
  )
  .filter((file) => /\.(ts|sql)$/.test(file) && !file.endsWith('.test.ts') && file !== LIST)
  .map((file) => ({ file, text: readFileSync(join(ROOT, file), 'utf8') }));
const CALL = /\bpg_(try_)?advisory_(?!unlock_all)\w+\(([^),]*)/g;

test('no two locks have the same number', () => {
  const numbers = Object.values(ADVISORY_LOCKS);
  expect(new Set(numbers).size).toBe(numbers.length);
});

test('every advisory lock is taken by a number of the list', () => {
  const calls = sources.flatMap(({ file, text }) =>
    [...text.matchAll(CALL)].map(([, , first]) => ({ file, first, text })),
  );
  expect(calls.length).toBeGreaterThanOrEqual(Object.keys(ADVISORY_LOCKS).length);
  for (const { file, first, text } of calls) {
    expect(first, `${file}: the number is handed over, so that it can come from the list`).toMatch(/^\$\d$/);
    // Emulators know nothing of ours: theirs comes from the wiring.
    if (file.startsWith('server')) expect(text, file).toContain('ADVISORY_LOCKS.');
  }
  for (const name of Object.keys(ADVISORY_LOCKS))
    expect(
      sources.some(({ text }) => text.includes(`ADVISORY_LOCKS.${name}`)),
      `${name} is taken by somebody`,
    ).toBe(true);
});

test('a demo shop starts while keys are rotated', async () => {
  const opened = await holdRotation(database.pool, () =>
    openBank(database.pool, { lock: ADVISORY_LOCKS.sandboxBank, now: Date.now }),
  );
  expect(opened.publicKey).toContain('PUBLIC KEY');
});
