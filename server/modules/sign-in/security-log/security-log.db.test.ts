import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestIdentity, MINUTE_MS, type TestIdentity } from '../../../../test/support/test-identity.ts';
import type { WaysIn } from '../ways-in.ts';
import { makeSecurityLog, type SecurityLog } from './security-log.ts';
import { withSecurityLog } from './with-security-log.ts';

const CLIENT = '203.0.113.77';
let shop: TestIdentity;
let waysIn: WaysIn;
let log: SecurityLog;
const faults: object[] = [];

beforeAll(async () => {
  shop = await createTestIdentity();
  log = makeSecurityLog({
    database: shop.database.pool,
    sealing: shop.sealing,
    clock: shop.clock,
    log: { error: (details) => void faults.push(details) },
  });
  waysIn = withSecurityLog(shop.waysIn, log);
});
afterAll(async () => {
  await log.drain();
  await shop.stop();
});
beforeEach(async () => {
  await log.drain();
  shop.clock.advance(2 * MINUTE_MS);
  await shop.database.pool.query('delete from security_log');
});

type Row = { event: string; customer_id: string | null; session_id: string | null; reason: string | null };

async function records(): Promise<Row[]> {
  await log.drain();
  const { rows } = await shop.database.pool.query<Row>('select * from security_log order by record_id');
  return rows;
}

async function enter(phone: string): ReturnType<WaysIn['signIn']> {
  await waysIn.requestCode({ phone, purpose: 'sign-in', clientAddress: CLIENT });
  return waysIn.signIn(shop.request(phone, shop.sent.at(-1)!.code, { clientAddress: CLIENT }));
}

test('a code, a sign-in, a proof and a sign-out are written down, with whose and which session it was', async () => {
  const outcome = await enter('13800138000');
  if (!outcome.ok) throw new Error(outcome.error.code);
  const session = (await waysIn.session(outcome.value.token))!;
  expect(outcome.value.sessionId).toBe(session.sessionId);
  shop.clock.advance(2 * MINUTE_MS);
  await waysIn.requestProofCode(session, { clientAddress: CLIENT });
  await waysIn.proveByCode(session, shop.sent.at(-1)!.code, { clientAddress: CLIENT });
  await waysIn.signOut(session);
  const whose = { customer_id: session.customerId, session_id: session.sessionId };
  expect(await records()).toMatchObject([
    { event: 'code_sent', way: 'sign-in', customer_id: null },
    { event: 'signed_in', way: 'code', ...whose },
    { event: 'code_sent', way: 'step-up', ...whose },
    { event: 'proved', ...whose },
    { event: 'signed_out', ...whose },
  ]);
});

test('what was refused is written down with its reason, under the hash by which the customer is found', async () => {
  const phone = '13800138001';
  await waysIn.requestCode({ phone, purpose: 'sign-in', clientAddress: CLIENT });
  const code = shop.sent.at(-1)!.code === '123456' ? '654321' : '123456';
  await waysIn.signIn(shop.request(phone, code, { clientAddress: CLIENT }));
  await waysIn.requestCode({ phone, purpose: 'sign-in', clientAddress: CLIENT });
  expect(await records()).toMatchObject([
    { event: 'code_sent' },
    { event: 'signed_in_refused', reason: 'code_wrong', phone_hash: shop.sealing.lookUpHash('phone', phone) },
    { event: 'code_sent_refused', reason: 'too_many_codes' },
  ]);
});

test('neither a phone nor a network address stands in it in clear, and one address has one hash', async () => {
  await enter('13800138002');
  const { rows } = await shop.database.pool.query<{ line: string; address: string }>(
    `select s::text as line, encode(address_hash, 'hex') as address from security_log s`,
  );
  const all = rows.map((row) => row.line).join('\n');
  for (const text of ['13800138002', '38001380', CLIENT]) {
    expect(all).not.toContain(text);
    expect(all).not.toContain(Buffer.from(text).toString('hex'));
  }
  expect(new Set(rows.map((row) => row.address)).size).toBe(1);
});

test('a flood from one address is noted once a minute, not as often as it knocks', async () => {
  const phone = '13800138003';
  await waysIn.requestCode({ phone, purpose: 'sign-in', clientAddress: CLIENT });
  for (let n = 0; n < 50; n += 1)
    await waysIn.requestCode({ phone, purpose: 'sign-in', clientAddress: '203.0.113.78' });
  expect((await records()).filter((record) => record.reason === 'too_many_codes')).toHaveLength(1);
});

test('a record that cannot be written fails no sign-in and is told to the program', async () => {
  await shop.database.pool.query('alter table security_log rename to security_log_away');
  try {
    expect((await enter('13800138004')).ok).toBe(true);
    await log.drain();
  } finally {
    await shop.database.pool.query('alter table security_log_away rename to security_log');
  }
  expect(faults).toHaveLength(2);
  expect(faults[0]).toMatchObject({ event: 'code_sent' });
});
