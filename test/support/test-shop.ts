import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { startShop, type RunningShop } from '../../server/start-shop.ts';
import { MODULES, type AnyModule } from '../../server/modules.ts';
import { readConfig } from '../../server/platform/config.ts';
import type { MadeHouse } from '../../server/make-house.ts';
import type { Clock } from '../../server/kernel/clock.ts';
import { createFilledDatabase, lendPictures } from './filled-shop.ts';
import { findFreePort } from './find-free-port.ts';
import { waitFor } from './wait-for.ts';
import { actWatch } from './watch-acts.ts';
import type { TestDatabase } from './test-database.ts';

/** A clock that a test moves on. */
export type TestClock = Clock & { advance(ms: number): void };

/** One process of a shop, as far as a test can tell. */
export type TestProcess = {
  readonly url: string;
  readonly house: MadeHouse['house'];
  readonly jobs: MadeHouse['jobs'];
  readonly crontab: string;
  /** How the process reaches itself; may be set to what stands between. */
  readonly own: RunningShop['own'];
  readonly access: RunningShop['access'];
  readonly drain: MadeHouse['drain'];
  stop(): Promise<void>;
};

export type TestShop = TestProcess & {
  readonly database: TestDatabase;
  readonly clock: TestClock;
  /** Starts another process of the same shop, which serves requests and runs no jobs. To be stopped before this one. */
  another(env?: Record<string, string>): Promise<TestProcess>;
};

/** For a shop whose customers leave more unpaid than a real one lets them: nothing is refused, and all is counted. */
export const MUCH_UNPAID = {
  ORDER_UNPAID_ORDERS: '1000000',
  ORDER_UNPAID_PIECES: '1000000',
  ORDER_UNPAID_PIECES_OF_SKU: '1000000',
  ORDER_REPEATER_ORDERS: '1000000',
};

/** The real program in this process, on a database of its own with the demo catalogue: API, sandbox bank and jobs, no pages. */
export async function startTestShop(
  env: Record<string, string> = {},
  /** Puts something between the program and its database. */
  tap: (databaseUrl: string) => Promise<string> = async (url) => url,
  /** What the shop is made of. */
  modules: readonly AnyModule[] = MODULES,
): Promise<TestShop> {
  const database = await createFilledDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'ks-order-shop-'));
  let offsetMs = 0;
  const clock: TestClock = {
    now: () => new Date(Date.now() + offsetMs),
    advance: (ms) => void (offsetMs += ms),
  };
  const shared = {
    DATA_DIR: folder,
    DATABASE_URL: await tap(database.url),
    MASTER_KEY_FILE: inject('testServer').masterKeyFile,
    ...env,
  };
  const first = await startProcess(shared, clock, modules);
  // After the start, which takes no folder for its own that has something in it.
  await lendPictures(folder);
  return {
    ...first,
    database,
    clock,
    another: (more = {}) => startProcess({ ...shared, ROLE: 'web', ...more }, clock, modules),
    async stop() {
      await first.stop();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startProcess(
  env: Record<string, string>,
  clock: Clock,
  modules: readonly AnyModule[],
): Promise<TestProcess> {
  const port = await findFreePort();
  const config = readConfig({ PORT: String(port), LOG_LEVEL: 'error', RATE_LIMITS: 'off', ...env });
  const failed: Error[] = [];
  const running: RunningShop = await startShop(config, {
    onProgress: () => undefined,
    onFailed: (error) => failed.push(error),
    clock,
    modules: [actWatch, ...modules],
    pages: false,
  });
  const url = `http://127.0.0.1:${port}`;
  // Starting has kept the event loop busy, upon which the gate refuses who comes first.
  await waitFor('the shop to be ready', async () => (await fetch(`${url}/readyz`)).ok, 60_000);
  return {
    url,
    ...running.made,
    own: running.own,
    access: running.access,
    async stop() {
      await running.stop();
      if (failed.length > 0) throw failed[0]!;
    },
  };
}
