import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createTestIdentity,
  HOUR_MS,
  MINUTE_MS,
  type TestIdentity,
} from '../../../../test/support/test-identity.ts';
import { CONSENT_VERSION } from '../../customers/index.ts';
import { onOneServer } from '../../../../test/support/on-one-server.ts';

let shop: TestIdentity;
beforeAll(async () => void (shop = await createTestIdentity()));
afterAll(() => shop.stop());
beforeEach(() => shop.clock.advance(2 * MINUTE_MS));

let lastPhone = 13_500_000_000;
const newPhone = () => String((lastPhone += 1));
const wrong = (code: string) => ((Number(code) + 1) % 1_000_000).toString().padStart(6, '0');
const codes = (answers: readonly { ok: boolean; error?: { code: string } }[]) =>
  answers.map((answer) => (answer.ok ? 'in' : answer.error!.code)).sort();

test('the first sign-in registers, and the next one finds the same customer', async () => {
  const phone = newPhone();
  const code = await shop.codeFor(phone);
  const first = await shop.waysIn.signIn({ ...shop.request(phone, code), phone: `+86 ${phone}` });
  expect(first).toMatchObject({
    ok: true,
    value: {
      token: expect.stringMatching(/^[\w-]{59}$/),
      expiresAt: new Date(shop.clock.now().getTime() + 30 * 24 * HOUR_MS),
      customer: {
        id: expect.stringMatching(/^[0-9A-Z]{12}$/),
        phoneMasked: `135****${phone.slice(-4)}`,
        isNew: true,
      },
    },
  });
  shop.clock.advance(MINUTE_MS);
  const second = await shop.waysIn.signIn(shop.request(phone, await shop.codeFor(phone)));
  expect(second).toMatchObject({ ok: true, value: { customer: { isNew: false } } });
  expect(first.ok && second.ok && first.value.customer.id === second.value.customer.id).toBe(true);
  expect(first.ok && second.ok && first.value.token !== second.value.token).toBe(true);
});

test('without consent to terms and privacy in the present version nobody gets in, and the code stays good', async () => {
  const phone = newPhone();
  const code = await shop.codeFor(phone);
  const given = { terms: true, privacy: true, version: CONSENT_VERSION };
  for (const consent of [
    { ...given, terms: false },
    { ...given, privacy: false },
    { ...given, version: '2020-01-01' },
  ])
    expect(await shop.waysIn.signIn(shop.request(phone, code, { consent }))).toEqual({
      ok: false,
      error: { code: 'consent_required', version: CONSENT_VERSION },
    });
  expect(await shop.waysIn.signIn(shop.request(phone, code))).toMatchObject({ ok: true });
});

test('a customer who is known has to send the consent as well', async () => {
  const phone = newPhone();
  await shop.enter(phone);
  shop.clock.advance(MINUTE_MS);
  const consent = { terms: true, privacy: false, version: CONSENT_VERSION };
  const answer = await shop.waysIn.signIn(shop.request(phone, await shop.codeFor(phone), { consent }));
  expect(answer).toMatchObject({ ok: false, error: { code: 'consent_required' } });
});

test('both consents stand in the ledger once, however often the customer signs in', async () => {
  const phone = newPhone();
  const { customer } = await shop.enter(phone);
  shop.clock.advance(MINUTE_MS);
  await shop.enter(phone);
  const { rows } = await shop.database.pool.query(
    'select purpose, version, way, withdrawn_at from consents where customer_id = $1 order by purpose',
    [customer.id],
  );
  const consent = { version: CONSENT_VERSION, way: 'sign-in', withdrawn_at: null };
  expect(rows).toEqual([
    { purpose: 'privacy', ...consent },
    { purpose: 'terms', ...consent },
  ]);
});

test('a phone that is none is refused', async () => {
  const answer = await shop.waysIn.signIn(shop.request('12345', '123456'));
  expect(answer).toEqual({ ok: false, error: { code: 'phone_invalid' } });
});

test('five wrong tries use a code up: after that the right one is refused too', async () => {
  const phone = newPhone();
  const code = await shop.codeFor(phone);
  for (const triesLeft of [4, 3, 2, 1, 0])
    expect(await shop.waysIn.signIn(shop.request(phone, wrong(code)))).toEqual({
      ok: false,
      error: { code: 'code_wrong', triesLeft },
    });
  expect(await shop.waysIn.signIn(shop.request(phone, code))).toEqual({
    ok: false,
    error: { code: 'code_expired' },
  });
});

test('a code is good for five minutes', async () => {
  const [early, late] = [newPhone(), newPhone()];
  const [first, second] = [await shop.codeFor(early), await shop.codeFor(late)];
  shop.clock.advance(5 * MINUTE_MS - 1);
  expect(await shop.waysIn.signIn(shop.request(early, first))).toMatchObject({ ok: true });
  shop.clock.advance(1);
  expect(await shop.waysIn.signIn(shop.request(late, second))).toMatchObject({
    ok: false,
    error: { code: 'code_expired' },
  });
});

