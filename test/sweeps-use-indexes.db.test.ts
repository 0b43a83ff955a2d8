import type pg from 'pg';
import { afterAll, beforeAll, expect } from 'vitest';
import { listOpenCases } from '../server/modules/cases/index.ts';
import { listUntoldPhoneChanges } from '../server/modules/customers/phone-changes.sql.ts';
import { listOverdueNotices } from '../server/modules/messaging/folded-notices.sql.ts';
import { listPromiseEvents } from '../server/modules/ordering/promises.sql.ts';
import { findNextDue, listDueOrders } from '../server/modules/ordering/unpaid-orders.sql.ts';
import { listSilentPayments } from '../server/modules/payment/open-payments.sql.ts';
import { listWaitingRefunds } from '../server/modules/payment/refund.sql.ts';
import { listDueDeletions, listErasedWithTrade } from '../server/modules/privacy/deletions.sql.ts';
import { listWaitingExports } from '../server/modules/privacy/exports.sql.ts';
import { listWronglyMarked } from '../server/modules/stock/short-stock.sql.ts';
import { listOpenTasks } from '../server/modules/tasks/tasks.sql.ts';
import type { Queryable } from '../server/platform/database.ts';
import { createTestDatabase, type TestDatabase } from './support/test-database.ts';
import { onOneServer } from './support/on-one-server.ts';

// What looks over all customers every few minutes finds what is due by an index, not by reading whole tables.
// Read from the plans of one PostgreSQL; a cluster has the same indexes and tells its plans otherwise.

let database: TestDatabase;
let client: pg.PoolClient;
beforeAll(async () => {
  database = await createTestDatabase();
  client = await database.pool.connect();
  // The tables are empty, so only what cannot be done by an index is done without one.
  await client.query('set enable_seqscan = off');
});
afterAll(async () => {
  client.release(true);
  await database.drop();
});

/** The indexes by which a statement is done, and the tables that it reads as a whole. */
async function waysOf(run: (on: Queryable) => Promise<unknown>): Promise<string[]> {
  const ways: string[] = [];
  const look = async (query: string | pg.QueryConfig, values?: unknown[]): Promise<pg.QueryResult> => {
    const { text, values: given } = typeof query === 'string' ? { text: query, values } : query;
    const { rows } = await client.query<Record<string, unknown>>(`explain (format json) ${text}`, given);
    for (const [, kind, name] of JSON.stringify(rows).matchAll(/"(Index Name|Relation Name)":"(\w+)"/g))
      if (kind === 'Index Name') ways.push(name!);
    if (JSON.stringify(rows).includes('"Seq Scan"')) ways.push('the whole table');
    return { rows: [], rowCount: 0, command: '', oid: 0, fields: [] };
  };
  await run({ query: look } as unknown as Queryable);
  return ways;
}

const now = new Date();
onOneServer.each<[string, (on: Queryable) => Promise<unknown>]>([
  ['orders_unpaid', (on) => listDueOrders(on, now, undefined, 9)],
  ['orders_unpaid', (on) => findNextDue(on, now)],
  ['payments_pending', (on) => listSilentPayments(on, now, undefined, 9)],
  ['refunds_requested', (on) => listWaitingRefunds(on, now, undefined, 9)],
  ['order_events_promises', (on) => listPromiseEvents(on, { since: now, before: now }, undefined, 9)],
  ['personal_data_exports_one_at_a_time', (on) => listWaitingExports(on, { before: now, now }, undefined, 9)],
  ['folded_notices_first_at', (on) => listOverdueNotices(on, now, undefined, 9)],
  ['phone_changes_changed_at', (on) => listUntoldPhoneChanges(on, now, undefined, 9)],
  ['account_deletions_erase_at', (on) => listDueDeletions(on, now, undefined, 9)],
  ['erasures_with_trade', (on) => listErasedWithTrade(on, now, undefined, 9)],
  ['stock_pkey', (on) => listWronglyMarked(on, undefined, 9)],
  ['tasks_open', (on) => listOpenTasks(on, now, undefined, 9)],
  ['cases_waiting', (on) => listOpenCases(on, 'stuck', undefined, 9)],
])('%s', async (index, run) => {
  expect(await waysOf(run)).toEqual([index]);
});
