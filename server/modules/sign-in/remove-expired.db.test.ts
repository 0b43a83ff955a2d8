import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createTestIdentity,
  DAY_MS,
  HOUR_MS,
  type TestIdentity,
} from '../../../test/support/test-identity.ts';

let shop: TestIdentity;
beforeAll(async () => void (shop = await createTestIdentity()));
afterAll(() => shop.stop());

const count = async (table: string): Promise<number> =>
  (await shop.database.pool.query<{ n: number }>(`select count(*)::integer as n from ${table}`)).rows[0]!.n;

test('what is expired goes, batch by batch, and what is live stays', async () => {
  const old = await shop.enter('13800138000');
  await shop.database.pool.query(
    `insert into attempt_counters select int4send(n), 1, $1 from generate_series(1, 2500) as n`,
    [shop.clock.now()],
  );
  shop.clock.advance(31 * DAY_MS);
  const fresh = await shop.enter('13900139000');
  const removed = await shop.waysIn.removeExpired(shop.clock.now());
  // Of the first sign-in: its code, its session, and the counters of its code. That it was there is known for 90 days.
  expect(removed).toMatchObject({ codes: 1, sessions: 1, counters: 2504 });
  expect(await shop.waysIn.session(fresh.token)).toBeDefined();
  expect(await shop.waysIn.session(old.token)).toBeUndefined();
  expect([await count('sign_in_codes'), await count('sessions'), await count('attempt_counters')]).toEqual([
    1, 1, 8,
  ]);
});

test('how many codes went out in a day is not forgotten with the code', async () => {
  const ask = (clientAddress: string) =>
    shop.waysIn.requestCode({ phone: '13700137000', purpose: 'sign-in', clientAddress });
  for (let n = 0; n < 5; n += 1) expect(await ask(`10.4.${n}.1`)).toMatchObject({ ok: true });
  shop.clock.advance(HOUR_MS);
  await shop.waysIn.removeExpired(shop.clock.now());
  expect(await ask('10.4.9.1')).toMatchObject({ error: { code: 'work_required' } });
});

test('security records are kept for six months at least, and then go', async () => {
  const now = shop.clock.now();
  await shop.database.pool.query(
    `insert into security_log (at, event) select $1::timestamptz - n * interval '1 day', 'signed_in' from generate_series(0, 200) as n`,
    [now],
  );
  const { securityRecords } = await shop.waysIn.removeExpired(now);
  expect(securityRecords).toBe(11);
  const { rows } = await shop.database.pool.query<{ days: number }>(
    `select extract(day from $1::timestamptz - min(at))::integer as days from security_log`,
    [now],
  );
  expect(rows).toEqual([{ days: 189 }]);
});

test('several runs at once do no harm', async () => {
  shop.clock.advance(91 * DAY_MS);
  await Promise.all([1, 2, 3].map(() => shop.waysIn.removeExpired(shop.clock.now())));
  expect([await count('sign_in_codes'), await count('sessions'), await count('attempt_counters')]).toEqual([
    0, 0, 0,
  ]);
});
