import { pino, type Logger } from 'pino';
import type pg from 'pg';
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { systemClock, type Clock } from './kernel/clock.ts';
import { cookiesOf } from './kernel/cookies.ts';
import type { Config } from './platform/config.ts';
import { openDataFolder, type DataFolder } from './platform/data-folder.ts';
import { findSpread } from './platform/cluster/find-spread.ts';
import { openDatabase, type Database } from './platform/database.ts';
import { startEmbeddedPostgres } from './platform/embedded-postgres.ts';
import { CLIENT_ADDRESS_HEADER } from './platform/http/client-address.ts';
import { refuseHalfSpread } from './platform/cluster/spread-tables.ts';
import { PROTOCOL_HEADER, type PageHandler } from './platform/http/server-factory.ts';
import { runJobs } from './platform/jobs.ts';
import { errorWithoutQueries } from './platform/logger.ts';
import { startListener, type Listener } from './platform/listener.ts';
import { openLanes, type Lane } from './platform/lanes.ts';
import { openFolderStore } from './platform/media-store.ts';
import { migrate } from './platform/migrations.ts';
import { hasSealedKeys, openSealing, type Sealing } from './platform/sealing/index.ts';
import { StartRefusal } from './platform/start-refusal.ts';
import { fillDemoCampaigns } from './fill-demo-campaigns.ts';
import { fillDemoOrders } from './fill-demo-orders.ts';
import { loadDemoCatalogue } from './load-demo-catalogue.ts';
import { channelsOf, makeHouse, readModuleSettings, type MadeHouse } from './make-house.ts';
import { MODULES, type AnyModule } from './modules.ts';
import { openMasterKey } from './open-master-key.ts';
import { ownAddress, type OwnAddress } from './own-address.ts';
import { makePastClock, type PastClock } from './past-clock.ts';
import type { SaidAccess } from './platform/http/access.ts';
import { serveShop } from './serve-shop.ts';
import { pickShop } from './shop.ts';
import { tryConnection } from './try-connection.ts';

export type RunningShop = {
  readonly url: string;
  readonly isDemo: boolean;
  readonly isOpen: boolean;
  /** By which the owner of a real shop makes their account, while there is none; good once, and until the next start. */
  readonly ownerLink: string | undefined;
  readonly made: MadeHouse;
  readonly own: OwnAddress;
  /** Who may call each route that Fastify answers. */
  readonly access: readonly SaidAccess[];
  stop(): Promise<void>;
};

export type StartOptions = {
  /** Takes sentences for the person who waits. */
  onProgress(sentence: string): void;
  /** Called when something the shop cannot do without is gone for good. */
  onFailed(error: Error): void;
  readonly clock?: Clock;
  /** Whether a demo shop has a past when it starts for the first time: tests begin with none. */
  readonly demoOrders?: boolean;
  /** False: only the API is served, for tests of it. */
  readonly pages?: boolean;
  /** What the shop is made of; all there is where nothing is said. */
  readonly modules?: readonly AnyModule[];
};

/**
 * Connections of a process at most, by who uses them; they are opened when they are needed. Placing has two for each of eight
 * groups of batches; on one PostgreSQL there is one group, and it takes six at most, so that a process has 38 with the queue's
 * and the one that listens.
 */
const CONNECTIONS: Readonly<Record<Lane, number>> = {
  requests: 12,
  pages: 6,
  placing: 16,
  jobs: 4,
  behind: 4,
};
/** What these ask for they know the keys of. */
const BY_KEYS: ReadonlySet<Lane> = new Set(['placing', 'behind']);
const QUEUE_CONNECTIONS = 5;

/** What was opened, to be closed in the opposite order. */
type Closers = (() => unknown)[];

/** Starts everything in order and answers when the shop is open. What was opened is closed again if a step fails. */
export async function startShop(config: Config, options: StartOptions): Promise<RunningShop> {
  const closers: Closers = [];
  const log = pino({
    level: config.logLevel,
    base: { role: config.role },
    serializers: { err: errorWithoutQueries },
  });
  try {
    return await openShop(config, options, log, closers);
  } catch (error) {
    await closeAll(closers, log);
    throw error;
  }
}

async function closeAll(closers: Closers, log: Logger): Promise<void> {
  for (const close of closers.splice(0).reverse()) {
    try {
      await close();
    } catch (error) {
      log.error({ err: error }, 'a part of the shop did not close as it should');
    }
  }
}

