import pg from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { connectionUrl } from '../../server/platform/embedded-postgres.ts';
import { startServer } from './embedded-server.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';
import { askServer, runOnServer, urlOfDatabase } from './run-on-server.ts';
import { cloneDatabase, closeTemplate, dropDatabase, findNodes, renameDatabase } from './test-nodes.ts';

// Two PostgreSQL that know nothing of each other stand for the nodes of a cluster here: what is done on each is the same.

const { url, nodes } = inject('testServer');
const coordinator = 'postgres://me:secret@10.0.0.1:6000/postgres?sslmode=require';

test('a PostgreSQL that knows no others is the only one', async () => {
  expect(await findNodes(url, process.env['DATABASE_NODES_TEST'])).toEqual(nodes);
});

test('nodes that are named are reached as the first is', async () => {
  expect(await findNodes(coordinator, '10.0.0.2:6001, worker.example:6002')).toEqual([
    coordinator,
    'postgres://me:secret@10.0.0.2:6001/postgres?sslmode=require',
    'postgres://me:secret@worker.example:6002/postgres?sslmode=require',
  ]);
});

test('a template on two nodes is cloned on both while somebody would not leave it, and dropped from both', async () => {
  const other = connectionUrl((await startServer(makeTemporaryFolder())).connection);
  const both = [url, other] as const;
  const name = `${inject('testServer').template}_two`;
  const found = (): Promise<string[]> =>
    Promise.all(
      both.map(async (node) => {
        const rows = await askServer<{ datname: string }>(
          node,
          `select datname from pg_database where datname like '${name}%' order by 1`,
        );
        return rows.map(({ datname }) => datname).join(' ');
      }),
    );
  onTestFinished(async () => {
    for (const database of [`${name}_clone`, name, `${name}_half`]) await dropDatabase(both, database);
  });

  for (const node of both) await runOnServer(node, `create database ${name}_half`);
  const guest = new pg.Client({ connectionString: urlOfDatabase(url, `${name}_half`) });
  const gone = new Promise((resolve) => guest.on('error', resolve));
  await guest.connect();
  await guest.query('create table left_by_guest (id int)');
  await closeTemplate(both, `${name}_half`);
  expect(await gone).toMatchObject({ message: expect.stringContaining('terminat') });
  await expect(runOnServer(urlOfDatabase(url, `${name}_half`), 'select 1')).rejects.toThrow(
    'not currently accepting connections',
  );
  await renameDatabase(both, `${name}_half`, name);
  await cloneDatabase(both, `${name}_clone`, name);
  expect(await found()).toEqual([`${name} ${name}_clone`, `${name} ${name}_clone`]);
  const clone = urlOfDatabase(url, `${name}_clone`);
  expect(await askServer(clone, 'select count(*)::int as count from left_by_guest')).toEqual([{ count: 0 }]);

  await dropDatabase(both, `${name}_clone`);
  await dropDatabase(both, name);
  expect(await found()).toEqual(['', '']);
});
