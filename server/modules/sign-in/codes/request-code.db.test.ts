import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createTestIdentity,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  type TestIdentity,
} from '../../../../test/support/test-identity.ts';
import { solvePuzzle } from '../../../../test/support/solve-puzzle.ts';

let shop: TestIdentity;
beforeAll(async () => void (shop = await createTestIdentity()));
afterAll(() => shop.stop());
beforeEach(() => shop.clock.advance(2 * DAY_MS));

const PHONE = '13800138000';
const ask = (phone: string, clientAddress = '10.0.0.1') =>
  shop.waysIn.requestCode({ phone, purpose: 'sign-in', clientAddress });
const said = (answer: { ok: boolean; error?: { code: string } }): string =>
  answer.ok ? 'done' : answer.error!.code;
/** Asks, solves what is asked for, and asks again. */
async function askWithWork(
  phone: string,
  clientAddress = '10.0.0.1',
): Promise<Awaited<ReturnType<typeof ask>>> {
  const refused = await ask(phone, clientAddress);
  if (refused.ok || refused.error.code !== 'work_required') return refused;
  const work = await solvePuzzle(refused.error.puzzle);
  return shop.waysIn.requestCode({ phone, purpose: 'sign-in', clientAddress, work });
}
const sentTo = (phone: string) => shop.sent.filter((sent) => sent.phone === phone);

test('a code of six digits is sent in the language of the reader', async () => {
  await shop.waysIn.requestCode({
    phone: '+86 138-0013-8001',
    purpose: 'sign-in',
    clientAddress: '::1',
    language: 'en',
  });
  await ask('13800138002');
  expect(shop.sent.slice(-2)).toEqual([
    { phone: '13800138001', code: expect.stringMatching(/^\d{6}$/), language: 'en', purpose: 'sign-in' },
    { phone: '13800138002', code: expect.stringMatching(/^\d{6}$/), language: 'zh-CN', purpose: 'sign-in' },
  ]);
});

test('a known and an unknown phone get the same answer by the same statements', async () => {
  const known = '13800138010';
  await shop.enter(known);
  shop.clock.advance(2 * MINUTE_MS);
  const [first, second] = [
    await statementsOf(() => ask(known)),
    await statementsOf(() => ask('13800138011')),
  ];
  expect(first).toEqual(second);
  expect(first.answer).toEqual({ ok: true, value: { resendAfterSeconds: 60, expiresInSeconds: 300 } });
});

/** What was answered, and the names of the statements it took. */
async function statementsOf(
  act: () => Promise<unknown>,
): Promise<{ answer: unknown; statements: unknown[] }> {
  const { pool } = shop.database;
  const statements: unknown[] = [];
  const query = pool.query.bind(pool);
  pool.query = ((statement: { name?: string }, ...rest: unknown[]) => {
    statements.push(statement.name ?? statement);
    return (query as (...all: unknown[]) => unknown)(statement, ...rest);
  }) as typeof pool.query;
  try {
    return { answer: await act(), statements };
  } finally {
    pool.query = query as typeof pool.query;
  }
}

test('what is no mobile number is refused and nothing is sent', async () => {
  const before = shop.sent.length;
  for (const phone of ['', '12345678901', '010-62345678', '+1 202 555 0100'])
    expect(await ask(phone)).toEqual({ ok: false, error: { code: 'phone_invalid' } });
  expect(shop.sent).toHaveLength(before);
});

test('whoever asks gets one code a minute', async () => {
  await ask(PHONE);
  shop.clock.advance(20_000);
  expect(await ask(PHONE)).toEqual({
    ok: false,
    error: { code: 'too_many_codes', retryAfterSeconds: 40, limitOf: 'caller' },
  });
  shop.clock.advance(40_000);
  expect(await ask(PHONE)).toMatchObject({ ok: true });
});

test('of many requests of one asker at the same time one sends a code, and one is counted', async () => {
  const phone = '13800138020';
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(phone)));
  expect(answers.filter((answer) => answer.ok)).toHaveLength(1);
  expect(sentTo(phone)).toHaveLength(1);
  for (let n = 0; n < 2; n += 1) {
    shop.clock.advance(MINUTE_MS);
    expect(await ask(phone)).toMatchObject({ ok: true });
  }
});

