import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { mustOpenSession } from '../../../../test/support/must-open-session.ts';
import { createTestIdentity, MINUTE_MS, type TestIdentity } from '../../../../test/support/test-identity.ts';
import { makeSecurityLog } from '../security-log/security-log.ts';
import { withSecurityLog } from '../security-log/with-security-log.ts';
import type { Session } from '../way-in.ts';

const CLIENT = '10.8.0.1';
let shop: TestIdentity;
let lastPhone = 13_600_000_000;
beforeAll(async () => void (shop = await createTestIdentity()));
afterAll(() => shop.stop());
beforeEach(() => shop.clock.advance(2 * MINUTE_MS));

const newPhone = (): string => String((lastPhone += 1));
const wrong = (code: string): string => ((Number(code) + 1) % 1_000_000).toString().padStart(6, '0');
const masked = (phone: string): string => `136****${phone.slice(-4)}`;
const hash = (phone: string): Buffer => shop.sealing.lookUpHash('phone', phone);
const said = (answer: { ok: boolean; error?: { code: string } }): string =>
  answer.ok ? 'done' : answer.error!.code;

async function enter(phone = newPhone()): Promise<{ phone: string; token: string; session: Session }> {
  const { token, session } = await shop.enter(phone);
  return { phone, token, session };
}

/** Asks for the code by which this phone becomes the account's. */
async function codeFor(session: Session, phone: string): Promise<string> {
  const request = { phone, clientAddress: CLIENT, language: 'zh-CN' } as const;
  const outcome = await shop.waysIn.requestPhoneChange(session, request);
  if (!outcome.ok) throw new Error(`no code was sent: ${outcome.error.code}`);
  return shop.sent.at(-1)!.code;
}

function change(session: Session, phone: string, code: string, clientAddress = CLIENT) {
  return shop.waysIn.changePhone(session, { phone, code, clientAddress, language: 'en' });
}

/** Who is found by a phone: the account of the look-up, and whether that account has this very phone. */
async function whoseIs(phone: string): Promise<{ customerId: string; hasIt: boolean }[]> {
  const { rows } = await shop.database.pool.query<{ customerId: string; hasIt: boolean }>(
    `select p.customer_id as "customerId", c.phone_hash is not distinct from p.phone_hash as "hasIt"
     from customer_phones p left join customers c on c.customer_id = p.customer_id where p.phone_hash = $1`,
    [hash(phone)],
  );
  return rows;
}

/** Every account is found by its one phone, and every phone by its one account. */
async function expectPhonesInOrder(): Promise<void> {
  const { rows } = await shop.database.pool.query(
    `select c.customer_id, p.phone_hash from customers c
     full join customer_phones p on p.customer_id = c.customer_id and p.phone_hash = c.phone_hash
     where c.customer_id is null or p.customer_id is null`,
  );
  expect(rows).toEqual([]);
}

test('the account has the new phone at once, other devices are signed out, and the old phone is told', async () => {
  const { phone: old, token, session } = await enter();
  shop.clock.advance(MINUTE_MS);
  const other = await enter(old);
  const phone = newPhone();
  const code = await codeFor(session, ` +86 ${phone}`);
  expect(shop.sent.at(-1)).toMatchObject({ phone, purpose: 'change-phone' });

  expect(await change(session, phone, ` ${code.slice(0, 3)} ${code.slice(3)}`)).toEqual({
    ok: true,
    value: { phoneMasked: masked(phone) },
  });
  expect(await shop.waysIn.session(token)).toMatchObject({
    customerId: session.customerId,
    phoneMasked: masked(phone),
    displayName: masked(phone),
  });
  expect(await shop.waysIn.session(other.token)).toBeUndefined();
  expect(await shop.customers.findPhone(session.customerId)).toBe(phone);
  await shop.tell();
  expect(shop.notices.at(-1)).toEqual({
    phone: old,
    notice: 'phone_changed',
    language: 'en',
    params: { phone: masked(phone) },
  });

  const again = await shop.waysIn.signIn(shop.request(phone, await codeAfterAMinute(phone)));
  expect(again).toMatchObject({ ok: true, value: { customer: { id: session.customerId, isNew: false } } });
  const somebody = await shop.waysIn.signIn(shop.request(old, await codeAfterAMinute(old)));
  expect(somebody).toMatchObject({ ok: true, value: { customer: { isNew: true } } });
  await expectPhonesInOrder();
});

