import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createTestIdentity,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  type TestIdentity,
} from '../../../../test/support/test-identity.ts';
import { ok } from '../../../kernel/result.ts';

let shop: TestIdentity;
beforeAll(async () => void (shop = await createTestIdentity()));
afterAll(() => shop.stop());
beforeEach(() => shop.clock.advance(2 * MINUTE_MS));

let lastPhone = 13_600_000_000;
const newPhone = () => String((lastPhone += 1));

test('a token finds whose session it is', async () => {
  const phone = newPhone();
  const { token, customer, expiresAt } = await shop.enter(phone);
  expect(await shop.waysIn.session(token)).toEqual({
    sessionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    customerId: customer.id,
    displayName: customer.phoneMasked,
    phoneMasked: `136****${phone.slice(-4)}`,
    expiresAt,
  });
});

test('no other text than the token itself finds the session', async () => {
  const { token } = await shop.enter(newPhone());
  const other = (await shop.enter(newPhone())).token;
  // Another customer's id before the same secret, another last character, other spellings of the same bytes.
  const bytes = Buffer.from(token, 'base64url');
  const foreign = Buffer.concat([
    Buffer.from(other, 'base64url').subarray(0, 12),
    bytes.subarray(12),
  ]).toString('base64url');
  const last = token.slice(0, -1);
  const spellings = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].map(
    (end) => last + end,
  );
  const texts = ['', token.slice(1), `${token}=`, ` ${token}`, foreign, '\0'.repeat(59), 'A'.repeat(100_000)];
  for (const text of [...texts, ...spellings.filter((spelling) => spelling !== token)])
    expect(await shop.waysIn.session(text)).toBeUndefined();
});

test('a session that is used lives on, and one that is not ends after thirty days', async () => {
  const [used, unused] = [await shop.enter(newPhone()), await shop.enter(newPhone())];
  shop.clock.advance(29 * DAY_MS);
  const prolonged = await shop.waysIn.session(used.token);
  expect(prolonged?.expiresAt).toEqual(new Date(shop.clock.now().getTime() + 30 * DAY_MS));
  shop.clock.advance(DAY_MS);
  expect(await shop.waysIn.session(unused.token)).toBeUndefined();
  shop.clock.advance(28 * DAY_MS);
  expect(await shop.waysIn.session(used.token)).toBeDefined();
  shop.clock.advance(30 * DAY_MS);
  expect(await shop.waysIn.session(used.token)).toBeUndefined();
});

test('a session that is used every day ends 180 days after its sign-in all the same', async () => {
  const { token, session } = await shop.enter(newPhone());
  const end = new Date(shop.clock.now().getTime() + 180 * DAY_MS);
  for (let day = 1; day < 180; day += 1) {
    shop.clock.advance(DAY_MS);
    const { expiresAt } = (await shop.waysIn.session(token))!;
    const unused = shop.clock.now().getTime() + 30 * DAY_MS;
    expect(expiresAt).toEqual(new Date(Math.min(unused, end.getTime())));
  }
  const { waysIn: other } = await shop.another();
  shop.clock.advance(DAY_MS - 1);
  // Believed from now on, and never past its end.
  for (const waysIn of [shop.waysIn, other]) expect(await waysIn.session(token)).toBeDefined();
  expect([...(await shop.waysIn.findLiveSessions([session]))]).toEqual([session.sessionId]);
  shop.clock.advance(1);
  for (const waysIn of [shop.waysIn, other]) expect(await waysIn.session(token)).toBeUndefined();
  expect(await shop.waysIn.sessions(session)).toEqual([]);
  expect([...(await shop.waysIn.findLiveSessions([session]))]).toEqual([]);
  expect((await shop.waysIn.removeExpired(shop.clock.now())).sessions).toBeGreaterThanOrEqual(1);
});

test('a proof prolongs no session', async () => {
  const { token, session } = await shop.enter(newPhone());
  for (let month = 0; month < 6; month += 1) {
    shop.clock.advance(29 * DAY_MS);
    expect(await shop.waysIn.session(token)).toBeDefined();
  }
  const { expiresAt } = (await shop.waysIn.session(token))!;
  const asker = { clientAddress: '10.9.8.7' };
  expect((await shop.waysIn.requestProofCode(session, asker)).ok).toBe(true);
  expect(await shop.waysIn.proveByCode(session, shop.sent.at(-1)!.code, asker)).toEqual(ok(null));
  shop.clock.advance(HOUR_MS);
  expect((await shop.waysIn.session(token))!.expiresAt).toEqual(expiresAt);
  shop.clock.advance(expiresAt.getTime() - shop.clock.now().getTime());
  expect(await shop.waysIn.session(token)).toBeUndefined();
});

