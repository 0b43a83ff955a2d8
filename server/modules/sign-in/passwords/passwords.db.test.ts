import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestIdentity, MINUTE_MS, type TestIdentity } from '../../../../test/support/test-identity.ts';
import type { WaysIn, Session } from '../index.ts';
import { hashSecret, PRESENT_COST } from '../../../platform/passwords/hash-password.ts';
import { pepper } from './sign-in-by-password.ts';

const GOOD = 'aB3$kL9x mountain';
const OTHER = 'river 8Qz! lantern';
const WRONG = { ok: false, error: { code: 'password_wrong' } };
let shop: TestIdentity;
let lastPhone = 13_700_000_000;
let lastClient = 0;
beforeAll(async () => void (shop = await createTestIdentity()));
afterAll(() => shop.stop());
beforeEach(() => shop.clock.advance(2 * MINUTE_MS));

const newPhone = (): string => String((lastPhone += 1));
const newClient = (): string => `10.7.${Math.floor((lastClient += 1) / 250)}.${lastClient % 250}`;

function set(session: Session, password: string, waysIn: WaysIn = shop.waysIn) {
  return waysIn.setPassword(session, {
    newPassword: { password },
    clientAddress: '10.7.255.1',
    language: 'zh-CN',
  });
}

function signIn(phone: string, password: string, clientAddress = newClient(), waysIn = shop.waysIn) {
  return waysIn.signInByPassword({ phone, password: { password }, clientAddress, device: 'test' });
}

async function somebody(password?: string) {
  const phone = newPhone();
  const { session, customer, token } = await shop.enter(phone);
  if (password !== undefined) expect(await set(session, password)).toEqual({ ok: true, value: null });
  return { phone, session, token, customerId: customer.id };
}

test('a customer who has just proved who is there sets a password, and signs in by it', async () => {
  const { phone, session, customerId } = await somebody();
  expect(await shop.waysIn.passwordStatus(session)).toEqual({ isSet: false });
  expect(await set(session, GOOD)).toMatchObject({ ok: true });
  expect(await shop.waysIn.passwordStatus(session)).toEqual({ isSet: true, changedAt: shop.clock.now() });
  // Sessions are listed by when they were used last.
  shop.clock.advance(1);
  const outcome = await signIn(`+86 ${phone.slice(0, 3)} ${phone.slice(3)}`, GOOD);
  expect(outcome).toMatchObject({ ok: true, value: { customer: { id: customerId, isNew: false } } });
  if (!outcome.ok) return;
  const opened = (await shop.waysIn.session(outcome.value.token))!;
  expect(await shop.waysIn.sessions(opened)).toMatchObject([{ way: 'password', current: true }, {}]);
  // A password is no proof for what is hard to undo.
  expect(await shop.waysIn.isProved(opened, 'set_password')).toBe(false);
  expect(await set(opened, OTHER)).toMatchObject({ error: { code: 'step_up_required' } });
  expect(await shop.waysIn.removePassword(opened, 'en')).toMatchObject({
    error: { code: 'step_up_required' },
  });
});

test('a wrong password, an unknown phone and a phone without a password are refused by the same words and statements', async () => {
  const withPassword = await somebody(GOOD);
  const without = await somebody();
  await signIn(withPassword.phone, GOOD);
  const asked: string[][] = [];
  for (const phone of [withPassword.phone, without.phone, newPhone()]) {
    const texts: string[] = [];
    const { pool } = shop.database;
    const query = pool.query.bind(pool);
    // Looks on, and lets the statements through.
    pool.query = ((statement: string | { text: string }, ...rest: unknown[]) => {
      texts.push(typeof statement === 'string' ? statement : statement.text);
      return (query as (...all: unknown[]) => unknown)(statement, ...rest);
    }) as typeof pool.query;
    try {
      expect(await signIn(phone, 'not the password')).toEqual(WRONG);
    } finally {
      pool.query = query;
    }
    asked.push(texts);
  }
  expect(asked[0]!.length).toBeGreaterThan(2);
  expect(asked[1]).toEqual(asked[0]);
  expect(asked[2]).toEqual(asked[0]);
});

test('a phone that is none is said to be none', async () => {
  expect(await signIn('1234', GOOD)).toEqual({ ok: false, error: { code: 'phone_invalid' } });
});