function codeAfterAMinute(phone: string): Promise<string> {
  shop.clock.advance(MINUTE_MS);
  return shop.codeFor(phone);
}

test('nothing of the old phone stays behind that an erasure of the account would miss', async () => {
  const { phone: old, session } = await enter();
  const phone = newPhone();
  await change(session, phone, await codeFor(session, phone));
  const { rows: columns } = await shop.database.pool.query<{ table: string; column: string }>(
    `select table_name as table, column_name as column from information_schema.columns
     where table_schema = 'public' and data_type = 'bytea'`,
  );
  expect(columns.length).toBeGreaterThan(10);
  const found: string[] = [];
  for (const { table, column } of columns) {
    const { rowCount } = await shop.database.pool.query(`select from ${table} where ${column} = $1`, [
      hash(old),
    ]);
    if (rowCount !== 0) found.push(`${table}.${column}`);
  }
  expect(found).toEqual([]);
  expect(await whoseIs(phone)).toEqual([{ customerId: session.customerId, hasIt: true }]);
});

test('without a fresh proof no code is sent and nothing is changed', async () => {
  const { phone: old, session } = await enter();
  const phone = newPhone();
  const code = await codeFor(session, phone);
  const device = 'Mozilla/5.0 (iPhone) Version/26.0 Safari/604.1';
  const opened = await mustOpenSession(
    { ...shop, database: shop.database.pool },
    { customerId: session.customerId, way: 'password', clientAddress: '203.0.113.1', device },
  );
  const unproved = (await shop.waysIn.session(opened.token))!;
  const sent = shop.sent.length;
  expect(said(await change(unproved, phone, code))).toBe('step_up_required');
  shop.clock.advance(2 * MINUTE_MS);
  const request = { phone, clientAddress: CLIENT, language: 'zh-CN' } as const;
  expect(said(await shop.waysIn.requestPhoneChange(unproved, request))).toBe('step_up_required');
  expect(shop.sent).toHaveLength(sent);
  // The proof of a session is over after ten minutes, also between the code and the change.
  shop.clock.advance(9 * MINUTE_MS);
  expect(said(await change(session, phone, code))).toBe('step_up_required');
  expect(await shop.customers.findPhone(session.customerId)).toBe(old);
});

test('asking for a code tells nothing of who has the phone, and only the right code tells that it is taken', async () => {
  const { session } = await enter();
  const taken = await enter();
  shop.clock.advance(MINUTE_MS);
  const request = (phone: string) =>
    shop.waysIn.requestPhoneChange(session, { phone, clientAddress: CLIENT, language: 'zh-CN' });
  const answer = await request(taken.phone);
  const code = shop.sent.at(-1)!.code;
  expect(answer).toEqual(await request(newPhone()));
  expect(await change(session, taken.phone, wrong(code))).toEqual({
    ok: false,
    error: { code: 'code_wrong', triesLeft: 4 },
  });
  expect(said(await change(session, taken.phone, code))).toBe('phone_taken');
  expect(said(await change(session, taken.phone, code))).toBe('code_expired');
  expect(await whoseIs(taken.phone)).toEqual([{ customerId: taken.session.customerId, hasIt: true }]);
  expect(await shop.waysIn.session(taken.token)).toMatchObject({ phoneMasked: masked(taken.phone) });
  await expectPhonesInOrder();
});

test('a code is good for what it was sent for, and for its phone', async () => {
  const { session } = await enter();
  const phone = newPhone();
  const forSignIn = await shop.codeFor(phone);
  expect(said(await change(session, phone, forSignIn))).toBe('code_expired');
  const forChange = await codeFor(session, phone);
  if (forChange !== forSignIn) {
    expect(said(await change(session, phone, forSignIn))).toBe('code_wrong');
    expect(said(await shop.waysIn.signIn(shop.request(phone, forChange)))).toBe('code_wrong');
  }
  expect(said(await change(session, newPhone(), forChange))).toBe('code_expired');
  expect(said(await change(session, phone, forChange))).toBe('done');
});

