import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { runNode } from './support/run-script.ts';
import { makeTemporaryFolder } from './support/temporary-folder.ts';
import { runWaitingJobs } from './support/run-waiting-jobs.ts';
import { createTestDatabase, type TestDatabase } from './support/test-database.ts';
import { systemClock } from '../server/kernel/clock.ts';
import { newCustomerId } from '../server/kernel/ids.ts';
import { newOrderNo, newPaymentNo } from '../server/kernel/numbers.ts';
import { keepDeadLetters } from '../server/keep-dead-letters.ts';
import { inTransaction } from '../server/platform/database.ts';
import { makeSpine, type Spine } from '../server/platform/events.ts';

// The command that works on cases, as whoever runs the shop starts it.

type Happened = { readonly type: 'happened'; readonly v: 1; readonly orderNo: string };

let database: TestDatabase;
beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.drop());
beforeEach(async () => void (await database.pool.query('delete from cases')));

async function cases(...args: string[]): Promise<{ code: number | null; said: string }> {
  const run = runNode(['server/handle-cases.ts', ...args], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, DATABASE_URL: database.url, DATA_DIR: makeTemporaryFolder() },
  });
  const { code } = await run.ended;
  return { code, said: run.output() };
}

/** A listener that fails until `mended`, and has given up what happened to this order. */
async function giveUp(orderNo: string): Promise<{ spine: Spine<Happened>; mend(): void; heard: string[] }> {
  let isMended = false;
  const heard: string[] = [];
  const spine = makeSpine<Happened>({
    database: database.pool,
    onDeadLetter: keepDeadLetters({
      database: database.pool,
      clock: systemClock,
      log: { error: () => undefined } as never,
    }),
  });
  spine.listen('tester', {
    async happened(event) {
      if (!isMended) throw new Error('not mended yet');
      heard.push(event.orderNo);
    },
  });
  await inTransaction(database.pool, (tx) => spine.emit(tx, [{ type: 'happened', v: 1, orderNo }]));
  await database.pool.query('update graphile_worker._private_jobs set attempts = 17');
  await runWaitingJobs(database.pool, spine.jobs());
  return { spine, mend: () => void (isMended = true), heard };
}

const acts = async (): Promise<object[]> =>
  (
    await database.pool.query<object>(
      'select by_id as by, what, subject_id as id, after, reason from audit_acts order by seq desc limit 2',
    )
  ).rows;

const endings = async (): Promise<{ ending: string | null; reason: string | null }[]> =>
  (
    await database.pool.query<{ ending: string | null; reason: string | null }>(
      'select ending, reason from cases order by opened_at, case_id',
    )
  ).rows;

test('a dead letter is listed, told again when its cause is mended, and a case again where it is not', async () => {
  const orderNo = newOrderNo(newCustomerId(), new Date());
  const { spine, mend, heard } = await giveUp(orderNo);
  const listed = await cases();
  expect(listed).toMatchObject({ code: 0 });
  const [line] = listed.said.split('\n');
  expect(line).toContain(`dead_letter  tester happened ${orderNo}  ×1`);
  expect(line).toContain('not mended yet');
  expect(await cases('--retell', line!.split('  ')[0]!)).toMatchObject({ code: 0 });
  await database.pool.query('update graphile_worker._private_jobs set attempts = 17');
  await runWaitingJobs(database.pool, spine.jobs());
  expect(await endings()).toEqual([
    { ending: 'retold', reason: null },
    { ending: null, reason: null },
  ]);
  mend();
  expect((await cases('--retell', 'all')).said).toContain('1 told again');
  const retold = { by: 'npm run cases', what: 'case:end', after: { ending: 'retold' }, reason: null };
  expect(await acts()).toMatchObject([retold, retold]);
  await runWaitingJobs(database.pool, spine.jobs());
  expect(heard).toEqual([orderNo]);
  expect((await cases()).said).toContain('Nothing waits for a person.');
}, 60_000);

test('a case is closed with a reason and not without one, and what is not there is told', async () => {
  await giveUp(newOrderNo(newCustomerId(), new Date()));
  const id = (await cases()).said.split('  ')[0]!;
  expect(await cases('--close', id)).toMatchObject({ code: 1 });
  expect(await cases('--close', 'all', '--reason', 'x')).toMatchObject({ code: 1 });
  expect(await endings()).toEqual([{ ending: null, reason: null }]);
  expect(await cases('--close', id, '--reason', ' told by phone ')).toMatchObject({ code: 0 });
  expect(await endings()).toEqual([{ ending: 'dismissed', reason: 'told by phone' }]);
  const act = { by: 'npm run cases', what: 'case:end', id, after: { ending: 'dismissed' } };
  expect((await acts())[0]).toEqual({ ...act, reason: 'told by phone' });
  const unknown = `R${newPaymentNo(newCustomerId(), new Date()).slice(1)}`;
  const refused = await cases('--refund', unknown);
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.said).toContain('There is no such refund.');
  expect((await cases('--nonsense')).said).toContain('npm run cases');
}, 60_000);
