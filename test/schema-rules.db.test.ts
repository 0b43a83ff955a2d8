import { afterAll, beforeAll, expect, test } from 'vitest';
import { breachesOf, checkSchema, SCHEMA_RULES } from '../server/platform/cluster/schema-rules.ts';
import { readSchema } from '../server/platform/cluster/read-schema.ts';
import { createTestDatabase, type TestDatabase } from './support/test-database.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test('the schema as it stands can be spread over many machines', async () => {
  expect(await checkSchema(database.pool), 'what to do instead stands with each').toEqual([]);
});

test('the catalogue is read: there is something to find in it', async () => {
  const { tables, uniques, foreignKeys } = await readSchema(database.pool);
  expect(tables.get('orders')?.columns.get('customer_id')).toEqual({ type: 'text', collation: 'C' });
  expect(uniques.find(({ name }) => name === 'orders_pkey')?.columns).toEqual(['customer_id', 'order_no']);
  expect(foreignKeys.find(({ from }) => from === 'order_lines')).toMatchObject({
    to: 'orders',
    columns: ['customer_id', 'order_no'],
    toColumns: ['customer_id', 'order_no'],
    definition: expect.stringContaining('FOREIGN KEY (customer_id, order_no) REFERENCES orders'),
  });
});

const TOYS = `create table toys (customer_id text collate "C" not null, toy_id int not null, primary key (customer_id, toy_id))`;

test.each([
  ['a table without a kind', 'create table toys (id int)', 'a table says its kind', ['toys']],
  [
    'a comment that says none',
    `create table toys (id int); comment on table toys is 'of customers'`,
    'a table says its kind',
    ['toys'],
  ],
  [
    'a customer table without the column',
    `create table toys (id int primary key); comment on table toys is 'customer'`,
    'a spread table has the column that it is spread by',
    ['toys has no customer_id', 'toys_pkey on toys has no customer_id'],
  ],
  [
    'a look-up without its column',
    `create table toys (id int primary key); comment on table toys is 'look-up by code'`,
    'a spread table has the column that it is spread by',
    ['toys has no code', 'toys_pkey on toys has no code'],
  ],
  [
    'a customer table without a primary key',
    `create table toys (customer_id text collate "C"); comment on table toys is 'customer'`,
    'a spread table has a primary key',
    ['toys'],
  ],
  [
    'a primary key without the column',
    `create table toys (customer_id text collate "C", id int primary key); comment on table toys is 'customer'`,
    'what is unique is so with the spreading column',
    ['toys_pkey on toys has no customer_id'],
  ],
  [
    'a unique index without the column',
    `create unique index numbers on orders (order_no)`,
    'what is unique is so with the spreading column',
    ['numbers on orders has no customer_id'],
  ],
  [
    'a unique index that holds the column only beside its key',
    `create unique index numbers on orders (order_no) include (customer_id)`,
    'what is unique is so with the spreading column',
    ['numbers on orders has no customer_id'],
  ],
  [
    'a unique expression beside the column is as good',
    `create unique index numbers on orders (customer_id, lower(order_no))`,
    undefined,
    [],
  ],
  [
    'a key from a customer table to stock',
    `alter table cart_lines add constraint held foreign key (sku_id) references stock`,
    'foreign keys stay within a kind',
    ['held: cart_lines → stock'],
  ],
  [
    'a key from stock to a customer table',
    `alter table stock add column owner text collate "C" references customers`,
    'foreign keys stay within a kind',
    ['stock_owner_fkey: stock → customers'],
  ],
  [
    'a key between look-ups by different columns',
    `alter table sign_in_codes add column flow bytea references login_flows`,
    'foreign keys stay within a kind',
    ['sign_in_codes_flow_fkey: sign_in_codes → login_flows'],
  ],
  [
    'a key from a table that the cluster does not know to one that it does',
    `alter table schema_migrations add column product_id bigint references products`,
    'foreign keys stay within a kind',
    ['schema_migrations_product_id_fkey: schema_migrations → products'],
  ],
  [
    'a key from a table that the cluster does not know to one that is committed with customers',
    `alter table schema_migrations add column case_id uuid references cases`,
    'foreign keys stay within a kind',
    ['schema_migrations_case_id_fkey: schema_migrations → cases'],
  ],
  [
    'a key to a reference table',
    `alter table cart_lines add constraint known foreign key (sku_id) references skus`,
    undefined,
    [],
  ],
  [
    'a key between customer tables that goes past the column',
    `${TOYS}; comment on table toys is 'customer';
     alter table toys add column giver text collate "C" references customers`,
    'foreign keys between spread tables hold the spreading column',
    ['toys_giver_fkey: toys → customers has no customer_id'],
  ],
  [
    'a trigger on a spread table',
    `create function say() returns trigger language plpgsql as 'begin return new; end';
     create trigger saying after insert on orders for each row execute function say()`,
    'only tables that the cluster does not know have triggers',
    ['saying on orders'],
  ],
  [
    'a trigger on stock',
    `create function say() returns trigger language plpgsql as 'begin return new; end';
     create trigger saying after insert on stock for each row execute function say()`,
    'only tables that the cluster does not know have triggers',
    ['saying on stock'],
  ],
  [
    'a trigger on a table that is committed with customers',
    `create function say() returns trigger language plpgsql as 'begin return new; end';
     create trigger saying after insert on cases for each row execute function say()`,
    'only tables that the cluster does not know have triggers',
    ['saying on cases'],
  ],
  [
    'a trigger on a table that nobody else knows',
    `create function say() returns trigger language plpgsql as 'begin return new; end';
     create trigger saying after insert on schema_migrations for each row execute function say()`,
    undefined,
    [],
  ],
  [
    'another type',
    `create table toys (customer_id bigint primary key); comment on table toys is 'customer'`,
    'columns that tables are spread by together are of one type and collation',
    ['toys.customer_id is bigint'],
  ],
  [
    'another collation',
    `create table toys (customer_id text primary key); comment on table toys is 'customer'`,
    'columns that tables are spread by together are of one type and collation',
    ['toys.customer_id is text collate default'],
  ],
])('found or left alone: %s', async (_what, ddl, rule, found) => {
  const client = await database.pool.connect();
  try {
    await client.query('begin');
    await client.query(ddl);
    const breaches = await checkSchema(client);
    expect(breaches.map(({ what }) => what)).toEqual(found);
    expect(breaches[0]?.rule).toBe(rule);
  } finally {
    await client.query('rollback');
    client.release();
  }
});

test('every rule says why, and what to do instead', async () => {
  for (const { why, instead } of SCHEMA_RULES) expect([why, instead].join()).toMatch(/^.{20,}\.,.{20,}\.$/s);
  const { tables, ...rest } = await readSchema(database.pool);
  const silent = new Map([...tables].map(([name, table]) => [name, { ...table, kind: undefined }]));
  expect(breachesOf({ ...rest, tables: silent }).map(({ rule }) => rule)).toEqual(
    [...tables].map(() => SCHEMA_RULES[0]!.name),
  );
});
