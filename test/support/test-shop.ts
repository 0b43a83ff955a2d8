import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startShop, type RunningShop } from '../../server/start-shop.ts';
import { readConfig } from '../../server/platform/config.ts';
import type { Clock } from '../../server/kernel/clock.ts';
import { findFreePort } from './find-free-port.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

/** A clock that a test moves on. */
export type TestClock = Clock & { advance(ms: number): void };

export type TestShop = {
  readonly url: string;
  readonly database: TestDatabase;
  readonly clock: TestClock;
  readonly modules: RunningShop['modules'];
  stop(): Promise<void>;
};

/** The real program in this process, on a database of its own with the demo catalogue: API, sandbox bank and jobs, no pages. */
export async function startTestShop(
  env: Record<string, string> = {},
  /** Puts something between the program and its database. */
  tap: (databaseUrl: string) => Promise<string> = async (url) => url,
): Promise<TestShop> {
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'ks-order-shop-'));
  const port = await findFreePort();
  let offsetMs = 0;
  const clock: TestClock = {
    now: () => new Date(Date.now() + offsetMs),
    advance: (ms) => void (offsetMs += ms),
  };
  const config = readConfig({
    PORT: String(port),
    DATA_DIR: folder,
    DATABASE_URL: await tap(database.url),
    LOG_LEVEL: 'error',
    RATE_LIMITS: 'off',
    ...env,
  });
  const failed: Error[] = [];
  const running: RunningShop = await startShop(config, {
    onProgress: () => undefined,
    onFailed: (error) => failed.push(error),
    clock,
    pages: false,
  });
  return {
    url: `http://127.0.0.1:${port}`,
    database,
    clock,
    modules: running.modules,
    async stop() {
      await running.stop();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
      if (failed.length > 0) throw failed[0]!;
    },
  };
}