test('a changed password is told to the phone, ends the other sessions and makes the old one worthless', async () => {
  const { phone, session } = await somebody(GOOD);
  const elsewhere = await signIn(phone, GOOD);
  if (!elsewhere.ok) throw new Error(elsewhere.error.code);
  expect(await set(session, OTHER)).toMatchObject({ ok: true });
  await shop.tell();
  expect(shop.notices.filter((notice) => notice.phone === phone)).toEqual([
    { phone, notice: 'password_changed', language: 'zh-CN' },
    { phone, notice: 'password_changed', language: 'zh-CN' },
  ]);
  expect(await shop.waysIn.session(elsewhere.value.token)).toBeUndefined();
  expect(await shop.waysIn.sessions(session)).toHaveLength(1);
  expect(await signIn(phone, GOOD)).toEqual(WRONG);
  expect(await signIn(phone, OTHER)).toMatchObject({ ok: true });
});

test('a removed password opens nothing, and removing it once more tells nobody', async () => {
  const { phone, session } = await somebody(GOOD);
  for (let time = 0; time < 2; time += 1)
    expect(await shop.waysIn.removePassword(session, 'zh-CN')).toEqual({ ok: true, value: null });
  await shop.tell();
  expect(shop.notices.filter((notice) => notice.phone === phone).map(({ notice }) => notice)).toEqual([
    'password_changed',
    'password_removed',
  ]);
  expect(await signIn(phone, GOOD)).toEqual(WRONG);
  expect(await shop.waysIn.passwordStatus(session)).toEqual({ isSet: false });
});

test('an unfit password is refused with every reason and its strength, and the old one stays', async () => {
  const { phone, session } = await somebody(GOOD);
  expect(await set(session, `${phone}`)).toMatchObject({
    error: { code: 'password_unfit', strength: 0, reasons: ['holds_phone'] },
  });
  expect(await signIn(phone, GOOD)).toMatchObject({ ok: true });
  expect(await shop.waysIn.judgePassword(session, { password: GOOD })).toEqual({
    ok: true,
    value: { strength: 4, reasons: [] },
  });
});

test('the same password written by other code points is the same', async () => {
  const { phone } = await somebody('Äpfel und Öl, 9x$');
  expect(await signIn(phone, 'A\u0308pfel und O\u0308l, 9x$')).toMatchObject({ ok: true });
});

test('another customer’s password opens nothing, and neither does another customer’s hash in one’s own row', async () => {
  const mine = await somebody(GOOD);
  const theirs = await somebody(OTHER);
  expect(await signIn(theirs.phone, GOOD)).toEqual(WRONG);
  await shop.database.pool.query(
    `update passwords set hash = (select hash from passwords where customer_id = $1) where customer_id = $2`,
    [mine.customerId, theirs.customerId],
  );
  expect(await signIn(theirs.phone, GOOD)).toEqual(WRONG);
});

test('a hash at an earlier cost is made anew when its password is right', async () => {
  const { phone, customerId } = await somebody(GOOD);
  const { pool } = shop.database;
  const stored = async (): Promise<string> =>
    (await pool.query('select hash from passwords where customer_id = $1', [customerId])).rows[0].hash;
  const changedAt = (
    await pool.query('select changed_at from passwords where customer_id = $1', [customerId])
  ).rows;
  const cheap = { ...PRESENT_COST, memory: 8_192 };
  const earlier = await hashSecret(pepper(shop.sealing, customerId, GOOD), cheap);
  await pool.query('update passwords set hash = $2 where customer_id = $1', [customerId, earlier]);
  expect(await signIn(phone, 'not the password')).toEqual(WRONG);
  expect(await stored()).toBe(earlier);
  expect(await signIn(phone, GOOD)).toMatchObject({ ok: true });
  expect(await stored()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await signIn(phone, GOOD)).toMatchObject({ ok: true });
  expect(
    (await pool.query('select changed_at from passwords where customer_id = $1', [customerId])).rows,
  ).toEqual(changedAt);
});

test('of sign-ins that race with a change, none by the old password is left', async () => {
  const { phone, session } = await somebody(GOOD);
  const { waysIn: other } = await shop.another();
  for (let round = 0; round < 3; round += 1) {
    const [before, after] = round % 2 === 0 ? [GOOD, OTHER] : [OTHER, GOOD];
    // A day passes for the counters of wrong tries: they are not what this is about.
    await shop.database.pool.query('delete from attempt_counters');
    const tries = Array.from({ length: 4 }, (_, index) =>
      signIn(phone, before, '10.7.255.1', index % 2 === 0 ? other : shop.waysIn),
    );
    const [changed, ...outcomes] = await Promise.all([set(session, after), ...tries]);
    expect(changed).toMatchObject({ ok: true });
    // Those that were let in were ended by the change: only the session that changed it is left.
    const left = await shop.waysIn.sessions(session);
    expect(left.filter((one) => !one.current)).toEqual([]);
    expect(outcomes.filter((one) => !one.ok && one.error.code !== 'password_wrong')).toEqual([]);
    expect(await signIn(phone, before, '10.7.255.1')).toEqual(WRONG);
  }
});

