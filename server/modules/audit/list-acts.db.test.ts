import { afterAll, beforeAll, expect, test } from 'vitest';
import { manyActs } from '../../../test/support/change-acts.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import type { StaffId } from '../../kernel/actor.ts';
import { inTransaction } from '../../platform/database.ts';
import { record } from './index.ts';
import { listActs, listStatement, type ActFilter } from './list-acts.sql.ts';

const ADA = 'ada' as StaffId;
const BOB = 'bob' as StaffId;
const cup = { kind: 'sku', id: 'cup' };
const day = (n: number): Date => new Date(Date.UTC(2026, 0, n));

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await inTransaction(database.pool, (tx) =>
    record(tx, [
      ...manyActs(1, { at: day(1), subject: cup, before: null, after: { name: '杯' } }),
      ...manyActs(1, {
        at: day(2),
        actor: { by: 'staff', staffId: BOB },
        subject: cup,
        reason: { typedBehindCommand: '数过了' },
      }),
      // Clocks of two processes differ a little: written later, done earlier.
      ...manyActs(1, { at: day(1), actor: { by: 'staff', staffId: BOB }, what: 'member:invite' }),
      ...manyActs(1, { at: day(3), actor: { by: 'system', job: 'ada' }, what: 'case:end', from: null }),
    ]),
  );
});
afterAll(() => database.drop());

const seqs = async (filter: Omit<ActFilter, 'limit'>): Promise<number[]> =>
  (await listActs(database.pool, { ...filter, limit: 10 })).map(({ seq }) => seq);

test('acts are found by person, subject, act and time, newest first', async () => {
  expect(await seqs({})).toEqual([4, 2, 3, 1]);
  // A job of that name is none of the staff.
  expect(await seqs({ staffId: ADA })).toEqual([1]);
  expect(await seqs({ staffId: BOB })).toEqual([2, 3]);
  expect(await seqs({ subject: cup })).toEqual([2, 1]);
  expect(await seqs({ subject: cup, staffId: ADA })).toEqual([1]);
  expect(await seqs({ what: 'member:invite' })).toEqual([3]);
  expect(await seqs({ from: day(2), to: day(3) })).toEqual([2]);
  expect(await seqs({ subject: { kind: 'order', id: 'cup' } })).toEqual([]);
});

test('an act comes back as it was written', async () => {
  const [closed, counted] = await listActs(database.pool, { limit: 2 });
  expect(closed).toMatchObject({ actor: { by: 'system', job: 'ada' }, from: null, at: day(3) });
  expect(counted).toEqual({
    ...manyActs(1)[0],
    seq: 2,
    part: null,
    actor: { by: 'staff', staffId: BOB },
    subject: cup,
    reason: '数过了',
    reasonSealed: null,
    at: day(2),
  });
});

test('a list goes on after its last act, also where several are of one time', async () => {
  const seen: number[] = [];
  for (let after: ActFilter['after']; ;) {
    const page = await listActs(database.pool, { limit: 1, ...(after === undefined ? {} : { after }) });
    if (page.length === 0) break;
    seen.push(page[0]!.seq);
    after = page[0]!;
  }
  expect(seen).toEqual([4, 2, 3, 1]);
});

const later = { at: day(20), seq: 5 };
test.each<[string, Omit<ActFilter, 'limit'>]>([
  ['audit_acts_by_time', { from: day(1), to: day(30), after: later }],
  ['audit_acts_by_staff', { staffId: ADA, from: day(1), after: later }],
  ['audit_acts_by_subject', { subject: cup, after: later }],
  ['audit_acts_by_subject_kind', { subject: { kind: 'sku' }, after: later }],
  ['audit_acts_by_what', { what: 'stock:count', to: day(30), after: later }],
])('the list walks %s and sorts nothing, where there are many', async (index, filter) => {
  const { text, values } = listStatement({ ...filter, limit: 50 });
  const client = await database.pool.connect();
  try {
    await client.query('begin');
    await client.query(
      `insert into audit_acts (seq, at, by, by_id, what, subject_kind, subject_id, previous_hash, row_hash)
       select n, timestamptz '2026-01-01' + n % 40000 * interval '1 minute', 'staff', 'm-' || n % 20, 'w-' || n % 30, 'k-' || n % 12,
         (n % 5000)::text, decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex')
       from generate_series(10, 20000) n`,
    );
    await client.query('analyze audit_acts');
    await client.query('set local plan_cache_mode = force_generic_plan');
    await client.query(`prepare acts as ${text}`);
    const given = values.map((value) =>
      client.escapeLiteral(value instanceof Date ? value.toISOString() : String(value)),
    );
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `explain execute acts (${given.join(', ')})`,
    );
    const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(plan).toContain(`Index Scan Backward using ${index}`);
    expect(plan).not.toContain('Sort');
  } finally {
    await client.query('rollback');
    client.release(true);
  }
});
