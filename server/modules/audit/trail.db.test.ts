import { afterEach, beforeEach, expect, test } from 'vitest';
import { changeByHand, manyActs } from '../../../test/support/change-acts.ts';
import { createTestDatabase, type TestDatabase } from '../../../test/support/test-database.ts';
import { inTransaction } from '../../platform/database.ts';
import { takeRightsAway } from './audit.sql.ts';
import { record, verifyTrail, type NewAct } from './index.ts';

let database: TestDatabase;
beforeEach(async () => void (database = await createTestDatabase()));
afterEach(() => database.drop());

const write = (acts: readonly NewAct[]): Promise<void> =>
  inTransaction(database.pool, (tx) => record(tx, acts));

async function headHash(): Promise<Buffer> {
  const verified = await verifyTrail(database.pool);
  return verified.outcome === 'fits' ? verified.head.hash : expect.unreachable(JSON.stringify(verified));
}

const CHANGES = [
  `update audit_acts set reason = 'nothing'`,
  'delete from audit_acts where seq = 2',
  'truncate audit_acts',
];

test('an act that was written is neither changed nor removed: the rights are not there', async () => {
  await write(manyActs(3));
  for (const change of CHANGES)
    await expect(database.pool.query(change)).rejects.toMatchObject({ code: '42501' });
  expect(await verifyTrail(database.pool)).toMatchObject({ outcome: 'fits', head: { seq: 3 } });
});

test('whoever has the rights is refused by the table itself, and a start takes them away again', async () => {
  await write(manyActs(3));
  await database.pool.query('grant all on audit_acts to current_user, public');
  for (const change of CHANGES)
    await expect(database.pool.query(change)).rejects.toThrow('audit_acts is only added to');
  // Two processes that start at once.
  await Promise.all([1, 2].map(() => inTransaction(database.pool, takeRightsAway)));
  const { rows } = await database.pool.query<{ privilege: string }>(
    `select distinct privilege_type as privilege from pg_class, aclexplode(relacl)
     where relname = 'audit_acts' and privilege_type in ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')`,
  );
  expect(rows).toEqual([{ privilege: 'INSERT' }]);
  await write(manyActs(1));
  expect(await verifyTrail(database.pool)).toMatchObject({ outcome: 'fits', head: { seq: 4 } });
});

test('transactions that write at once make one chain without gaps, also where some are rolled back', async () => {
  const writers = Array.from({ length: 40 }, (_, n) =>
    inTransaction(database.pool, async (tx) => {
      await record(tx, manyActs(1 + (n % 3)));
      await record(tx, manyActs(1));
      if (n % 4 === 0) throw new Error('rolled back');
    }).then(
      () => 2 + (n % 3),
      () => 0,
    ),
  );
  const written = (await Promise.all(writers)).reduce((sum, count) => sum + count, 0);
  expect(written).toBeGreaterThan(60);
  expect(await verifyTrail(database.pool)).toMatchObject({ outcome: 'fits', head: { seq: written } });
});

test('values of all kinds are read back as they were hashed, on every page of a long trail', async () => {
  const at = new Date('2026-02-28T23:59:59.999Z');
  const odd: NewAct[] = [
    ...manyActs(1, {
      actor: { by: 'system', job: 'npm run cases' },
      before: null,
      after: [1e21, 0.1, -0, '\0'],
    }),
    ...manyActs(1, {
      reason: { typedBehindCommand: '“改”\n\\ 𠮷 \0 \ud800' },
      after: { b: { ä: null }, a: [true, 'x'] },
      at,
    }),
    ...manyActs(1, { what: '', from: null, before: 'text', after: false, at: new Date(-1) }),
  ];
  await write([...odd, ...manyActs(997)]);
  await write(manyActs(200));
  expect(await verifyTrail(database.pool)).toMatchObject({ outcome: 'fits', head: { seq: 1_200 } });
});

test.each([
  [`update audit_acts set after = '{"onHand": 1}' where seq = 600`, { seq: 600, why: 'changed' }],
  [`update audit_acts set at = at + interval '1 ms' where seq = 501`, { seq: 501, why: 'changed' }],
  [`update audit_acts set at = 'infinity' where seq = 3`, { seq: 3, why: 'changed' }],
  [`update audit_acts set row_hash = previous_hash where seq = 700`, { seq: 700, why: 'changed' }],
  ['delete from audit_acts where seq = 500', { seq: 500, why: 'missing' }],
  ['delete from audit_acts where seq <= 2', { seq: 1, why: 'missing' }],
])('%s is found', async (change, misfit) => {
  await write(manyActs(700));
  await changeByHand(database.pool, change);
  expect(await verifyTrail(database.pool)).toEqual({ outcome: 'misfit', misfit });
});

test('rows that were cut off at the end, or written anew, are found by a head that was kept', async () => {
  await write(manyActs(5));
  const kept = await headHash();
  await write(manyActs(2));
  expect(await verifyTrail(database.pool, kept)).toMatchObject({ outcome: 'fits', head: { seq: 7 } });
  await changeByHand(database.pool, 'delete from audit_acts where seq >= 5');
  expect(await verifyTrail(database.pool)).toMatchObject({ outcome: 'fits', head: { seq: 4 } });
  expect(await verifyTrail(database.pool, kept)).toMatchObject({ outcome: 'unknown_head', head: { seq: 4 } });
  await write(manyActs(3, { reason: { typedBehindCommand: 'another story' } }));
  expect(await verifyTrail(database.pool, kept)).toMatchObject({ outcome: 'unknown_head', head: { seq: 7 } });
});

test('a trail without acts fits, and has lost what a head tells of', async () => {
  expect(await verifyTrail(database.pool)).toMatchObject({ outcome: 'fits', head: { seq: 0 } });
  expect(await verifyTrail(database.pool, Buffer.alloc(32, 1))).toMatchObject({ outcome: 'unknown_head' });
});
