import { wakeJobs } from '../../platform/jobs.ts';
import { everyPage } from '../../platform/walk.ts';
import { buildJob } from './build-export.ts';
import { listWaitingExports, type WaitingExport } from './exports.sql.ts';
import type { PrivacyDeps } from './privacy.deps.ts';

/** Younger than this, an export is left to the job that was added with it. */
const WOKEN_AFTER_MS = 5 * 60_000;
const PAGE = 200;

/** Job: an export whose job is gone is made all the same. */
export async function wakeExports(deps: PrivacyDeps): Promise<void> {
  const now = deps.clock.now();
  const asked = { before: new Date(now.getTime() - WOKEN_AFTER_MS), now };
  const pages = everyPage<WaitingExport>(PAGE, (after) =>
    listWaitingExports(deps.database, asked, after, PAGE),
  );
  for await (const page of pages) await wakeJobs(deps, page.map(buildJob));
}
