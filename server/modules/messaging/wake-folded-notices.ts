import type { Clock } from '../../kernel/clock.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Database } from '../../platform/database.ts';
import { wakeJobs } from '../../platform/jobs.ts';
import { everyPage } from '../../platform/walk.ts';
import { listOverdueNotices, type WalkedNotice } from './folded-notices.sql.ts';
import { TOLD_AFTER_MS, tellingJob } from './notice-budget.ts';

/** So long after their time, notices are left to the job that was added with them. */
const WOKEN_AFTER_MS = 5 * 60_000;
const PAGE = 200;

/** Job: what was folded and whose job is gone is told all the same. Where one waits for the next message, it goes on waiting. */
export async function wakeFoldedNotices(deps: {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: { warn(details: object, message: string): void };
}): Promise<void> {
  const before = new Date(deps.clock.now().getTime() - TOLD_AFTER_MS - WOKEN_AFTER_MS);
  const pages = everyPage<WalkedNotice>(PAGE, (after) =>
    listOverdueNotices(deps.database, before, after, PAGE),
  );
  for await (const page of pages) {
    const customers = new Set<CustomerId>(page.map(({ customerId }) => customerId));
    await wakeJobs(deps, [...customers].map(tellingJob));
  }
}
