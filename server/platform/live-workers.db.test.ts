import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.ts';
import { openDatabase } from './database.ts';
import { freeJobsOfTheDead, holdLocksOfWorkers } from './live-workers.ts';

let database: TestDatabase;
/** Whose connections a test cuts. */
let queue: pg.Pool;
beforeAll(async () => {
  database = await createTestDatabase();
  queue = openDatabase({ connection: { connectionString: database.url }, onError: () => undefined });
});
afterAll(async () => {
  await queue.end();
  await database.drop();
});

/** The locks of workers that are held now. */
const HELD = `from pg_locks where locktype = 'advisory' and granted and mode = 'ShareLock'
  and database = (select oid from pg_database where datname = current_database())`;

/** A job that this worker took a minute ago. */
async function takeJob(workerId: string): Promise<void> {
  await database.pool.query(`select graphile_worker.add_job('anything')`);
  await database.pool.query(
    `update graphile_worker._private_jobs set locked_by = $1, locked_at = now() - interval '1 minute'
     where locked_by is null`,
    [workerId],
  );
}

const holders = async (): Promise<string[]> =>
  (
    await database.pool.query<{ id: string }>(
      'select locked_by as id from graphile_worker.jobs where locked_by is not null order by 1',
    )
  ).rows.map(({ id }) => id);

async function countHeld(): Promise<number> {
  const { rows } = await database.pool.query(`select pid ${HELD}`);
  return rows.length;
}

/** Ends the connection that holds locks, as a server does that is started again. */
const cutHolder = () => database.pool.query(`select pg_terminate_backend(pid) ${HELD}`);

test('the jobs of a worker that holds its lock are left to it, those of one that is gone are taken back', async () => {
  const locks = holdLocksOfWorkers(queue);
  await locks.renew();
  for (const id of ['worker-alive', 'worker-also']) locks.add(id);
  await locks.renew();
  for (const id of ['worker-alive', 'worker-also', 'worker-dead']) await takeJob(id);
  expect(await freeJobsOfTheDead(database.pool)).toBe(1);
  expect(await holders()).toEqual(['worker-alive', 'worker-also']);
  await locks.stop();
  expect(await freeJobsOfTheDead(database.pool)).toBe(2);
  expect(await holders()).toEqual([]);
});

test('two workers of one name never wait for each other, and locks whose connection broke are held anew', async () => {
  const [first, second] = [holdLocksOfWorkers(queue), holdLocksOfWorkers(queue)];
  for (const locks of [first, second]) {
    locks.add('worker-namesake');
    await locks.renew();
  }
  await second.stop();
  await takeJob('worker-namesake');
  expect(await freeJobsOfTheDead(database.pool)).toBe(0);
  await cutHolder();
  await expect.poll(() => freeJobsOfTheDead(database.pool)).toBe(1);
  await takeJob('worker-namesake');
  // The cut is noticed a moment after the database has made it.
  await expect
    .poll(async () => {
      await first.renew();
      return countHeld();
    })
    .toBe(1);
  expect(await freeJobsOfTheDead(database.pool)).toBe(0);
  await first.stop();
});
