import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  query,
  refusalOf,
  runServerScript,
  startServer,
  useSeed,
} from '../../../test/support/embedded-server.ts';
import { makeSmallDisk } from '../../../test/support/small-disk.ts';
import { makeTemporaryFolder } from '../../../test/support/temporary-folder.ts';
import { waitFor } from '../../../test/support/wait-for.ts';

const copySeed = useSeed();

test('a start that is killed while it creates the database leaves no half of one', async () => {
  const dataDir = makeTemporaryFolder();
  const home = join(dataDir, 'postgres');
  const program = runServerScript(dataDir, '');
  await waitFor(
    'the first files',
    () => existsSync(home) && readdirSync(home).some((name) => name.startsWith('half-made-')),
  );
  program.child.kill('SIGKILL');
  await program.ended;
  expect(existsSync(join(home, 'cluster'))).toBe(false);
  const server = await startServer(dataDir);
  expect(await query(server.connection, 'select current_user as name')).toEqual([{ name: 'ks_order' }]);
});

test('a disk that is full while the database is created is named, and nothing half-made stays', async ({
  skip,
}) => {
  const dataDir = makeSmallDisk(30);
  if (dataDir === undefined) return skip('no disk can be mounted here');
  expect(await refusalOf(dataDir)).toMatch(
    /^The disk of .* is full, so the database could not be created\. Free at least 1 GB/,
  );
  expect(readdirSync(join(dataDir, 'postgres')).filter((name) => !name.startsWith('lock'))).toEqual([]);
});

test('a database of another major version is refused and not touched', async () => {
  const dataDir = copySeed();
  const file = join(dataDir, 'postgres', 'cluster', 'PG_VERSION');
  writeFileSync(file, '17\n');
  expect(await refusalOf(dataDir)).toMatch(
    /made by PostgreSQL 17, but this version of ks-order comes with PostgreSQL 18/,
  );
  expect(readFileSync(file, 'utf8')).toBe('17\n');
});

test('a damaged database is refused with what to do, and no new one takes its place', async () => {
  const dataDir = copySeed();
  const cluster = join(dataDir, 'postgres', 'cluster');
  rmSync(join(cluster, 'global', 'pg_control'));
  expect(await refusalOf(dataDir)).toMatch(
    /does not start: postgres: could not find the database system.*pg_control.*restore the data folder from a backup/,
  );
  rmSync(join(cluster, 'PG_VERSION'));
  expect(await refusalOf(dataDir)).toMatch(
    /is damaged: its file PG_VERSION is missing\. Restore the data folder/,
  );
});
