import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction } from '../../server/platform/database.ts';
import { createTestDatabase, type TestDatabase } from '../support/test-database.ts';
import { takeBreaches } from './watch-transactions.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

const READ = `select sum(quantity) from cart_lines where customer_id = '0'`;
const HOLD = `select from customers where customer_id = '0' for no key update`;
const WRITE = `update cart_lines set quantity = 1 where customer_id = '0'`;
const BATCH = `insert into attempt_counters select decode(s, 'hex'), 1, now() from unnest('{}'::text[]) as s`;

async function breachesOf(
  statements: readonly string[],
  { isCalledOff = false }: { isCalledOff?: boolean } = {},
): Promise<string[]> {
  const done = inTransaction(database.pool, async (tx) => {
    for (const statement of statements) await tx.query(statement);
    if (isCalledOff) throw new Error('called off');
  });
  await (isCalledOff ? expect(done).rejects.toThrow('called off') : done);
  return takeBreaches();
}

test('a transaction that reads and then writes is found, and named by its statements', async () => {
  expect(await breachesOf([HOLD, READ, WRITE])).toEqual([
    expect.stringMatching(
      /reads before it writes:\n {2}select from customers.*\n> select sum.*\n> update cart_lines/,
    ),
  ]);
});

test('a transaction that holds and then inserts what a query gives is found', async () => {
  expect(await breachesOf([HOLD, WRITE, BATCH])).toEqual([
    expect.stringContaining('holds rows and then inserts what a query gives'),
  ]);
});

test('a transaction that holds, writes by key and reads at its end is as it must be', async () => {
  expect(await breachesOf([HOLD, WRITE, READ])).toEqual([]);
});

test('a transaction is judged once, and one that was rolled back not at all', async () => {
  expect(await breachesOf([READ, READ, BATCH])).toHaveLength(1);
  expect(await breachesOf([READ, BATCH])).toEqual([]);
  expect(await breachesOf([READ, HOLD, WRITE], { isCalledOff: true })).toEqual([]);
});
