import { runWaitingJobs } from './run-waiting-jobs.ts';
import type { TestShop } from './test-shop.ts';

/** In a shop that runs no jobs: tells listeners what has happened so far, and nothing else. */
export function tellListeners({ jobs, database }: Pick<TestShop, 'jobs' | 'database'>): Promise<void> {
  const telling = Object.entries(jobs).filter(([name]) => name.startsWith('hear-'));
  return runWaitingJobs(database.pool, Object.fromEntries(telling));
}