test('a new code takes the place of the old one', async () => {
  const phone = newPhone();
  const old = await shop.codeFor(phone);
  shop.clock.advance(MINUTE_MS);
  let next = await shop.codeFor(phone);
  while (next === old) {
    shop.clock.advance(MINUTE_MS);
    next = await shop.codeFor(phone);
  }
  expect(await shop.waysIn.signIn(shop.request(phone, old))).toMatchObject({
    ok: false,
    error: { code: 'code_wrong' },
  });
  expect(await shop.waysIn.signIn(shop.request(phone, next))).toMatchObject({ ok: true });
});

test('a code is good for its own phone only', async () => {
  const [mine, other] = [newPhone(), newPhone()];
  const code = await shop.codeFor(mine);
  let others = await shop.codeFor(other);
  while (others === code) {
    shop.clock.advance(MINUTE_MS);
    others = await shop.codeFor(other);
  }
  expect(await shop.waysIn.signIn(shop.request(other, code))).toMatchObject({
    ok: false,
    error: { code: 'code_wrong' },
  });
  expect(await shop.waysIn.signIn(shop.request(newPhone(), code))).toMatchObject({
    ok: false,
    error: { code: 'code_expired' },
  });
});

test('a code typed with full-width digits and spaces is read', async () => {
  const phone = newPhone();
  const code = await shop.codeFor(phone);
  const typed = ` ${[...code].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join(' ')} `;
  expect(await shop.waysIn.signIn(shop.request(phone, typed))).toMatchObject({ ok: true });
});

test('of many sign-ins with the same right code at once exactly one gets in', async () => {
  for (let round = 0; round < 5; round += 1) {
    const phone = newPhone();
    const code = await shop.codeFor(phone);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => shop.waysIn.signIn(shop.request(phone, code))),
    );
    expect(codes(answers).filter((answer) => answer === 'in')).toHaveLength(1);
  }
});

test('of many wrong tries at once exactly five are answered', async () => {
  for (let round = 0; round < 5; round += 1) {
    const phone = newPhone();
    const code = await shop.codeFor(phone);
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => shop.waysIn.signIn(shop.request(phone, wrong(code)))),
    );
    expect(codes(answers).filter((answer) => answer === 'code_wrong')).toHaveLength(5);
    expect(codes(answers).filter((answer) => answer === 'code_expired')).toHaveLength(35);
  }
});

onOneServer(
  'first sign-ins of one phone at the same time create one customer with one data key',
  async () => {
    const phone = newPhone();
    const code = await shop.codeFor(phone);
    const { pool } = shop.database;
    // Holds all sign-ins right before they look for the customer, so that they run on together.
    const gate = await pool.connect();
    await gate.query('begin');
    await gate.query('lock table customer_phones in exclusive mode');
    const running: ReturnType<typeof shop.waysIn.signIn>[] = [];
    for (let n = 0; n < 6; n += 1) {
      running.push(shop.waysIn.signIn(shop.request(phone, code)));
      await waitForWaiting(n + 1);
      // As if each had come with a code of its own.
      await pool.query('update sign_in_codes set tries_left = 5');
    }
    await gate.query('commit');
    gate.release();
    const answers = await Promise.all(running);
    expect(codes(answers)).toEqual(Array(6).fill('in'));
    const signedIn = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
    expect(new Set(signedIn.map(({ customer }) => customer.id)).size).toBe(1);
    expect(signedIn.filter(({ customer }) => customer.isNew)).toHaveLength(1);
    for (const { token } of signedIn)
      expect(await shop.waysIn.session(token)).toMatchObject({ phoneMasked: `135****${phone.slice(-4)}` });
    const { rows } = await pool.query('select 1 from data_keys where customer_id = $1', [
      signedIn[0]!.customer.id,
    ]);
    expect(rows).toHaveLength(1);
  },
);

async function waitForWaiting(count: number): Promise<void> {
  for (let waiting = 0; waiting < count;) {
    const { rows } = await shop.database.pool.query<{ n: number }>(
      `select count(*)::integer as n from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock' and query like '%customer_phones%'`,
    );
    waiting = rows[0]!.n;
  }
}

test('a client address has two hundred tries an hour, whatever the phones', async () => {
  const clientAddress = '2001:db8:1:2::5';
  const tries = await Promise.all(
    Array.from({ length: 230 }, () =>
      shop.waysIn.signIn(shop.request('13400000000', '000000', { clientAddress })),
    ),
  );
  expect(codes(tries).filter((answer) => answer === 'too_many_tries')).toHaveLength(30);
  const neighbour = shop.request('13400000001', '000000', { clientAddress: '2001:db8:1:2:ffff::9' });
  expect(await shop.waysIn.signIn(neighbour)).toMatchObject({
    ok: false,
    error: { code: 'too_many_tries', retryAfterSeconds: 3600, limitOf: 'network' },
  });
  shop.clock.advance(HOUR_MS);
  expect(await shop.waysIn.signIn(neighbour)).toMatchObject({ ok: false, error: { code: 'code_expired' } });
});

test('a customer id that two phones drew by chance lets nobody into the other account', async () => {
  const { customer } = await shop.enter(newPhone());
  const phone = newPhone();
  const code = await shop.codeFor(phone);
  await shop.database.pool.query('insert into customer_phones (phone_hash, customer_id) values ($1, $2)', [
    shop.sealing.lookUpHash('phone', phone),
    customer.id,
  ]);
  await expect(shop.waysIn.signIn(shop.request(phone, code))).rejects.toThrow(/another phone/);
});
