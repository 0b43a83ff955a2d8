import { expect, test } from 'vitest';
import { judgeTransaction, type TableKinds } from './judge-transaction.ts';

const KINDS: TableKinds = new Map([
  ['orders', { kind: 'customer' }],
  ['codes', { kind: 'look-up', column: 'hash' }],
  ['stock', { kind: 'stock' }],
  ['silent', undefined],
]);

const READS = 'reads before it writes';
const HOLDS = 'holds rows and then inserts what a query gives';

test.each([
  ['select from orders', 'update orders set a = 1', READS],
  ['select from codes', 'insert into orders values (1)', READS],
  ['select from orders for update', 'select from codes', 'delete from orders', READS],
  // Of two tables that it reads it holds one.
  ['select from orders join codes using (a) for update of orders', 'delete from orders', READS],
  ['update stock set a = 1 from orders', 'delete from orders', READS],
  ['select from orders for no key update', 'insert into codes select 1', HOLDS],
  ['select from orders for share', 'update orders set a = 1', 'insert into orders select 1', HOLDS],
])('what is to be found: %s; %s; %s', async (...given) => {
  const said = await judgeTransaction(statementsOf(given.slice(0, -1)), KINDS);
  expect(said).toContain(`a transaction ${given.at(-1)}`);
});

test.each([
  ['select from orders', 'select from codes'],
  ['select from orders', 'update stock set a = 1'],
  ['select from stock for update', 'select from silent', 'select from elsewhere', 'delete from orders'],
  ['update orders set a = 1 where exists (select from codes)', 'insert into orders select 1'],
  ['delete from orders returning a', 'select from orders'],
  ['with gone as (delete from orders returning a) select a from gone', 'insert into orders select 1'],
  ['select from orders for update', 'insert into orders values (1) on conflict do nothing'],
  ['select from orders for update', 'insert into stock select 1'],
])('what is as it must be: %s; %s', async (...statements) => {
  expect(await judgeTransaction(statementsOf(statements), KINDS)).toBeUndefined();
});

const statementsOf = (texts: readonly string[]) => texts.map((text) => ({ name: undefined, text }));
