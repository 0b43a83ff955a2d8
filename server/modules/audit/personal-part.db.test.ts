import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { changeByHand, manyActs } from '../../../test/support/change-acts.ts';
import { createTestIdentity, type TestIdentity } from '../../../test/support/test-identity.ts';
import { newPhone } from '../../../test/support/shopper.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import { inTransaction } from '../../platform/database.ts';
import { sealedColumnsIn } from '../../platform/described-table.ts';
import { openFileMasterKey, openSealing, rotateKeys } from '../../platform/sealing/index.ts';
import { record, verifyTrail } from './index.ts';
import { listActs } from './list-acts.sql.ts';
import { openPart, sealPart, type OpenedPart, type PartDeps } from './personal-part.ts';
import { auditTables } from './tables.ts';

const MOVED = { before: { street: '张江路 88 号' }, after: { street: '世纪大道 100 号' } };

let identity: TestIdentity;
let deps: PartDeps;
beforeAll(async () => {
  identity = await createTestIdentity();
  deps = { ...identity, database: identity.database.pool };
});
afterAll(() => identity.stop());

let customerId: CustomerId;
/** An act that moved an address; beside it one that changed nothing of a customer. */
beforeEach(async () => {
  customerId = (await identity.enter(newPhone())).customer.id;
  const part = await sealPart(deps, customerId, MOVED);
  const acts = [...manyActs(1, { what: 'order:move', part, before: null, after: null }), ...manyActs(1)];
  await inTransaction(deps.database, (tx) => record(tx, acts));
});

/** Of the act that was written last with one. */
async function open(): Promise<OpenedPart> {
  const acts = await listActs(deps.database, { what: 'order:move', limit: 1 });
  return openPart(deps, acts[0]!.part!);
}
const expectChain = async (): Promise<void> =>
  expect(await verifyTrail(deps.database)).toMatchObject({ outcome: 'fits' });

test('what was changed of a customer stands nowhere in clear, and is read again by the key', async () => {
  const { rows } = await deps.database.query<{ text: string }>(
    `select a::text as text from audit_acts a union all select encode(sealed, 'escape') from audit_parts`,
  );
  expect(rows.length).toBeGreaterThanOrEqual(3);
  for (const { text } of rows) expect(text).not.toMatch(/张江|世纪/);
  expect(await open()).toEqual({ state: 'opened', ...MOVED });
  const [plain] = await listActs(deps.database, { what: 'stock:count', limit: 1 });
  expect(plain!.part).toBeNull();
  await expectChain();
});

test('two parts of the same values have hashes that tell nothing of each other', async () => {
  const [first, second] = await Promise.all([1, 2].map(() => sealPart(deps, customerId, MOVED)));
  expect(first!.hash).not.toEqual(second!.hash);
});

test('the chain fits when the customer is erased, and the values are gone', async () => {
  await deps.database.query('delete from audit_parts where customer_id = $1', [customerId]);
  await deps.database.query('delete from data_keys where customer_id = $1', [customerId]);
  expect(await open()).toEqual({ state: 'erased' });
  await expectChain();
});

test('the chain fits when all is sealed anew, and the values are what they were', async () => {
  const file = inject('testServer').masterKeyFile;
  const masterKey = await openFileMasterKey({ file, mayCreate: false, mustBePrivate: true });
  const { rows } = await deps.database.query<{ sealed: Buffer }>('select sealed from audit_parts');
  await rotateKeys({
    database: deps.database,
    masterKey,
    clock: { now: () => new Date(Date.now() + 60_000) },
    // What other modules have sealed cannot be opened here any more: nobody asks for it.
    columns: sealedColumnsIn(auditTables),
    reseal: true,
    graceMs: 0,
    onProgress: () => undefined,
    onWaiting: () => undefined,
  });
  const anew = await deps.database.query<{ sealed: Buffer }>('select sealed from audit_parts');
  for (const { sealed } of rows) expect(anew.rows).not.toContainEqual({ sealed });
  deps = { ...deps, sealing: await openSealing({ database: deps.database, masterKey }) };
  expect(await open()).toEqual({ state: 'opened', ...MOVED });
  await expectChain();
});

test.each([
  'delete from audit_parts where customer_id = $1',
  `update audit_parts set sealed = sealed || '\\x00' where customer_id = $1`,
])('%s is found by who reads it', async (change) => {
  await deps.database.query(change, [customerId]);
  expect(await open()).toEqual({ state: 'changed' });
});

test('parts that are gone are counted: with their customer, or though their customer is there', async () => {
  const gone = async () => {
    const verified = await verifyTrail(deps.database);
    return verified.outcome === 'fits' ? verified.parts : expect.unreachable(verified.outcome);
  };
  const before = await gone();
  await deps.database.query('delete from audit_parts where customer_id = $1', [customerId]);
  expect(await gone()).toEqual({ ...before, lost: before.lost + 1 });
  await deps.database.query('delete from data_keys where customer_id = $1', [customerId]);
  await deps.database.query(`update customers set phone_sealed = '' where customer_id = $1`, [customerId]);
  expect(await gone()).toEqual({ ...before, erased: before.erased + 1 });
});

test('another part of the same customer does not stand for it', async () => {
  const other = await sealPart(deps, customerId, { before: null, after: null });
  await deps.database.query('update audit_parts set sealed = $2, part_id = $3 where customer_id = $1', [
    customerId,
    other.sealed,
    other.partId,
  ]);
  const [act] = await listActs(deps.database, { what: 'order:move', limit: 1 });
  expect(await openPart(deps, { ...act!.part!, partId: other.partId })).toEqual({ state: 'changed' });
});

test('an act that is made to tell of another part does not fit', async () => {
  await changeByHand(
    identity.database.pool,
    `update audit_acts set part_hash = sha256('another') where part_id is not null`,
  );
  expect(await verifyTrail(deps.database)).toMatchObject({ misfit: { why: 'changed' } });
});