async function openShop(
  config: Config,
  options: StartOptions,
  log: Logger,
  closers: Closers,
): Promise<RunningShop> {
  const clock = makePastClock(options.clock ?? systemClock);
  const modules = options.modules ?? MODULES;
  const settings = readModuleSettings(config.environment, modules);
  const folder = openDataFolder({
    path: config.dataDir,
    log,
    lock: config.databaseUrl ? 'shared' : 'exclusive',
  });
  closers.push(() => folder.close());
  const connection = await findConnection(config, options, log, closers);
  const onError = (error: Error): void => log.warn({ reason: error.message }, 'a database connection broke');
  const database = openLanes((lane) =>
    openDatabase({ connection, max: CONNECTIONS[lane], byKeys: BY_KEYS.has(lane), onError }),
  );
  closers.push(() => database.end());
  await bringUpToDate(connection, onError, options);
  const channels = ['keys_changed', ...channelsOf(modules)];
  const listener = await startListener({ connection, channels, log });
  closers.push(() => listener.stop());
  const sealing = await openKeys(config, folder, database, listener, log);
  const pages = config.role === 'worker' || options.pages === false ? undefined : await loadPages();
  const own = ownAddress(config);
  const ground = {
    ...{ database, sealing, clock, log, listener, folder, publicUrl: config.publicUrl },
    spread: await findSpread(database),
    mediaStore: openFolderStore(folder.media),
    ownUrl: () => own.url,
    cookies: cookiesOf({ isHttps: config.publicUrl.startsWith('https:') }),
    isDemo: config.demo,
    isServing: config.role !== 'worker',
  };
  const made = await makeHouse(ground, settings, modules);
  closers.push(() => made.close());
  await made.prepare();
  const isNew = config.demo && (await loadDemoCatalogue({ ...ground, onProgress: options.onProgress }));
  const work = { isRunning: config.role === 'web' };
  const areJobsRunning = (): boolean => work.isRunning;
  const shop = pickShop(config, made.house);
  const served = await serveShop({ config, database, made, shop, own, pages, log, areJobsRunning });
  closers.push(() => served.stop());
  if (config.role !== 'web') await startWork(connection, made, work, log, closers);
  if (isNew && options.demoOrders === true && config.role === 'all')
    makePast(made, database, clock, log, closers);
  const { url, app } = served;
  const ownerLink = await inviteOwner(config, made);
  return {
    ...{ url, isDemo: config.demo, made, own, ownerLink, access: app.saidAccess },
    isOpen: made.house.shopSettings.isOpen(),
    stop: () => closeAll(closers, log),
  };
}

/** Whoever starts the shop is its first owner: nobody else sees where this is printed. */
async function inviteOwner(
  { demo, role, publicUrl }: Config,
  { house }: MadeHouse,
): Promise<string | undefined> {
  if (demo || role === 'worker') return undefined;
  const invitation = await house.staff.inviteFirstOwner();
  return invitation && `${publicUrl}/admin/join?token=${encodeURIComponent(invitation.token)}`;
}

/** On connections that are closed again: nobody else is there yet. */
async function bringUpToDate(
  connection: pg.PoolConfig,
  onError: (error: Error) => void,
  { onProgress }: StartOptions,
): Promise<void> {
  const database = openDatabase({ connection, max: 2, onError });
  try {
    await migrate(database, { log: onProgress });
    await refuseHalfSpread(database);
  } finally {
    await database.end();
  }
}

/** Beside the first visitors, who wait for none of it. */
function makePast(
  { house }: MadeHouse,
  database: Database,
  clock: PastClock,
  log: Logger,
  closers: Closers,
): void {
  const filling = fillDemoCampaigns({ house, database, clock })
    .then(() => fillDemoOrders({ house, database, clock }))
    .then(() => house.backoffice.countAnew())
    .catch((error: unknown) =>
      log.error({ err: error }, 'the demo shop has not got all the campaigns and orders of its past'),
    );
  closers.push(() => filling);
}

/** Runs the jobs. The queue itself looks for work on connections of its own. */
async function startWork(
  connection: pg.PoolConfig,
  { jobs, crontab }: MadeHouse,
  work: { isRunning: boolean },
  log: Logger,
  closers: Closers,
): Promise<void> {
  const onError = (error: Error): void =>
    log.warn({ reason: error.message }, 'a connection of the queue broke');
  // What the queue notes of a job that was taken or done may be lost with the machine: the job is done once more. Waiting for the
  // disk each time, it would take from the orders that are placed meanwhile.
  const database = openDatabase({ connection, max: QUEUE_CONNECTIONS, mayForget: true, onError });
  closers.push(() => database.end());
  const runner = await runJobs({ database, jobs, crontab, log });
  closers.push(() => runner.stop());
  work.isRunning = true;
  runner.promise.then(
    () => (work.isRunning = false),
    (error: unknown) => {
      work.isRunning = false;
      log.error({ err: error }, 'jobs have stopped');
    },
  );
}

/** The server named by DATABASE_URL, or the embedded one. */
async function findConnection(
  config: Config,
  options: StartOptions,
  log: Logger,
  closers: Closers,
): Promise<pg.PoolConfig> {
  if (config.databaseUrl !== undefined) {
    await tryConnection(config.databaseUrl);
    return { connectionString: config.databaseUrl };
  }
  const postgres = await startEmbeddedPostgres({
    dataDir: config.dataDir,
    log,
    onProgress: options.onProgress,
  });
  closers.push(() => postgres.stop());
  postgres.onFailed(options.onFailed);
  return postgres.connection;
}

async function openKeys(
  config: Config,
  folder: DataFolder,
  database: Database,
  listener: Listener,
  log: Logger,
): Promise<Sealing> {
  const mayCreate = !(await hasSealedKeys(database));
  const sealing = await openSealing({
    database,
    masterKey: await openMasterKey(config, folder.keys, mayCreate),
  });
  // Without this notice the keys are read again by whoever meets one that is not known yet.
  listener.on('keys_changed', () => {
    sealing.reload().catch((error: unknown) => {
      log.error({ err: error }, 'keys were rotated, and this process could not read them again: restart it');
    });
  });
  return sealing;
}

/** The pages that `npm start` has built. adapter-node reads its settings when it is imported. */
async function loadPages(): Promise<PageHandler> {
  const file = fileURLToPath(new URL('../web/build/handler.js', import.meta.url));
  if (!existsSync(file))
    throw new StartRefusal('The pages are not built yet. Start the shop by `npm start`, which builds them.');
  process.env['PROTOCOL_HEADER'] = PROTOCOL_HEADER;
  process.env['ADDRESS_HEADER'] = CLIENT_ADDRESS_HEADER;
  process.env['XFF_DEPTH'] = '1';
  const { handler } = (await import(pathToFileURL(file).href)) as { handler: PageHandler };
  return handler;
}
