import { parseCrontab, type ParsedCronItem } from 'graphile-worker';
import { runWaitingJobs } from './run-waiting-jobs.ts';
import type { TestShop } from './test-shop.ts';

const MINUTE_MS = 60_000;
/** What the clock starts within one step is started once, at its end: a worker that looks seldom. */
const STEP_MS = 10 * MINUTE_MS;

/**
 * Lets time go by in a shop that runs no jobs by itself: what the clock starts is added, then `meanwhile` may do something to
 * what waits, then all that is due is done.
 */
export async function passTime(
  shop: TestShop,
  ms: number,
  meanwhile: () => Promise<void> = async () => undefined,
): Promise<void> {
  const items = parseCrontab(shop.crontab);
  const endsAt = shop.clock.now().getTime() + ms;
  while (shop.clock.now().getTime() < endsAt) {
    const from = shop.clock.now().getTime();
    shop.clock.advance(STEP_MS);
    for (const item of items) if (isDueWithin(item, from)) await addByTheClock(shop, item);
    await meanwhile();
    await runDueJobs(shop);
  }
}

/** Does what is due by the shop's clock; the queue has only the database's. */
export async function runDueJobs({ database, clock, jobs }: TestShop): Promise<void> {
  await database.pool.query(
    'update graphile_worker._private_jobs set run_at = least(run_at, now()) where run_at <= $1',
    [clock.now()],
  );
  await runWaitingJobs(database.pool, jobs);
}

function isDueWithin({ match }: ParsedCronItem, from: number): boolean {
  for (let at = from + MINUTE_MS; at <= from + STEP_MS; at += MINUTE_MS) {
    const time = new Date(at);
    const digest = {
      min: time.getUTCMinutes(),
      hour: time.getUTCHours(),
      date: time.getUTCDate(),
      month: time.getUTCMonth() + 1,
      dow: time.getUTCDay(),
    };
    if (match(digest)) return true;
  }
  return false;
}

async function addByTheClock(
  { database }: TestShop,
  { task, payload, options }: ParsedCronItem,
): Promise<void> {
  await database.pool.query(
    'select graphile_worker.add_job($1, $2::json, queue_name => $3::text, job_key => $4::text)',
    [task, JSON.stringify(payload ?? {}), options.queueName ?? null, options.jobKey ?? null],
  );
}
