import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readSchema } from '../server/platform/cluster/read-schema.ts';
import {
  prepareSpreading,
  refuseHalfSpread,
  spreadTables,
} from '../server/platform/cluster/spread-tables.ts';
import { runNode } from './support/run-script.ts';
import { makeTemporaryFolder } from './support/temporary-folder.ts';
import { createTestDatabase, type TestDatabase } from './support/test-database.ts';

// The command that spreads the tables, on one PostgreSQL: what it plans and refuses. That a cluster does what it is asked to, only a
// cluster shows (CONTRIBUTING.md, "Tests").

let database: TestDatabase;
beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.drop());

async function distribute(...args: string[]): Promise<{ code: number | null; said: string }> {
  const run = runNode(['server/distribute-tables.ts', ...args], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    env: { ...process.env, DATABASE_URL: database.url, DATA_DIR: makeTemporaryFolder() },
  });
  const { code } = await run.ended;
  return { code, said: run.output() };
}

test('without Citus nothing is done, and the reason is told', async () => {
  const { code, said } = await distribute();
  expect(code).toBe(1);
  expect(said).toContain('This database has no extension citus');
  expect(said).not.toContain('stand as their kinds say');
});

test('a dry run tells every step, in order, also where it would be refused', async () => {
  const { code, said } = await distribute('--dry-run');
  expect(code).toBe(1);
  expect(said).toContain('This database has no extension citus');
  const told = [
    'orders_customer_id_fkey (orders → customers)：暂时取下外键',
    'products：每个节点一份 / copied to every node',
    'customers：按 customer_id 分布 / spread by customer_id\n',
    'orders：按 customer_id 分布，和 customers 在一起 / spread by customer_id, beside customers',
    'stock：整张留在协调节点 / whole on the coordinator',
    'orders_customer_id_fkey (orders → customers)：放回外键',
    'steps; nothing was done',
  ].map((line) => said.indexOf(line));
  expect(told).not.toContain(-1);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
});

test.each([['--shards', '0'], ['--shards', 'many'], ['--shard'], ['now']])(
  'what cannot be understood is answered by the usage: %s',
  async (...args) => {
    const { code, said } = await distribute(...args);
    expect([code, said.split('\n')[0]]).toEqual([
      1,
      'npm run cluster:distribute [-- --dry-run] [-- --shards N]',
    ]);
  },
);

test('a broken rule of schema is refused, with what to do instead', async () => {
  const client = await database.pool.connect();
  try {
    await client.query('begin');
    await client.query('create unique index numbers on orders (order_no)');
    const { refusals } = await prepareSpreading(client);
    expect(refusals.map(({ en }) => en)).toContainEqual(
      expect.stringMatching(
        /with the spreading column\): numbers on orders has no customer_id\. Let primary keys/,
      ),
    );
  } finally {
    await client.query('rollback');
    client.release();
  }
});

test('every table has its step, but those that the cluster need not know', async () => {
  const { steps, wrong } = await prepareSpreading(database.pool);
  const { tables, foreignKeys } = await readSchema(database.pool);
  const moved = steps.flatMap((step) => ('table' in step ? step.table : []));
  const leftAlone = [...tables.values()].flatMap(({ name, kind }) =>
    kind?.kind === 'local' && !kind.withCustomers ? [name] : [],
  );
  expect(leftAlone).toContain('schema_migrations');
  expect([...moved, ...leftAlone].toSorted()).toEqual([...tables.keys()].toSorted());
  const keys = foreignKeys.filter(({ from }) => !leftAlone.includes(from));
  expect(steps.filter((step) => step.do === 'drop-key')).toHaveLength(keys.length);
  expect(wrong).toEqual([]);
  const groups = steps.flatMap((step) =>
    step.do === 'spread' && step.beside === undefined ? [`${step.table} by ${step.by}`] : [],
  );
  expect(groups).toEqual([
    'customers by customer_id',
    'attempt_counters by subject',
    'security_log by record_id',
  ]);
});

test('foreign keys that were taken away are put back as they were', async () => {
  const before = (await readSchema(database.pool)).foreignKeys;
  const { steps } = await prepareSpreading(database.pool);
  const keys = steps.filter((step) => 'key' in step);
  const seen: number[] = [];
  await spreadTables(database.pool, keys, 32, (_, done) => seen.push(done));
  expect(seen).toEqual(keys.map((_, done) => done));
  expect((await readSchema(database.pool)).foreignKeys).toEqual(before);
});

test('a step that fails undoes those before it', async () => {
  const before = (await readSchema(database.pool)).foreignKeys;
  const { steps } = await prepareSpreading(database.pool);
  await expect(spreadTables(database.pool, steps, 32)).rejects.toThrow('create_reference_table');
  expect((await readSchema(database.pool)).foreignKeys).toEqual(before);
});

test('a shop starts on one PostgreSQL, where nothing is spread', async () => {
  await expect(refuseHalfSpread(database.pool)).resolves.toBeUndefined();
});

test('a transaction of the program works on pieces of tables one after the other', async () => {
  const { rows } = await database.pool.query('show citus.multi_shard_modify_mode');
  expect(rows).toEqual([{ 'citus.multi_shard_modify_mode': 'sequential' }]);
});