test('no session can be written to end later than that', async () => {
  const { session } = await shop.enter(newPhone());
  await expect(
    shop.database.pool.query(
      `update sessions set expires_at = created_at + interval '4320 hours 1 second' where session_id = $1`,
      [session.sessionId],
    ),
  ).rejects.toThrow('sessions_end_after_half_a_year');
});

test('a session that is used all the time is written once an hour', async () => {
  const { token, customer } = await shop.enter(newPhone());
  const versions = new Set<string>();
  for (let minutes = 0; minutes < 150; minutes += 10) {
    await shop.waysIn.session(token);
    const { rows } = await shop.database.pool.query<{ xmin: string }>(
      'select xmin from sessions where customer_id = $1',
      [customer.id],
    );
    versions.add(rows[0]!.xmin);
    shop.clock.advance(10 * MINUTE_MS);
  }
  expect(versions.size).toBe(3);
});

test('the sessions of a customer are listed with their devices, and the one that asks is marked', async () => {
  const phone = newPhone();
  const first = await shop.enter(phone);
  shop.clock.advance(HOUR_MS);
  const second = await shop.enter(phone);
  expect(await shop.waysIn.sessions(second.session)).toEqual([
    {
      id: second.session.sessionId,
      way: 'code',
      place: '',
      device: 'Chrome · Windows',
      createdAt: shop.clock.now(),
      lastSeenAt: shop.clock.now(),
      current: true,
    },
    expect.objectContaining({ id: first.session.sessionId, current: false }),
  ]);
});

test('signing out ends the session at once, and only that one', async () => {
  const phone = newPhone();
  const first = await shop.enter(phone);
  shop.clock.advance(HOUR_MS);
  const second = await shop.enter(phone);
  await shop.waysIn.signOut(second.session);
  expect(await shop.waysIn.session(second.token)).toBeUndefined();
  expect(await shop.waysIn.session(first.token)).toBeDefined();
});

test('a session that another process ended is refused after ten seconds at most', async () => {
  const { token, session } = await shop.enter(newPhone());
  const { waysIn: other } = await shop.another();
  expect(await other.session(token)).toBeDefined();
  await shop.waysIn.signOut(session);
  expect(await shop.waysIn.session(token)).toBeUndefined();
  shop.clock.advance(9_999);
  expect(await other.session(token)).toBeDefined();
  shop.clock.advance(1);
  expect(await other.session(token)).toBeUndefined();
});

test('a look-up that is under way while its session ends does not bring it back', async () => {
  for (let round = 0; round < 30; round += 1) {
    const { token, session } = await shop.enter(newPhone());
    shop.clock.advance(MINUTE_MS);
    await Promise.all([shop.waysIn.session(token), shop.waysIn.signOut(session), shop.waysIn.session(token)]);
    expect(await shop.waysIn.session(token)).toBeUndefined();
  }
});

test('one session or all others can be ended, but never those of somebody else', async () => {
  const phone = newPhone();
  const [first, stranger] = [await shop.enter(phone), await shop.enter(newPhone())];
  shop.clock.advance(HOUR_MS);
  const second = await shop.enter(phone);
  shop.clock.advance(HOUR_MS);
  const third = await shop.enter(phone);
  expect(await shop.waysIn.endSession(third.session, stranger.session.sessionId)).toEqual(ok(false));
  expect(await shop.waysIn.endSession(third.session, 'not-a-session')).toEqual(ok(false));
  expect(await shop.waysIn.endSession(third.session, first.session.sessionId)).toEqual(ok(true));
  expect(await shop.waysIn.session(first.token)).toBeUndefined();
  expect(await shop.waysIn.endOtherSessions(third.session)).toEqual(ok(1));
  expect(await shop.waysIn.session(second.token)).toBeUndefined();
  expect(await shop.waysIn.session(third.token)).toBeDefined();
  expect(await shop.waysIn.session(stranger.token)).toBeDefined();
});

test('a session tells the city where it was last used, and keeps no address', async () => {
  const phone = newPhone();
  const request = shop.request(phone, await shop.codeFor(phone, '120.24.78.68'));
  const outcome = await shop.waysIn.signIn(request);
  if (!outcome.ok) throw new Error(outcome.error.code);
  const { token } = outcome.value;
  const places = async (clientAddress: string): Promise<string[]> => {
    shop.clock.advance(HOUR_MS);
    const session = (await shop.waysIn.session(token, clientAddress))!;
    return (await shop.waysIn.sessions(session)).map(({ place }) => place);
  };
  expect(await places('127.0.0.1')).toEqual(['广东省 深圳市']);
  expect(await places('114.114.114.114')).toEqual(['江苏省 南京市']);
});
