import { join } from 'node:path';
import type pg from 'pg';
import type { Logger } from 'pino';
import type { Config } from './platform/config.ts';
import { openDataFolder } from './platform/data-folder.ts';
import { startEmbeddedPostgres } from './platform/embedded-postgres.ts';
import { answers, readPostmasterFile } from './platform/embedded-postgres/find-postmaster.ts';
import { readPassword } from './platform/embedded-postgres/keep-password.ts';
import { SHOP } from './platform/embedded-postgres/separate-roles.ts';
import { StartRefusal } from './platform/start-refusal.ts';
import { tryConnection } from './try-connection.ts';

/** What a command opened, to be closed in the opposite order. */
export type Closers = (() => unknown)[];

/**
 * The database of a shop, for a command beside it: the server that DATABASE_URL names, the embedded one of a shop that is
 * running on this data folder, or, where none runs, the embedded one, started for this command.
 */
export async function reachDatabase(config: Config, log: Logger, closers: Closers): Promise<pg.PoolConfig> {
  if (config.databaseUrl !== undefined) {
    const folder = openDataFolder({ path: config.dataDir, log, lock: 'shared' });
    closers.push(() => folder.close());
    await tryConnection(config.databaseUrl);
    return { connectionString: config.databaseUrl };
  }
  const running = await findRunning(config.dataDir);
  if (running !== undefined) return running;
  const folder = openDataFolder({ path: config.dataDir, log, lock: 'exclusive' });
  closers.push(() => folder.close());
  const server = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    log,
    onProgress: (sentence) => process.stdout.write(`${sentence}\n`),
  });
  closers.push(() => server.stop());
  return server.connection;
}

async function findRunning(dataDir: string): Promise<pg.PoolConfig | undefined> {
  const found = readPostmasterFile(join(dataDir, 'postgres', 'cluster'));
  if (found === undefined || !found.ready || !(await answers(found))) return undefined;
  const password = readPassword(dataDir);
  if (password === undefined) {
    throw new StartRefusal(
      'The password of the running database is gone (keys/postgres-password). Stop the shop and start it again, which sets a new one, then run this again.',
    );
  }
  return { host: found.socketFolder, port: found.port, user: SHOP, password, database: SHOP };
}

export async function closeAll(closers: Closers): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}
