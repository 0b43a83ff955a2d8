import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { connectionUrl, startEmbeddedPostgres } from '../../server/platform/embedded-postgres.ts';
import { openFileMasterKey } from '../../server/platform/sealing/index.ts';
import { quickFolder } from './quick-folder.ts';
import { removeAbandonedServers, TEST_FOLDER } from './remove-abandoned-servers.ts';
import { buildTemplate, dropDatabase, findNodes, type TestNodes } from './test-nodes.ts';

declare module 'vitest' {
  interface ProvidedContext {
    testServer: {
      /** Of the one PostgreSQL, or of the coordinator: the first of `nodes`. */
      url: string;
      nodes: TestNodes;
      template: string;
      filled: { template: string; folder: string };
      masterKeyFile: string;
    };
  }
}

type Server = { url: string; stop(): Promise<void> };

/**
 * One PostgreSQL for the whole run, with one migrated database that each test file clones, and one with the demo catalogue
 * for those that want a shop (see filled-shop.ts); and one master key, since making one takes as long as a test.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['DATABASE_URL_TEST'];
  const server = given === undefined ? await startOwnServer() : { url: given, stop: () => Promise.resolve() };
  const template = `ks_test_${randomBytes(6).toString('hex')}`;
  let nodes: TestNodes;
  try {
    nodes = given === undefined ? [server.url] : await findNodes(given, process.env['DATABASE_NODES_TEST']);
    await buildTemplate(nodes, template);
  } catch (error) {
    await server.stop();
    throw error;
  }
  const filled = { template: `${template}_filled`, folder: makeFolder(quickFolder(), 'ks-order-filled-') };
  const masterKeyFile = join(filled.folder, 'master-key.pem');
  await openFileMasterKey({ file: masterKeyFile, mayCreate: true, mustBePrivate: true });
  project.provide('testServer', { url: server.url, nodes, template, filled, masterKeyFile });
  return async () => {
    rmSync(filled.folder, { recursive: true, force: true });
    await dropDatabase(nodes, filled.template);
    await dropDatabase(nodes, template);
    await server.stop();
  };
}

async function startOwnServer(): Promise<Server> {
  await removeAbandonedServers();
  const dataDir = makeFolder(quickFolder(), TEST_FOLDER);
  const server = await startEmbeddedPostgres({
    dataDir,
    log: console,
    onProgress: () => undefined,
    // What a power cut would destroy is thrown away at the end anyway. Never outside of tests.
    settings: {
      fsync: 'off',
      synchronous_commit: 'off',
      full_page_writes: 'off',
      max_connections: '100',
      // Of memory, where it lies there.
      max_wal_size: '256MB',
      shared_buffers: '128MB',
    },
  });
  return {
    url: connectionUrl(server.connection),
    async stop() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function makeFolder(parent: string, prefix: string): string {
  const folder = mkdtempSync(join(parent, prefix));
  // Root runs PostgreSQL as another user, who must get through to it.
  chmodSync(folder, 0o711);
  return folder;
}
