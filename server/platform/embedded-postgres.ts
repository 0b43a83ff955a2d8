import { existsSync, lstatSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { asAccount } from './embedded-postgres/choose-account.ts';
import { chooseHome, type Home } from './embedded-postgres/choose-home.ts';
import { checkCluster, createCluster } from './embedded-postgres/create-cluster.ts';
import { endLeftover } from './embedded-postgres/end-leftover.ts';
import { findBinaries, type Binaries } from './embedded-postgres/find-binaries.ts';
import { findSocketFolder } from './embedded-postgres/find-socket-folder.ts';
import { keepPassword } from './embedded-postgres/keep-password.ts';
import { listSettings } from './embedded-postgres/list-settings.ts';
import { placeBinaries } from './embedded-postgres/place-binaries.ts';
import { keepLogSmall } from './embedded-postgres/postgres-log.ts';
import { runPostmaster, type Postmaster, type PostmasterPlan } from './embedded-postgres/run-postmaster.ts';
import { separateOwner, setPassword, SHOP } from './embedded-postgres/separate-roles.ts';
import { supervise } from './embedded-postgres/supervise-postmaster.ts';
import { readHolder, tryHoldLock, type HeldLock } from './hold-lock.ts';
import type { Logger } from './logger.ts';
import { StartRefusal } from './start-refusal.ts';

export type Connection = { host: string; port: number; user: string; password: string; database: string };

export type EmbeddedPostgres = {
  /** Stays the same when the server is restarted. `host` is the folder of a Unix socket, except on Windows. */
  connection: Connection;
  /** The server's process, which is another one after a restart. */
  pid(): number | undefined;
  stop(): Promise<void>;
  /** Called when the server died and could not be brought back. */
  onFailed(callback: (error: Error) => void): void;
};

export type EmbeddedPostgresOptions = {
  dataDir: string;
  log: Logger;
  /** Takes sentences for the person who waits. */
  onProgress(sentence: string): void;
  /** Settings of PostgreSQL that replace ours: for tests and measurements. */
  settings?: Record<string, string>;
  /** Where root puts what its unprivileged user cannot reach in the data folder or the checkout. */
  systemFolder?: string;
};

/**
 * Starts the PostgreSQL that comes along, with its data in `DATA_DIR/postgres`, creating the database at the first start.
 * Throws StartRefusal, with nothing damaged, where that cannot be.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, onProgress, systemFolder = '/var/lib/ks-order' } = options;
  const home = await chooseHome(dataDir, systemFolder, onProgress);
  // The data folder has a lock too, but a copy of it may point to the same home.
  const lock = asAccount(home.account, () => holdHome(home));
  try {
    const binaries = await placeBinaries(findBinaries(), home.account, systemFolder, onProgress);
    const password = await openCluster(home, binaries, options);
    return await serve(home, binaries, password, options, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** The postgresql:// address of a connection, which pg, graphile-worker, psql and pg_dump all understand. */
export function connectionUrl({ host, port, user, password, database }: Connection): string {
  return `postgresql://${user}:${encodeURIComponent(password)}@${encodeURIComponent(host)}:${port}/${database}`;
}

function clusterOf(home: Home): string {
  return join(home.folder, 'cluster');
}

/** Makes sure of a cluster that this PostgreSQL can run, and answers the password to it. */
async function openCluster(
  home: Home,
  binaries: Binaries,
  { dataDir, onProgress }: EmbeddedPostgresOptions,
): Promise<string> {
  const cluster = clusterOf(home);
  const { password, isNew } = keepPassword(dataDir);
  if (!existsSync(cluster)) {
    onProgress('正在创建数据库 / creating the database');
    await createCluster(home, binaries, password);
    return password;
  }
  checkCluster(cluster, binaries);
  await endLeftover(cluster, onProgress);
  await separateOwner(cluster, home, binaries, onProgress);
  if (isNew) {
    onProgress(
      '数据库密码文件已丢失，正在设置新密码 / the password of the database was gone: a new one is set',
    );
    await setPassword(cluster, home, binaries, password);
  }
  return password;
}

async function serve(
  home: Home,
  binaries: Binaries,
  password: string,
  { dataDir, log, onProgress, settings }: EmbeddedPostgresOptions,
  lock: HeldLock,
): Promise<EmbeddedPostgres> {
  const isWindows = process.platform === 'win32';
  const port = isWindows ? await findFreePort() : 5432;
  const socketFolder = isWindows ? null : findSocketFolder(home.folder, port, home.account);
  const connection = { host: socketFolder ?? '127.0.0.1', port, user: SHOP, password, database: SHOP };
  const logFile = join(dataDir, 'logs', 'postgres.log');
  const plan: PostmasterPlan = {
    home,
    cluster: clusterOf(home),
    binaries,
    settings: { ...listSettings(socketFolder, port), ...settings },
    logFile,
    onProgress,
  };
  const first = await runPostmaster(plan);
  await refuseWrongPassword(connection, dataDir, first);
  const supervision = supervise(first, () => runPostmaster(plan), log);
  const logKeeper = keepLogSmall(logFile, (error) =>
    log.warn(`The log ${logFile} could not be shortened: ${error.message}`),
  );
  return {
    connection,
    pid: () => supervision.pid(),
    onFailed: (callback) => supervision.onFailed(callback),
    async stop() {
      logKeeper.stop();
      await supervision.stop();
      lock.release();
    },
  };
}

function holdHome({ folder, account }: Home): HeldLock {
  const file = join(folder, 'lock');
  // Versions before this one made it as root, and the account cannot lock what it may not write. Whoever runs such a version
  // on this very data folder holds that folder's own lock, which was asked for before.
  const found = account && lstatSync(file, { throwIfNoEntry: false });
  if (found && found.uid !== account.uid) rmSync(file);
  const lock = tryHoldLock(file);
  if (lock) return lock;
  throw new StartRefusal(
    `The database in ${folder} is in use by another start of ks-order (process ${readHolder(file) ?? 'unknown'}). Stop that one first, or start with another DATA_DIR.`,
  );
}

/** Proves that the server answers, with the password that is kept: a data folder restored by halves is noticed here. */
async function refuseWrongPassword(
  connection: Connection,
  dataDir: string,
  server: Postmaster,
): Promise<void> {
  const client = new pg.Client(connection);
  try {
    await client.connect();
  } catch (error) {
    await server.stop();
    if ((error as { code?: string }).code !== '28P01') throw error;
    throw new StartRefusal(
      `The password in ${join(dataDir, 'keys', 'postgres-password')} does not open the database. Restore keys and database from the same backup, or delete that file to have a new password set.`,
    );
  }
  await client.end();
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
