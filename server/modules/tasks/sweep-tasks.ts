import { wakeJobs } from '../../platform/jobs.ts';
import { everyPage } from '../../platform/walk.ts';
import { runJob } from './run-task.ts';
import { KEPT_MS } from './task.ts';
import type { TaskDeps } from './tasks.deps.ts';
import { deleteEndedTasks, listNeededFiles, listOpenTasks, type OpenTask } from './tasks.sql.ts';

/** Younger than this, a task is left to the job that was added with it. */
const WOKEN_AFTER_MS = 5 * 60_000;
const PAGE = 200;
/** What was handed in may lie there for a while before its task is started. */
const ORPHAN_AFTER_MS = 24 * 3_600_000;

/** Job: a task whose job is gone is done all the same. */
export async function wakeTasks(deps: TaskDeps): Promise<void> {
  const before = new Date(deps.clock.now().getTime() - WOKEN_AFTER_MS);
  const pages = everyPage<OpenTask>(PAGE, (after) => listOpenTasks(deps.database, before, after, PAGE));
  for await (const page of pages)
    await wakeJobs(
      deps,
      page.map((task) => runJob(deps, task)),
    );
}

/** Job: forgets what ended a week ago, and removes files that no task needs. */
export async function removeExpiredTasks({ database, clock, files }: TaskDeps): Promise<void> {
  const now = clock.now().getTime();
  await deleteEndedTasks(database, new Date(now - KEPT_MS));
  const old = await files.listBefore(new Date(now - ORPHAN_AFTER_MS));
  const needed = new Set(await listNeededFiles(database, old));
  for (const file of old) if (!needed.has(file)) await files.remove(file);
}
