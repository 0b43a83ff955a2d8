import { runOnce } from 'graphile-worker';
import { quietJobLogger } from '../../server/platform/jobs.ts';
import type { TestShop } from './test-shop.ts';

/** In a shop that runs no jobs: tells listeners what has happened so far, and nothing else. */
export async function tellListeners({
  modules,
  database,
}: Pick<TestShop, 'modules' | 'database'>): Promise<void> {
  const telling = Object.entries(modules.jobs).filter(([name]) => name.startsWith('hear-'));
  await runOnce({
    pgPool: database.pool,
    taskList: Object.fromEntries(telling.map(([name, job]) => [name, (payload: unknown) => job(payload)])),
    logger: quietJobLogger,
    noHandleSignals: true,
  });
}
