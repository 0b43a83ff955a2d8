import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createTestIdentity,
  HOUR_MS,
  MINUTE_MS,
  type TestIdentity,
} from '../../../../test/support/test-identity.ts';

const GOOD = 'aB3$kL9x mountain';
const HOME = '10.6.255.1';
const WRONG = { ok: false, error: { code: 'password_wrong' } };
let shop: TestIdentity;
let lastPhone = 13_600_000_000;
let lastClient = 0;
beforeAll(async () => void (shop = await createTestIdentity()));
afterAll(() => shop.stop());
beforeEach(() => shop.clock.advance(2 * MINUTE_MS));

const newPhone = (): string => String((lastPhone += 1));
/** An address that nobody has come from before. */
const stranger = (): string => `10.6.${Math.floor((lastClient += 1) / 250)}.${lastClient % 250}`;

const attempt = (phone: string, password: string, clientAddress: string, waysIn = shop.waysIn) =>
  waysIn.signInByPassword({ phone, password: { password }, clientAddress, device: '' });

const waitOf = (retryAfterSeconds: number) => ({
  ok: false,
  error: { code: 'too_many_tries', retryAfterSeconds, instead: 'code' },
});

async function owner(): Promise<string> {
  const phone = newPhone();
  const { session } = await shop.enter(phone);
  const request = { newPassword: { password: GOOD }, clientAddress: HOME, language: 'zh-CN' } as const;
  expect(await shop.waysIn.setPassword(session, request)).toMatchObject({ ok: true });
  return phone;
}

async function failFiveTimes(phone: string, from = stranger): Promise<void> {
  for (let time = 0; time < 5; time += 1) expect(await attempt(phone, 'wrong', from())).toEqual(WRONG);
}

test('after five wrong ones strangers wait longer and longer, from whatever address, and a day later no more', async () => {
  const phone = await owner();
  await failFiveTimes(phone);
  for (const seconds of [30, 60, 120, 240, 480, 960, 1_920, 3_600, 3_600]) {
    // The right one is not looked at either.
    expect(await attempt(phone, GOOD, stranger())).toEqual(waitOf(seconds));
    shop.clock.advance(seconds * 1000 - 1);
    expect(await attempt(phone, 'wrong', stranger())).toEqual(waitOf(1));
    shop.clock.advance(1);
    expect(await attempt(phone, 'wrong', stranger())).toEqual(WRONG);
  }
  shop.clock.advance(24 * HOUR_MS);
  await failFiveTimes(phone);
});

test('the owner gets in by the password from where they have been, and by a code from anywhere', async () => {
  const phone = await owner();
  await failFiveTimes(phone);
  expect(await attempt(phone, GOOD, stranger())).toEqual(waitOf(30));
  expect(await attempt(phone, GOOD, HOME)).toMatchObject({ ok: true });
  // That gives strangers no new tries.
  expect(await attempt(phone, GOOD, stranger())).toEqual(waitOf(30));
  shop.clock.advance(MINUTE_MS);
  expect(await shop.enter(phone)).toMatchObject({ customer: { isNew: false } });
});

test('a network from which the owner signed in is known from then on, and its own wrong tries are slowed down too', async () => {
  const phone = await owner();
  const office = stranger();
  expect(await attempt(phone, GOOD, office)).toMatchObject({ ok: true });
  await failFiveTimes(phone);
  await failFiveTimes(phone, () => office);
  expect(await attempt(phone, GOOD, office)).toEqual(waitOf(30));
  expect(await attempt(phone, GOOD, HOME)).toMatchObject({ ok: true });
  shop.clock.advance(30_000);
  expect(await attempt(phone, GOOD, office)).toMatchObject({ ok: true });
  await failFiveTimes(phone, () => office);
});

test('a phone that nobody has is slowed down the same', async () => {
  const phone = newPhone();
  await failFiveTimes(phone);
  expect(await attempt(phone, GOOD, stranger())).toEqual(waitOf(30));
});

test('of twenty tries at once, in two processes, five are looked at', async () => {
  const phone = await owner();
  const { waysIn: other } = await shop.another();
  const outcomes = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      attempt(phone, 'wrong', stranger(), index % 2 === 0 ? other : shop.waysIn),
    ),
  );
  const codes = outcomes.map((outcome) => (outcome.ok ? 'in' : outcome.error.code));
  expect(codes.filter((code) => code === 'password_wrong')).toHaveLength(5);
  expect(codes.filter((code) => code === 'too_many_tries')).toHaveLength(15);
});

test('one address has a hundred tries an hour, at whatever accounts', async () => {
  const address = stranger();
  const phones = Array.from({ length: 100 }, newPhone);
  for (let at = 0; at < phones.length; at += 10) {
    const outcomes = await Promise.all(
      phones.slice(at, at + 10).map((phone) => attempt(phone, 'x', address)),
    );
    expect(outcomes).toEqual(outcomes.map(() => WRONG));
  }
  expect(await attempt(newPhone(), 'x', address)).toEqual(waitOf(3_600));
  expect(await attempt(newPhone(), 'x', stranger())).toEqual(WRONG);
}, 30_000);
