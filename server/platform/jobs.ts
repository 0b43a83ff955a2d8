import { EventEmitter, once } from 'node:events';
import { Logger as JobLogger, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import type pg from 'pg';
import type { Database, Transaction } from './database.ts';
import { inLane } from './lanes.ts';
import { freeJobsOfTheDead, holdLocksOfWorkers, type WorkerLocks } from './live-workers.ts';

/**
 * A piece of work that can wait. It may run more than once, so it must do no harm the second time. `attempt` counts from 1,
 * which it is where nothing is said. `stopping`: aborted when the program stops, which waits for what is under way; for work that
 * takes longer than anybody would wait.
 */
export type Job = (payload: unknown, attempt?: number, stopping?: AbortSignal) => Promise<void>;
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
  /** Jobs of one queue run one after the other. */
  queue?: string;
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
    text: `select graphile_worker.add_job($1, $2::json, run_at => $3::timestamptz, job_key => $4::text, max_attempts => $5::int,
      queue_name => $6::text)`,
    values: [
      name,
      JSON.stringify(payload),
      options.runAt ?? null,
      options.key ?? null,
      options.maxAttempts ?? ATTEMPTS,
      options.queue ?? null,
    ],
  });
}

export type NewJob = { readonly name: string; readonly payload: object };

/** Adds many jobs to be done as soon as can be, in one statement. */
export async function addJobs(tx: Transaction | Database, jobs: readonly NewJob[]): Promise<void> {
  await tx.query({
    name: 'add-jobs',
    text: `select graphile_worker.add_job(name, payload, max_attempts => $3::int)
      from unnest($1::text[], $2::json[]) as job (name, payload)`,
    values: [jobs.map(({ name }) => name), jobs.map(({ payload }) => JSON.stringify(payload)), ATTEMPTS],
  });
}

/** How often a job is tried unless it says otherwise: over some four days, in growing pauses. */
export const ATTEMPTS = 25;
/** How often somebody looks for jobs whose worker is there no more. */
const LOOK_FOR_THE_DEAD_MS = 5_000;

/**
 * A line of the crontab for a job that looks over many: it runs once at a time, and waits once at most, so that where a run
 * takes longer than the pause between two, the others do not pile up, nor take the places of other jobs.
 */
export const everyTime = (when: string, job: string): string => `${when} ${job} ?queue=${job}&jobKey=${job}`;

/** A job for a row that says by itself what is to be done: of its key there is one at most. */
export type Wake = NewJob & { readonly key: string; readonly queue?: string };

/**
 * For sweeps, which find by its row what no job would do any more: adds those of these jobs that are gone. One that waits,
 * pauses after a failure or runs is left as it is.
 */
export async function wakeJobs(
  { database, log }: { readonly database: Database; readonly log: Pick<Log, 'warn'> },
  wanted: readonly Wake[],
): Promise<void> {
  if (wanted.length === 0) return;
  const { rows } = await database.query<{ name: string }>({
    name: 'wake-jobs',
    text: `with gone as (
        select name, payload, key, queue
        from unnest($1::text[], $2::json[], $3::text[], $5::text[]) as wanted (name, payload, key, queue)
        where not exists (
          select from graphile_worker.jobs j
          where j.key = wanted.key and (j.attempts < j.max_attempts or j.locked_at is not null)))
      select name, graphile_worker.add_job(name, payload, job_key => key, max_attempts => $4::int, queue_name => queue)
      from gone`,
    values: [
      wanted.map(({ name }) => name),
      wanted.map(({ payload }) => JSON.stringify(payload)),
      wanted.map(({ key }) => key),
      ATTEMPTS,
      wanted.map(({ queue }) => queue ?? null),
    ],
  });
  if (rows.length > 0)
    log.warn({ job: rows[0]!.name, woken: rows.length }, 'jobs were gone and are added again');
}

export type RunningJobs = { readonly promise: Promise<void>; stop(): Promise<void> };

/** Runs jobs in this process until `stop` is called, which lets those under way finish. `crontab`: one line a rule, UTC. */
export async function runJobs(options: {
  /** For the queue itself; what the jobs do goes through the lane `jobs` of theirs. */
  database: pg.Pool;
  jobs: Jobs;
  crontab: string;
  log: Log;
  concurrency?: number;
}): Promise<RunningJobs> {
  const { database, log } = options;
  const stopping = new AbortController();
  const taskList: TaskList = Object.fromEntries(
    Object.entries(options.jobs).map(([name, job]) => [
      name,
      (payload: unknown, { job: { attempts } }) =>
        inLane('jobs', () => job(payload, attempts, stopping.signal)),
    ]),
  );
  const events: WorkerEvents = new EventEmitter();
  const locks = holdLocksOfWorkers(database);
  await locks.renew();
  events.on('worker:create', ({ worker }) => locks.add(worker.workerId));
  const looking = setInterval(() => {
    takeBack(database, locks, log).catch((error: unknown) =>
      log.warn({ reason: (error as Error).message }, 'jobs of the dead were not looked for'),
    );
  }, LOOK_FOR_THE_DEAD_MS);
  const runner = await run({
    pgPool: database,
    taskList,
    events,
    crontab: options.crontab,
    concurrency: options.concurrency ?? 4,
    // The queue tells of new jobs by LISTEN/NOTIFY; looking by itself is for those whose time has come.
    pollInterval: 1_000,
    noHandleSignals: true,
    logger: loggerFor(log),
  });
  return {
    promise: runner.promise,
    async stop() {
      clearInterval(looking);
      stopping.abort();
      await runner.stop();
      await untilNobodyWaits(database);
      await locks.stop();
    },
  };
}

/**
 * Workers end without waiting until their last jobs are written down as done. What still waits for a connection by then
 * would never get one from a pool that is closed: the jobs would be done again, and the waiting ends as a fault.
 */
async function untilNobodyWaits(database: pg.Pool): Promise<void> {
  while (database.waitingCount > 0) await once(database, 'release');
}

/** Whoever does not hold its own locks is taken for dead by the others, so these come first. */
async function takeBack(database: pg.Pool, locks: WorkerLocks, log: Log): Promise<void> {
  await locks.renew();
  const workers = await freeJobsOfTheDead(database);
  if (workers > 0) log.warn({ workers }, 'jobs of workers that died were taken back');
}
