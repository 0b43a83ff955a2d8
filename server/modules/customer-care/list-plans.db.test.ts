import { afterAll, beforeAll, expect } from 'vitest';
import { onOneServer } from '../../../test/support/on-one-server.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';
import { findDeactivated, listCustomers } from '../customers/index.ts';
import { findNextTag, listTagged } from './care.sql.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await database.pool.query(
    `insert into customers (customer_id, phone_hash, phone_sealed, created_at, last_signed_in_at, deactivated_at)
     select lpad(n::text, 12, '0'), decode(md5(n::text), 'hex'), '\\x01', timestamptz '2026-01-01' + n * interval '1 minute', now(),
       case when n % 500 = 0 then now() end
     from generate_series(1, 20000) n`,
  );
  await database.pool.query(
    `insert into customer_tags (customer_id, tag, tagged_at, member_id)
     select lpad(n::text, 12, '0'), 't' || n % 7, timestamptz '2026-01-01' + n * interval '1 minute', gen_random_uuid()
     from generate_series(1, 20000) n`,
  );
  await database.pool.query('analyze customers, customer_tags');
});
afterAll(() => database.drop());

async function planOf(run: (on: Queryable) => Promise<unknown>): Promise<string> {
  const plan: string[] = [];
  const explain = async ({ text, values }: { text: string; values: unknown[] }) => {
    const { rows } = await database.pool.query<{ 'QUERY PLAN': string }>(`explain ${text}`, values);
    plan.push(...rows.map((row) => row['QUERY PLAN']));
    return { rows: [] };
  };
  await run({ query: explain } as unknown as Queryable);
  return plan.join('\n');
}

const after = { at: new Date('2026-01-09T00:00:00Z'), customerId: '000000009999' as CustomerId };
onOneServer.each<[string, (on: Queryable) => Promise<unknown>]>([
  ['customers_newest', (on) => listCustomers(on, after, 25)],
  ['customers_deactivated', (on) => findDeactivated(on, [after.customerId])],
  ['customer_tags_by_tag', (on) => listTagged(on, 't3', after, 25)],
  ['customer_tags_by_tag', (on) => findNextTag(on, 't3')],
])('among many customers a list walks %s and sorts nothing', async (index, run) => {
  const plan = await planOf(run);
  expect(plan).toContain(`using ${index}`);
  expect(plan).not.toContain('Sort');
  expect(plan).not.toContain('Seq Scan');
});
