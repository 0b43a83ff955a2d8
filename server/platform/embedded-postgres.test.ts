import { chownSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import {
  query,
  refusalOf,
  runServerScript,
  startInOtherProcess,
  startServer,
  useSeed,
} from '../../test/support/embedded-server.ts';
import { makeTemporaryFolder } from '../../test/support/temporary-folder.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import { canEnter, chooseAccount, isRoot } from './embedded-postgres/choose-account.ts';
import { isServerOf } from './embedded-postgres/find-postmaster.ts';
import { connectionUrl } from './embedded-postgres.ts';

const copySeed = useSeed();

test('what was written is there after a stop and a start, which takes less than two seconds', async () => {
  const dataDir = copySeed();
  const first = await startServer(dataDir);
  await query(first.connection, 'insert into kept values (1)');
  await first.stop();
  const before = performance.now();
  const second = await startServer(dataDir);
  expect(performance.now() - before).toBeLessThan(2_000);
  expect(await query(second.connection, 'select n from kept')).toEqual([{ n: 1 }]);
});

test('the database is durable, speaks UTF-8, checks its pages, and listens to nobody outside', async () => {
  const server = await startServer(copySeed(), { settings: {} });
  const names = [
    'fsync',
    'synchronous_commit',
    'full_page_writes',
    'data_checksums',
    'server_encoding',
    'listen_addresses',
    'jit',
    'TimeZone',
  ];
  const rows = await query(
    server.connection,
    `select ${names.map((name) => `current_setting('${name}') as "${name}"`).join()}`,
  );
  expect(rows).toEqual([
    {
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      data_checksums: 'on',
      server_encoding: 'UTF8',
      listen_addresses: '',
      jit: 'off',
      TimeZone: 'UTC',
    },
  ]);
  expect(statSync(server.connection.host).mode & 0o777).toBe(0o700);
});

test('the shop is no superuser, owns its database, and may use the trusted extensions', async () => {
  const server = await startServer(copySeed());
  expect(
    await query(server.connection, 'select rolsuper from pg_roles where rolname = current_user'),
  ).toEqual([{ rolsuper: false }]);
  await query(server.connection, 'create extension pg_trgm');
});

test('the address of the database opens it', async () => {
  const server = await startServer(copySeed());
  const client = new pg.Client({ connectionString: connectionUrl(server.connection) });
  await client.connect();
  expect((await client.query('select current_database() as name')).rows).toEqual([{ name: 'ks_order' }]);
  await client.end();
});

test('a wrong password is turned away', async () => {
  const server = await startServer(copySeed());
  await expect(query({ ...server.connection, password: 'guessed' }, 'select 1')).rejects.toMatchObject({
    code: '28P01',
  });
});

test('a second start on the same database is refused and names the first', async () => {
  const dataDir = copySeed();
  const first = await startServer(dataDir);
  expect(await refusalOf(dataDir)).toContain(`in use by another start of ks-order (process ${process.pid})`);
  expect(await query(first.connection, 'select 1 as n')).toEqual([{ n: 1 }]);
});

test('a lost password is replaced, and one that does not fit is refused without harm', async () => {
  const dataDir = copySeed();
  const file = join(dataDir, 'keys', 'postgres-password');
  const lost = readFileSync(file, 'utf8');
  rmSync(file);
  const server = await startServer(dataDir);
  expect(await query(server.connection, 'select * from kept')).toEqual([]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  await server.stop();

  const valid = readFileSync(file);
  writeFileSync(file, lost);
  expect(await refusalOf(dataDir)).toMatch(
    /does not open the database\. Restore keys and database from the same backup/,
  );
  writeFileSync(file, 'scribble');
  expect(await refusalOf(dataDir)).toMatch(/does not hold the password that ks-order wrote there/);
  writeFileSync(file, valid);
  await startServer(dataDir);
});

test('a data folder with a path too long for a socket works all the same', async () => {
  const parent = join(makeTemporaryFolder(), 'a-very-long-name'.repeat(8));
  mkdirSync(parent, { mode: 0o711 });
  const dataDir = join(parent, 'data');
  mkdirSync(dataDir, { mode: 0o711 });
  const server = await startServer(dataDir);
  expect(server.connection.host.length).toBeLessThan(90);
  expect(await query(server.connection, 'select 1 as n')).toEqual([{ n: 1 }]);
});

test.runIf(process.platform === 'linux')(
  'Ctrl-C at the terminal does not reach the database before its program has let go of it',
  async () => {
    const { serverPid } = await startInOtherProcess(copySeed());
    // The fifth field of the process's state is its group: a process that leads a group of its own bears its number.
    const [, group] = readFileSync(`/proc/${serverPid}/stat`, 'utf8').match(/\) \S+ \d+ (\d+)/) ?? [];
    expect(Number(group)).toBe(serverPid);
  },
);

test('a program that ends without stopping its database leaves none running', async () => {
  const dataDir = copySeed();
  const program = runServerScript(dataDir, 'process.exit(3)');
  const [, pid] = await program.waitForOutput(/ready (\d+)/);
  expect(await program.ended).toMatchObject({ code: 3 });
  await waitFor(
    'the end of the server',
    async () => !(await isServerOf(join(dataDir, 'postgres', 'cluster'), Number(pid))),
  );
});

test('an ordinary user starts the database in a folder of their own', async ({ skip }) => {
  if (!isRoot()) return skip('all other tests of this file show that');
  const account = await chooseAccount(() => undefined);
  if (!(await canEnter(account, import.meta.dirname)))
    return skip('this checkout cannot be read by an ordinary user');
  const dataDir = makeTemporaryFolder();
  chownSync(dataDir, account.uid, account.gid);
  const program = runServerScript(dataDir, `await server.stop(); console.log('stopped');`, account);
  await program.waitForOutput(/stopped/);
  expect(statSync(join(dataDir, 'postgres')).uid).toBe(account.uid);
});
