import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findFreePort } from '../support/find-free-port.ts';
import { startProgram, type Program } from '../support/run-program.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { expectNobodyGotIn, stormWithWrongCodes } from './wrong-codes.ts';

let folder: string;
let database: TestDatabase;
let program: Program;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ks-order-storm-'));
  database = await createTestDatabase();
  program = await startProgram({
    PORT: String(await findFreePort()),
    DATA_DIR: folder,
    DATABASE_URL: database.url,
    TRUSTED_PROXIES: '1',
    RATE_LIMITS: 'on',
  });
}, 120_000);
afterAll(async () => {
  await program.kill('SIGTERM');
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

test('100,000 wrong codes from 1,000 addresses let nobody in and slow nobody down', async () => {
  const report = await stormWithWrongCodes({ url: program.url, tries: 100_000, addresses: 1_000 });
  console.log(`storm of wrong codes: ${JSON.stringify(report)}`);
  await expectNobodyGotIn(program.url, report);
  expect(report.signedIn).toBeGreaterThan(100);
  expect(report.p99Ms).toBeLessThan(200);
});
