import { Logger as JobLogger, run, type Runner, type TaskList } from 'graphile-worker';
import type pg from 'pg';
import type { Database, Transaction } from './database.ts';
import { inLane } from './lanes.ts';

/** A piece of work that can wait. It may run more than once, so it must do no harm the second time. */
export type Job = (payload: unknown) => Promise<void>;
export type Jobs = Readonly<Record<string, Job>>;

type Log = { error(details: object, message: string): void; warn(details: object, message: string): void };

export const quietJobLogger = new JobLogger(() => () => undefined);

/** What is told of the queue's own doings: warnings and errors only, never a payload. */
function loggerFor(log: Log): JobLogger {
  return new JobLogger(() => (level, message) => {
    if (level === 'error') log.error({ jobs: true }, message);
    else if (level === 'warning') log.warn({ jobs: true }, message);
  });
}

export type JobOptions = {
  /** Not before this moment. */
  runAt?: Date;
  /** One job of this key waits at most; adding it again moves it. */
  key?: string;
  maxAttempts?: number;
};

/** Adds a job in the transaction of what causes it: either both exist or neither. */
export async function addJob(
  tx: Transaction | Database,
  name: string,
  payload: object,
  options: JobOptions = {},
): Promise<void> {
  await tx.query({
    name: 'add-job',
    text: `select graphile_worker.add_job($1, $2::json, run_at => $3::timestamptz, job_key => $4::text, max_attempts => $5::int)`,
    values: [
      name,
      JSON.stringify(payload),
      options.runAt ?? null,
      options.key ?? null,
      options.maxAttempts ?? 25,
    ],
  });
}

/** Runs jobs in this process until `stop` is called, which lets those under way finish. `crontab`: one line a rule, UTC. */
export async function runJobs(options: {
  /** For the queue itself; what the jobs do goes through the lane `jobs` of theirs. */
  database: pg.Pool;
  jobs: Jobs;
  crontab: string;
  log: Log;
  concurrency?: number;
}): Promise<Runner> {
  const taskList: TaskList = Object.fromEntries(
    Object.entries(options.jobs).map(([name, job]) => [
      name,
      (payload: unknown) => inLane('jobs', () => job(payload)),
    ]),
  );
  return run({
    pgPool: options.database,
    taskList,
    crontab: options.crontab,
    concurrency: options.concurrency ?? 4,
    // The queue tells of new jobs by LISTEN/NOTIFY; looking by itself is for those whose time has come.
    pollInterval: 1_000,
    noHandleSignals: true,
    logger: loggerFor(options.log),
  });
}
