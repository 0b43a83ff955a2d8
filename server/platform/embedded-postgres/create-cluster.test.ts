import { spawnSync } from 'node:child_process';
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
    /^The disk of .* is full, so the database can neither be created nor started\. Free at least 1 GB/,
  );
  expect(readdirSync(join(dataDir, 'postgres')).filter((name) => !name.startsWith('lock'))).toEqual([]);
});

test('next to nothing in /dev/shm is enough for the database, and for its largest queries', async ({
  skip,
}) => {
  if (!canUnshare()) return skip('this machine does not let us have a /dev/shm of our own');
  const sql = `set parallel_setup_cost = 0; set parallel_tuple_cost = 0; set min_parallel_table_scan_size = 0;
    set max_parallel_workers_per_gather = 2; set work_mem = '64MB'`;
  const program = runServerScript(
    makeTemporaryFolder(),
    `const { default: pg } = await import('${import.meta.resolve('pg')}');
    const client = new pg.Client(server.connection);
    await client.connect();
    await client.query('create table wide as select md5(n::text) as text from generate_series(1, 200000) n; analyze wide');
    await client.query(${JSON.stringify(sql)});
    const { rows } = await client.query('explain (analyze) select count(*) from wide a join wide b using (text)');
    console.log(rows.map((row) => row['QUERY PLAN']).join(' '));
    await client.end();
    await server.stop();`,
    undefined,
    ['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs -o size=1m tmpfs /dev/shm && exec "$0" "$@"'],
  );
  expect(await program.ended, program.output()).toMatchObject({ code: 0 });
  expect(program.output()).toMatch(/Workers Launched: [12].*Parallel Hash/);
});

test('a system that gives no shared memory is not called a full disk', async ({ skip }) => {
  if (!canUnshare()) return skip('this machine does not let us have shared memory of our own');
  const program = runServerScript(makeTemporaryFolder(), '', undefined, [
    'unshare',
    '--ipc',
    'sh',
    '-c',
    'echo 0 > /proc/sys/kernel/shmmni && exec "$0" "$@"',
  ]);
  await program.ended;
  expect(program.output()).toMatch(/StartRefusal: The system has no shared memory left .* kernel\.shmmni/);
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

/** Whether a process may have mounts and shared memory of its own here (mostly only root may, and not in every container). */
function canUnshare(): boolean {
  return spawnSync('unshare', ['--mount', '--ipc', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
}