test('the present phone and what is no phone are refused, with nothing sent', async () => {
  const { phone, session } = await enter();
  const sent = shop.sent.length;
  for (const [typed, code] of [
    [phone, 'phone_unchanged'],
    [`86${phone}`, 'phone_unchanged'],
    ['12345', 'phone_invalid'],
  ] as const) {
    const request = { phone: typed, clientAddress: CLIENT, language: 'zh-CN' } as const;
    expect(said(await shop.waysIn.requestPhoneChange(session, request))).toBe(code);
    expect(said(await change(session, typed, '123456'))).toBe(code);
  }
  expect(shop.sent).toHaveLength(sent);
});

test('a code is asked for once a minute, tried five times, and ten times a day for all phones together', async () => {
  const { session } = await enter();
  const ask = (phone: string) =>
    shop.waysIn.requestPhoneChange(session, { phone, clientAddress: CLIENT, language: 'zh-CN' });
  const phone = newPhone();
  const code = await codeFor(session, phone);
  expect(await ask(phone)).toEqual({
    ok: false,
    error: { code: 'too_many_codes', retryAfterSeconds: 60, limitOf: 'caller' },
  });
  for (const triesLeft of [4, 3, 2, 1, 0])
    expect(await change(session, phone, wrong(code))).toEqual({
      ok: false,
      error: { code: 'code_wrong', triesLeft },
    });
  expect(said(await change(session, phone, code))).toBe('code_expired');
  for (let n = 1; n < 10; n += 1) expect(said(await ask(newPhone()))).toBe('done');
  expect(await ask(newPhone())).toEqual({
    ok: false,
    error: { code: 'too_many_codes', retryAfterSeconds: 86_400, limitOf: 'caller' },
  });
});

test('strangers who ask for codes to the new phone, and guess at them, are in nobody’s way', async () => {
  const { session } = await enter();
  const phone = newPhone();
  const code = await codeFor(session, phone);
  for (let n = 0; n < 20; n += 1) {
    const clientAddress = `10.8.${100 + n}.1`;
    await shop.waysIn.requestCode({ phone, purpose: 'sign-in', clientAddress });
    await shop.waysIn.signIn(shop.request(phone, wrong(code), { clientAddress }));
  }
  expect(
    said(await shop.waysIn.requestCode({ phone, purpose: 'sign-in', clientAddress: '10.8.200.1' })),
  ).toBe('work_required');
  expect(said(await change(session, phone, code))).toBe('done');
});

test('ten codes a day to a phone that accounts want to change to, however many accounts', async () => {
  const phone = newPhone();
  for (let n = 0; n < 10; n += 1) await codeFor((await enter()).session, phone);
  const { session } = await enter();
  const request = { phone, clientAddress: CLIENT, language: 'zh-CN' } as const;
  expect(await shop.waysIn.requestPhoneChange(session, request)).toMatchObject({
    error: { code: 'too_many_codes', limitOf: 'phone' },
  });
});

test('what is asked for and done is in the security record, under the hash of the new phone', async () => {
  const log = makeSecurityLog({
    database: shop.database.pool,
    sealing: shop.sealing,
    clock: shop.clock,
    log: { error: (details) => expect.fail(JSON.stringify(details)) },
  });
  const waysIn = withSecurityLog(shop.waysIn, log);
  const { phone: old, session } = await enter();
  const phone = newPhone();
  const ask = { clientAddress: CLIENT, language: 'zh-CN' } as const;
  await waysIn.requestPhoneChange(session, { ...ask, phone });
  const { code } = shop.sent.at(-1)!;
  await waysIn.changePhone(session, { ...ask, phone: old, code });
  await waysIn.changePhone(session, { ...ask, phone, code: wrong(code) });
  await waysIn.changePhone(session, { ...ask, phone, code });
  await log.drain();
  const { rows } = await shop.database.pool.query(
    'select event, way, reason, customer_id, session_id from security_log where phone_hash = $1 order by record_id',
    [hash(phone)],
  );
  const whose = { customer_id: session.customerId, session_id: session.sessionId };
  expect(rows).toEqual([
    { event: 'code_sent', way: 'change-phone', reason: null, ...whose },
    { event: 'phone_changed_refused', way: null, reason: 'code_wrong', ...whose },
    { event: 'phone_changed', way: null, reason: null, ...whose },
  ]);
});