test('a network gets three codes a day to one phone, five with puzzles, and is told when the day is over', async () => {
  const phone = '13800138030';
  for (let n = 0; n < 3; n += 1) {
    expect(await ask(phone)).toMatchObject({ ok: true });
    shop.clock.advance(2 * MINUTE_MS);
  }
  for (let n = 0; n < 2; n += 1) {
    expect(await ask(phone)).toMatchObject({ error: { code: 'work_required' } });
    expect(await askWithWork(phone)).toMatchObject({ ok: true });
    shop.clock.advance(2 * MINUTE_MS);
  }
  const retryAfterSeconds = (DAY_MS - 10 * MINUTE_MS) / 1000;
  expect(await ask(phone)).toEqual({
    ok: false,
    error: { code: 'too_many_codes', retryAfterSeconds, limitOf: 'caller' },
  });
  // What one network has used up is not what others have.
  expect(await ask(phone, '10.0.1.1')).toMatchObject({ error: { code: 'work_required' } });
  shop.clock.advance(retryAfterSeconds * 1000);
  expect(await ask(phone)).toMatchObject({ ok: true });
});

test('a phone gets five codes a day that strangers ask for, ten with puzzles, however many and fast they are', async () => {
  const phone = '13800138040';
  const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => ask(phone, `10.7.${n}.1`)));
  expect(answers.map(said).sort()).toEqual([...Array(5).fill('done'), ...Array(25).fill('work_required')]);
  const worked = await Promise.all(
    Array.from({ length: 8 }, (_, n) => askWithWork(phone, `10.7.${100 + n}.1`)),
  );
  expect(worked.map(said).sort()).toEqual([...Array(5).fill('done'), ...Array(3).fill('too_many_codes')]);
  expect(sentTo(phone)).toHaveLength(10);
  expect(await ask(phone, '10.7.200.1')).toMatchObject({
    error: { code: 'too_many_codes', retryAfterSeconds: 86_400, limitOf: 'phone' },
  });
});

test('a client address gets a hundred codes an hour, also when it asks for all of them at once, then with puzzles', async () => {
  const phones = Array.from({ length: 130 }, (_, n) => `1370000${String(n).padStart(4, '0')}`);
  const answers = await Promise.all(phones.map((phone) => ask(phone, '10.0.0.7')));
  expect(answers.filter((answer) => answer.ok)).toHaveLength(100);
  expect(said(answers.find((answer) => !answer.ok)!)).toBe('work_required');
  expect(await askWithWork('13700001000', '10.0.0.7')).toMatchObject({ ok: true });
  expect(await ask('13700001001', '10.0.0.8')).toMatchObject({ ok: true });
  shop.clock.advance(HOUR_MS);
  expect(await ask('13700001002', '10.0.0.7')).toMatchObject({ ok: true });
});

test('the limit of a client address holds for all processes together', async () => {
  const { waysIn: other } = await shop.another();
  for (let n = 0; n < 100; n += 1) {
    const side = n % 2 === 0 ? shop.waysIn : other;
    await side.requestCode({
      phone: `136000000${String(n).padStart(2, '0')}`,
      purpose: 'sign-in',
      clientAddress: '10.0.0.9',
    });
  }
  const refused = await other.requestCode({
    phone: '13600001000',
    purpose: 'sign-in',
    clientAddress: '10.0.0.9',
  });
  expect(refused).toMatchObject({ ok: false, error: { code: 'work_required' } });
});

test('a code that could not be sent is worth nothing, and the next may be asked for at once', async () => {
  const phone = '13800138050';
  shop.failSending(new Error('the SMS service is down'));
  await expect(ask(phone)).rejects.toThrow('the SMS service is down');
  shop.failSending(undefined);
  // Nor is it counted.
  for (let n = 0; n < 3; n += 1) {
    expect(await ask(phone)).toMatchObject({ ok: true });
    shop.clock.advance(MINUTE_MS);
  }
});
