import { runOnce } from 'graphile-worker';
import type pg from 'pg';
import { quietJobLogger, type Jobs } from '../../server/platform/jobs.ts';
import { waitFor } from './wait-for.ts';

/** Runs these jobs where they are due, and what falls due by them, and nothing else. */
export async function runWaitingJobs(database: pg.Pool, jobs: Jobs): Promise<void> {
  await runOnce({
    pgPool: database,
    taskList: Object.fromEntries(
      Object.entries(jobs).map(([name, job]) => [
        name,
        (payload: unknown, { job: { attempts } }: { job: { attempts: number } }) => job(payload, attempts),
      ]),
    ),
    logger: quietJobLogger,
    noHandleSignals: true,
  });
  // The queue writes down that a job is done after it has said so.
  await waitFor('the jobs to be written down', async () => {
    const { rows } = await database.query(
      `select from graphile_worker.jobs where locked_at is not null and task_identifier = any($1::text[]) limit 1`,
      [Object.keys(jobs)],
    );
    return rows.length === 0;
  });
}
