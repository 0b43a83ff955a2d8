import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.ts';
import { runWaitingJobs } from '../../test/support/run-waiting-jobs.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { openDatabase } from './database.ts';
import { addJob, addJobs, runJobs, wakeJobs } from './jobs.ts';

let database: TestDatabase;
beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.drop());

const JOBS = 4;

test('what is done when the jobs are stopped is written down, though every connection is taken', async () => {
  const queue = openDatabase({
    connection: { connectionString: database.url },
    max: 5,
    onError(error) {
      throw error;
    },
  });
  let begun = 0;
  let finish = (): void => undefined;
  const told = new Promise<void>((resolve) => (finish = resolve));
  const job = async (): Promise<void> => {
    begun += 1;
    await told;
  };
  await addJobs(
    database.pool,
    Array.from({ length: JOBS }, () => ({ name: 'wait', payload: {} })),
  );
  const log = { error: () => undefined, warn: () => undefined };
  const running = await runJobs({ database: queue, jobs: { wait: job }, crontab: '', log });
  await waitFor('all jobs to run', () => begun === JOBS);
  // One connection listens for new jobs, one holds the locks of the workers.
  const taken = await Promise.all([queue.connect(), queue.connect(), queue.connect()]);
  const stopped = running.stop();
  finish();
  await stopped;
  const closed = queue.end();
  for (const client of taken) client.release();
  await closed;
  const { rows } = await database.pool.query('select id from graphile_worker.jobs');
  expect(rows).toEqual([]);
});

test('jobs are woken where they are gone or given up; one that waits, pauses after a failure or runs is left alone', async () => {
  const { pool } = database;
  const told: object[] = [];
  const deps = { database: pool, log: { warn: (facts: object) => void told.push(facts) } };
  const wake = (...keys: string[]): Promise<void> =>
    wakeJobs(
      deps,
      keys.map((key) => ({ name: 'move', payload: { key }, key })),
    );
  const later = new Date(Date.now() + 3_600_000);
  for (const key of ['waits', 'pauses', 'runs', 'given up'])
    await addJob(pool, 'move', { key, old: true }, { key, runAt: later });
  const change = (key: string, set: string) =>
    pool.query(`update graphile_worker._private_jobs set ${set} where key = $1`, [key]);
  await change('pauses', `attempts = 3, last_error = 'away'`);
  await change('runs', `attempts = max_attempts, locked_at = now(), locked_by = 'somebody'`);
  await change('given up', 'attempts = max_attempts');
  await wake('waits', 'pauses', 'runs', 'given up', 'gone', 'gone');
  expect(told).toEqual([{ job: 'move', woken: 3 }]);
  const { rows } = await pool.query(
    `select key, attempts, run_at > now() as later from graphile_worker.jobs where key is not null order by key`,
  );
  expect(rows).toEqual([
    { key: 'given up', attempts: 0, later: false },
    { key: 'gone', attempts: 0, later: false },
    { key: 'pauses', attempts: 3, later: true },
    { key: 'runs', attempts: 25, later: true },
    { key: 'waits', attempts: 0, later: true },
  ]);
  const done: unknown[] = [];
  await change('runs', 'locked_at = null, locked_by = null');
  await runWaitingJobs(pool, { move: async (payload) => void done.push(payload) });
  expect(done).toEqual(expect.arrayContaining([{ key: 'given up' }, { key: 'gone' }]));
  expect(done).toHaveLength(2);
  await wake();
  expect(told).toHaveLength(1);
});
