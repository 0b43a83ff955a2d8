import { afterAll, beforeAll, expect, test } from 'vitest';
import { kindsOfMigrations } from './cluster/kinds-of-migrations.ts';
import { commentOf, parseKind, readTableKinds } from '../server/platform/table-kinds.ts';
import { createTestDatabase, type TestDatabase } from './support/test-database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('every table says what it is', async () => {
  const kinds = await readTableKinds(database.pool);
  expect(kinds.size).toBeGreaterThan(40);
  const silent = [...kinds].flatMap(([table, kind]) => (kind === undefined ? [table] : []));
  expect(silent, 'say it by a comment on the table, in its migration; the kinds: docs/cluster.md').toEqual(
    [],
  );
});

test('the texts of the migrations tell the same, for tests of statements without a database', async () => {
  const told = [...kindsOfMigrations()].toSorted(([a], [b]) => (a < b ? -1 : 1));
  expect(told).toEqual([...(await readTableKinds(database.pool))]);
});

test('a table that says nothing, or something else, is of no kind', async () => {
  await database.pool.query(
    `create table silent (id int); create table chatty (id int); comment on table chatty is 'mine'`,
  );
  const kinds = await readTableKinds(database.pool);
  expect([kinds.has('silent'), kinds.get('silent'), kinds.get('chatty')]).toEqual([
    true,
    undefined,
    undefined,
  ]);
});

test.each([
  ['customer', { kind: 'customer' }],
  ['look-up by phone_hash', { kind: 'look-up', column: 'phone_hash' }],
  ['look-up by', undefined],
  ['stock', { kind: 'stock' }],
  ['local', { kind: 'local' }],
  ['local, committed with customers', { kind: 'local', withCustomers: true }],
  ['local, alone', undefined],
] as const)('the comment %o', (comment, kind) => {
  expect(parseKind(comment)).toEqual(kind);
  if (kind !== undefined) expect(commentOf(kind)).toBe(comment);
});
