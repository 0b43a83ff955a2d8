import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { record } from '../server/modules/audit/index.ts';
import { inTransaction } from '../server/platform/database.ts';
import { changeByHand, manyActs } from './support/change-acts.ts';
import { runNode } from './support/run-script.ts';
import { makeTemporaryFolder } from './support/temporary-folder.ts';
import { createTestDatabase, type TestDatabase } from './support/test-database.ts';

// The command that looks for acts that were changed or removed, as whoever runs the shop starts it.

let database: TestDatabase;
beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.drop());

async function verify(...args: string[]): Promise<{ code: number | null; said: string }> {
  const run = runNode(['server/verify-audit.ts', ...args], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, DATABASE_URL: database.url, DATA_DIR: makeTemporaryFolder() },
  });
  const { code } = await run.ended;
  return { code, said: run.output() };
}

test('it tells the head, which it knows again, and what was cut off, removed or changed since', async () => {
  await inTransaction(database.pool, (tx) => record(tx, manyActs(4)));
  const first = await verify();
  expect(first).toMatchObject({ code: 0 });
  expect(first.said).toContain('4 acts, each follows the one before it.');
  const head = /head: ([0-9a-f]{64})/.exec(first.said)![1]!;

  await inTransaction(database.pool, (tx) => record(tx, manyActs(1)));
  expect(await verify('--head', head.toUpperCase())).toMatchObject({ code: 0 });
  await changeByHand(database.pool, 'delete from audit_acts where seq > 3');
  expect(await verify()).toMatchObject({ code: 0 });
  const cutOff = await verify('--head', head);
  expect(cutOff).toMatchObject({ code: 1 });
  expect(cutOff.said).toContain('acts were cut off at the end');

  await changeByHand(database.pool, 'delete from audit_acts where seq = 2');
  const missing = await verify();
  expect(missing).toMatchObject({ code: 1 });
  expect(missing.said).toContain('it is missing。Act 2 does not fit.');
  await changeByHand(database.pool, `update audit_acts set by_id = 'bob' where seq = 1`);
  const changed = await verify();
  expect(changed).toMatchObject({ code: 1 });
  expect(changed.said).toContain('it was changed。Act 1 does not fit.');
}, 60_000);

test('what is no hash is answered by the usage', async () => {
  const wrong = await verify('--head', 'abc');
  expect(wrong).toMatchObject({ code: 1 });
  expect(wrong.said).toContain('npm run audit:verify');
});
