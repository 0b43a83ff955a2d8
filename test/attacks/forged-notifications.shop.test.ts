import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFilledDatabase } from '../support/filled-shop.ts';
import { findFreePort } from '../support/find-free-port.ts';
import { startProgram, type Program } from '../support/run-program.ts';
import type { TestDatabase } from '../support/test-database.ts';

// What was seen: each forged notification wrote a line into the log, so that a stranger could fill the disk.

const FORGED = 400;

let folder: string;
let database: TestDatabase;
let program: Program;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ks-order-forged-'));
  database = await createFilledDatabase();
  program = await startProgram({
    ROLE: 'worker',
    PORT: String(await findFreePort()),
    DATA_DIR: folder,
    DATABASE_URL: database.url,
  });
}, 120_000);
afterAll(async () => {
  await program.kill('SIGTERM');
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function forge(body: string): Promise<number> {
  const response = await fetch(`${program.url}/api/v1/webhooks/payments/sandbox`, {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/json',
      'sandbox-timestamp': String(Date.now()),
      'sandbox-nonce': 'n',
      'sandbox-signature': Buffer.alloc(64).toString('base64'),
    },
  });
  await response.arrayBuffer();
  // A machine that is behind refuses before it looks.
  return response.status === 503 ? forge(body) : response.status;
}

const told = () =>
  program
    .output()
    .split('\n')
    .filter((line) => line.includes('wrong signature'))
    .map((line) => (JSON.parse(line) as { count: number; gateway: string }).count);

test('hundreds of forged notifications are refused, and told by one line and their number', async () => {
  for (let sent = 0; sent < FORGED; sent += 20) {
    const answers = await Promise.all(Array.from({ length: 20 }, () => forge('{"notificationId":"1"}')));
    expect(new Set(answers)).toEqual(new Set([401]));
  }
  // A minute may have ended meanwhile, on a slow machine.
  expect(told().length).toBeLessThanOrEqual(3);
  expect(told()[0]).toBe(1);
  const before = program.output().length;
  expect(await forge('x'.repeat(33 * 1024))).toBe(413);
  expect(program.output().slice(before)).toBe('');
  expect(await program.kill('SIGTERM')).toBe(0);
  expect(told().reduce((sum, count) => sum + count, 0)).toBe(FORGED);
}, 60_000);
