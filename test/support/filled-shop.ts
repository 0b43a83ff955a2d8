import { execFile } from 'node:child_process';
import { existsSync, renameSync } from 'node:fs';
import { rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import { inject } from 'vitest';
import { openBooks as openAlipayBooks } from '../../emulators/alipay/books.ts';
import { openBooks as openUnionPayBooks } from '../../emulators/union-pay/books.ts';
import { openBooks } from '../../emulators/wechat-pay/books.ts';
import { loadDemoCatalogue } from '../../server/load-demo-catalogue.ts';
import { ADVISORY_LOCKS } from '../../server/platform/advisory-locks.ts';
import { openDatabase } from '../../server/platform/database.ts';
import { openFolderStore } from '../../server/platform/media-store.ts';
import { findFreePort } from './find-free-port.ts';
import { urlOfDatabase } from './run-on-server.ts';
import { startProgram } from './run-program.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';
import { cloneDatabase, closeTemplate, dropDatabase, renameDatabase } from './test-nodes.ts';

/** Any fixed number: of two files that come first at once, one fills. */
const LOCK = 748_113_900;

/** A database of its own with the demo catalogue, which is imported once a run, by the first test file that wants it. */
export async function createFilledDatabase(): Promise<TestDatabase> {
  await alone(async (client) => {
    const { template } = inject('testServer').filled;
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [template]);
    if (rowCount === 0) await fillTemplate();
  });
  return createTestDatabase(inject('testServer').filled.template);
}

/** Gives a shop the pictures of that catalogue. All shops share them: what a name stands for never changes. */
export async function lendPictures(dataDir: string): Promise<void> {
  await rm(join(dataDir, 'media'), { recursive: true });
  await symlink(mediaFolder(), join(dataDir, 'media'));
}

/**
 * Makes `dataDir` the data folder of a demo shop that was started and stopped before, with a PostgreSQL of its own: for
 * tests of the whole program that are not about a first start.
 */
export async function copyStartedShop(dataDir: string): Promise<void> {
  const started = join(inject('testServer').filled.folder, 'shop');
  await alone(async () => {
    if (!existsSync(started)) await startOnce(started);
  });
  // Owners are kept: root runs PostgreSQL as another user.
  await promisify(execFile)('cp', ['-a', `${started}/.`, dataDir]);
}

const mediaFolder = (): string => join(inject('testServer').filled.folder, 'media');

async function alone(run: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: inject('testServer').url });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await run(client);
  } finally {
    // The lock ends with its connection.
    await client.end();
  }
}

/** Under another name until it is whole, so that nobody clones half a catalogue after a fault. */
async function fillTemplate(): Promise<void> {
  const { url, nodes, template: empty, filled } = inject('testServer');
  const unfinished = `${empty}_half`;
  await dropDatabase(nodes, unfinished);
  await cloneDatabase(nodes, unfinished, empty);
  const database = openDatabase({
    connection: { connectionString: urlOfDatabase(url, unfinished) },
    onError(error) {
      throw error;
    },
  });
  try {
    const mediaStore = openFolderStore(mediaFolder());
    const clock = { now: () => new Date() };
    await loadDemoCatalogue({ database, mediaStore, clock, onProgress: () => undefined });
    // RSA keys take their time, and every demo shop has them.
    await openBooks(database, ADVISORY_LOCKS.wechatPay, clock.now());
    await openAlipayBooks(database, ADVISORY_LOCKS.alipay, clock.now());
    await openUnionPayBooks(database, ADVISORY_LOCKS.unionPay, clock.now());
  } finally {
    await database.end();
  }
  await closeTemplate(nodes, unfinished);
  await renameDatabase(nodes, unfinished, filled.template);
}

async function startOnce(folder: string): Promise<void> {
  const unfinished = `${folder}-half`;
  const program = await startProgram({ PORT: String(await findFreePort()), DATA_DIR: unfinished });
  const code = await program.kill('SIGTERM');
  if (code !== 0) throw new Error(`the shop ended with ${code}:\n${program.output()}`);
  renameSync(unfinished, folder);
}
