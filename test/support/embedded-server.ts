import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import {
  startEmbeddedPostgres,
  type Connection,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from '../../server/platform/embedded-postgres.ts';
import { StartRefusal } from '../../server/platform/start-refusal.ts';
import { quickFolder } from './quick-folder.ts';
import { runScript, type RunningScript } from './run-script.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** Tests kill processes, but cut no power: what the system has been handed is safe without waiting for the disk. */
const QUICK = { fsync: 'off' };

export type ServerUnderTest = EmbeddedPostgres & { said: string[]; logged: string[] };

/** Starts the embedded PostgreSQL as the program does, with what it says written down, and stops it after the test. */
export async function startServer(
  dataDir: string,
  options: Partial<EmbeddedPostgresOptions> = {},
): Promise<ServerUnderTest> {
  const said: string[] = [];
  const logged: string[] = [];
  const write = (message: string): void => void logged.push(message);
  const log = { info: write, warn: write, error: write };
  const server = await startEmbeddedPostgres({
    dataDir,
    log,
    onProgress: (sentence) => said.push(sentence),
    settings: QUICK,
    ...options,
  });
  onTestFinished(() => server.stop());
  return { ...server, said, logged };
}

/** The sentence by which a start on that data folder is refused. */
export async function refusalOf(
  dataDir: string,
  options: Partial<EmbeddedPostgresOptions> = {},
): Promise<string> {
  const outcome = await startServer(dataDir, options).catch((error: unknown) => error);
  expect(outcome).toBeInstanceOf(StartRefusal);
  return (outcome as StartRefusal).message;
}

/** One statement on a connection of its own. */
export async function query(connection: Connection, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(connection);
  // A server that dies is told of twice: by the statement, which fails, and by this event, which would end the test.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(statement)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

/**
 * For a file of tests: makes one data folder with a database that holds the table `kept`. Answers a function that gives a
 * test a copy of its own, which is quicker than creating one.
 */
export function useSeed(): () => string {
  const parent = mkdtempSync(join(quickFolder(), 'ks-order-seed-'));
  const seed = join(parent, 'data');
  beforeAll(async () => {
    chmodSync(parent, 0o711);
    mkdirSync(seed, { mode: 0o711 });
    const server = await startEmbeddedPostgres({
      dataDir: seed,
      log: console,
      onProgress: () => undefined,
      settings: QUICK,
    });
    await query(server.connection, 'create table kept (n int)');
    await server.stop();
  });
  afterAll(() => rmSync(parent, { recursive: true, force: true }));
  return () => {
    const copy = join(makeTemporaryFolder(quickFolder()), 'data');
    // `cp -a` keeps the owners, which Node's own copying does not.
    execFileSync('cp', ['-a', seed, copy]);
    return copy;
  };
}

/** A program in a process of its own that starts the server, says `ready` with the server's process, and stays. */
export async function startInOtherProcess(
  dataDir: string,
  account?: { uid: number; gid: number },
): Promise<{ program: RunningScript; serverPid: number }> {
  const program = runServerScript(dataDir, 'setInterval(() => undefined, 60_000)', account);
  const [, pid] = await program.waitForOutput(/ready (\d+)/);
  return { program, serverPid: Number(pid) };
}

/** `afterwards` is run when the server is ready, with `server` in its scope. */
export function runServerScript(
  dataDir: string,
  afterwards: string,
  account?: { uid: number; gid: number },
  within?: readonly [string, ...string[]],
): RunningScript {
  const module = import.meta.resolve('../../server/platform/embedded-postgres.ts');
  return runScript(
    `import { startEmbeddedPostgres } from '${module}';
    const dataDir = ${JSON.stringify(dataDir)};
    const server = await startEmbeddedPostgres({ dataDir, log: console, onProgress: console.log, settings: ${JSON.stringify(QUICK)} });
    console.log('ready', server.pid());
    ${afterwards}`,
    { ...(account && { account }), ...(within && { within }) },
  );
}