test('of two changes at once one stands', async () => {
  const { phone, session } = await somebody();
  await Promise.all([set(session, GOOD), set(session, OTHER, (await shop.another()).waysIn)]);
  const outcomes = await Promise.all([signIn(phone, GOOD), signIn(phone, OTHER)]);
  expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
});

const codeOf = (outcome: Awaited<ReturnType<typeof signIn | typeof set>>): string =>
  outcome.ok ? 'in' : outcome.error.code;

test('of a storm of sign-ins at once those that wait too long are turned away, and none is lost or fails', async () => {
  const { phone } = await somebody(GOOD);
  const outcomes = await Promise.all([
    ...Array.from({ length: 240 }, (_, n) => signIn(newPhone(), 'not the password', `10.8.${n}.1`)),
    signIn(phone, GOOD),
  ]);
  const codes = outcomes.map(codeOf);
  const count = (wanted: string): number => codes.filter((code) => code === wanted).length;
  expect(count('overloaded')).toBeGreaterThan(50);
  expect(count('password_wrong')).toBeGreaterThan(50);
  expect(count('overloaded') + count('password_wrong') + count('in')).toBe(241);
  expect(await signIn(phone, GOOD)).toMatchObject({ ok: true });
});

test('a storm from one network is told to wait, and takes no place from others', async () => {
  const { phone } = await somebody(GOOD);
  const storm = Array.from({ length: 200 }, (_, n) =>
    signIn(newPhone(), 'not the password', n % 2 === 0 ? '10.9.1.1' : `10.9.1.${n}`),
  );
  const [others, ...stormed] = await Promise.all([signIn(phone, GOOD, '10.9.2.1'), ...storm]);
  expect(codeOf(others)).toBe('in');
  expect(stormed.map(codeOf).filter((code) => code === 'overloaded')).toEqual([]);
  expect(stormed).toContainEqual({
    ok: false,
    error: { code: 'too_many_tries', retryAfterSeconds: 1, instead: 'code' },
  });
});

test('a customer changes the password ten times a day, over all processes, and again when the day is over', async () => {
  const { session, phone } = await somebody();
  const { waysIn: other } = await shop.another();
  const change = async (n: number): Promise<string> =>
    codeOf(await set(session, `${GOOD} ${n}`, n % 2 === 0 ? other : shop.waysIn));
  for (let n = 0; n < 10; n += 1) expect(await change(n)).toBe('in');
  shop.clock.advance(MINUTE_MS);
  for (const n of [10, 11, 12]) expect(await change(n)).toBe('too_many_changes');
  expect(await set(session, OTHER)).toMatchObject({ error: { retryAfterSeconds: 24 * 3600 - 60 } });
  expect(await signIn(phone, `${GOOD} 9`)).toMatchObject({ ok: true });
  shop.clock.advance(24 * 60 * MINUTE_MS);
  const proved = await shop.enter(phone);
  expect(await set(proved.session, OTHER)).toEqual({ ok: true, value: null });
});

test('of many changes at once one is made and one waits; those that found no place are none of the day’s ten', async () => {
  const { session } = await somebody();
  const burst = Array.from({ length: 30 }, (_, n) => set(session, `${GOOD} ${n}`));
  const codes = (await Promise.all(burst)).map(codeOf);
  const made = codes.filter((code) => code === 'in').length;
  expect(made).toBeGreaterThanOrEqual(1);
  expect(codes.filter((code) => code === 'too_many_changes')).toHaveLength(30 - made);
  for (let n = made; n < 10; n += 1) expect(codeOf(await set(session, `${OTHER} ${n}`))).toBe('in');
  expect(codeOf(await set(session, OTHER))).toBe('too_many_changes');
});

test('a password stands nowhere in the database', async () => {
  const { customerId } = await somebody(GOOD);
  const { rows } = await shop.database.pool.query(
    'select p::text as row from passwords p where customer_id = $1',
    [customerId],
  );
  expect(rows[0].row).toContain('$argon2id$');
  expect(rows[0].row).not.toContain(GOOD);
});
