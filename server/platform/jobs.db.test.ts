import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { openDatabase } from './database.ts';
import { addJobs, runJobs } from './jobs.ts';

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
