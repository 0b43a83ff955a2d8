import type pg from 'pg';
import { afterAll, beforeAll, expect } from 'vitest';
import { onOneServer } from '../../../test/support/on-one-server.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import { numbersWithin } from '../../kernel/numbers.ts';
import type { Queryable } from '../../platform/database.ts';
import { listReservations } from '../stock/index.ts';
import {
  listOrdersByEnd,
  listOrdersInState,
  listOrdersOfCustomer,
  listOrdersToRecipient,
  sumUpState,
} from './staff-list.sql.ts';

const ORDERS = 40_000;
/** Rows that a statement is asked for. */
const SIZE = 51;

let database: TestDatabase;
let client: pg.PoolClient;
beforeAll(async () => {
  database = await createTestDatabase();
  const { pool } = database;
  await pool.query(
    `insert into customers (customer_id, phone_hash, phone_sealed, created_at, last_signed_in_at)
     select lpad(n::text, 12, '0'), sha256(n::text::bytea), '', now(), now() from generate_series(0, 99) n`,
  );
  // Every customer has 400 orders, half of them go to one freight forwarder, and one state has almost all.
  await pool.query(
    `insert into orders (customer_id, order_no, state, items_fen, freight_fen, total_fen, region_code, sealed, placed_at,
       pay_before, idempotency_key, request_hash, line_count, pieces, recipient_hash)
     select c, to_char(at, 'YYMMDDHH24MISS') || '00' || c || lpad((n * 7919 % 99991)::text, 5, '0'),
       case when n % 50 = 0 then 'awaiting_shipment' else 'completed' end, 1, 0, 1, '310115', '', at, at, n, '', 1, 1,
       case when n % 2 = 0 then 'forwarder'::bytea else sha256(n::text::bytea) end
     from (select lpad((n % 100)::text, 12, '0') as c, timestamptz '2025-01-01' + n * interval '1 minute' as at, n
       from generate_series(1, $1::int) n) g`,
    [ORDERS],
  );
  await pool.query(
    `insert into stock_movements (sku_id, seq, cause, on_hand_change, reserved_change, order_no, at)
     select sku, i, 'reserve', 0, 1, repeat('0', 31), now() from generate_series(1, 4) sku, generate_series(1, 5000) i`,
  );
  await pool.query('vacuum analyze orders, stock_movements');
  client = await pool.connect();
  // As a statement that is asked often: planned without its values.
  await client.query('set plan_cache_mode = force_generic_plan');
}, 120_000);
afterAll(async () => {
  client.release(true);
  await database.drop();
});

type Node = {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Node[];
};
const flatten = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(flatten)];

/** How a statement was done: the indexes that it read, and how many rows it looked at. */
async function wayOf(run: (on: Queryable) => Promise<unknown>): Promise<{ by: string[]; rows: number }> {
  let nodes: Node[] = [];
  const look = async ({ text, values = [] }: pg.QueryConfig): Promise<pg.QueryResult> => {
    await client.query(`prepare one as ${text}`);
    const given = values.map((value) => {
      if (Array.isArray(value)) return `'{${value.join(',')}}'`;
      return Buffer.isBuffer(value) ? `'\\x${value.toString('hex')}'` : client.escapeLiteral(String(value));
    });
    const { rows } = await client.query<{ 'QUERY PLAN': [{ Plan: Node }] }>(
      `explain (analyze, format json) execute one (${given.join(', ')})`,
    );
    await client.query('deallocate one');
    nodes = flatten(rows[0]!['QUERY PLAN'][0].Plan);
    return { rows: [], rowCount: 0, command: '', oid: 0, fields: [] };
  };
  await run({ query: look } as unknown as Queryable);
  const read = nodes.filter((node) => node['Index Name'] ?? node['Relation Name']);
  const looked = read.map(
    (node) => (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'],
  );
  return {
    by: read.map((node) => node['Index Name'] ?? `the whole of ${node['Relation Name']}`),
    rows: looked.reduce((sum, count) => sum + count, 0),
  };
}

const all = numbersWithin();
const late = numbersWithin(new Date('2025-01-02'), new Date('2025-01-20'));
const forwarder = Buffer.from('forwarder');

onOneServer.each<[string, string, number, (on: Queryable) => Promise<unknown>]>([
  ['a state', 'orders_of_state', SIZE, (on) => listOrdersInState(on, 'completed', all, SIZE)],
  ['a span', 'orders_of_state', SIZE, (on) => listOrdersInState(on, 'completed', late, SIZE)],
  ['a rare state', 'orders_of_state', SIZE, (on) => listOrdersInState(on, 'awaiting_shipment', all, SIZE)],
  [
    'a customer',
    'orders_pkey',
    SIZE,
    (on) => listOrdersOfCustomer(on, '000000000007' as CustomerId, all, SIZE),
  ],
  ['a recipient', 'orders_of_recipient', SIZE, (on) => listOrdersToRecipient(on, forwarder, all, SIZE)],
  ['an end', 'orders_by_end', 5, (on) => listOrdersByEnd(on, '07919', all, SIZE)],
  ['a tab', 'orders_of_state', 1_001, (on) => sumUpState(on, 'completed', 1_001)],
  [
    'SKUs',
    'stock_movements_pkey',
    4 * SIZE,
    (on) =>
      listReservations(
        on,
        [1, 2, 3, 4].map((n) => ({ skuId: String(n) as never, before: 4_000 })),
        SIZE,
      ),
  ],
])('%s is read by %s alone, and no more of it than is shown', async (_what, index, most, run) => {
  const way = await wayOf(run);
  expect(way.by).toEqual([index]);
  expect(way.rows).toBeGreaterThan(0);
  expect(way.rows).toBeLessThanOrEqual(most);
});
