import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createTestIdentity,
  DAY_MS,
  MINUTE_MS,
  type TestIdentity,
} from '../../../../test/support/test-identity.ts';
import { newDeviceMark, type DeviceMark } from '../../../kernel/device-mark.ts';
import type { SignedIn, SignIn } from '../way-in.ts';
import { mustOpenSession } from '../../../../test/support/must-open-session.ts';
import { onOneServer } from '../../../../test/support/on-one-server.ts';

let shop: TestIdentity;
let lastPhone = 13_300_000_000;
const newPhone = (): string => String((lastPhone += 1));

beforeAll(async () => void (shop = await createTestIdentity()));
afterAll(() => shop.stop());
beforeEach(() => {
  shop.failSending(undefined);
  shop.clock.advance(2 * MINUTE_MS);
});

async function enter(phone: string, deviceMark?: DeviceMark, more: Partial<SignIn> = {}): Promise<SignedIn> {
  shop.clock.advance(2 * MINUTE_MS);
  const { clientAddress = '10.2.0.1' } = more;
  const request = shop.request(phone, await shop.codeFor(phone, { clientAddress, deviceMark }), more);
  const outcome = await shop.waysIn.signIn(request);
  if (!outcome.ok) throw new Error(outcome.error.code);
  return outcome.value;
}
async function noticesTo(phone: string) {
  await shop.tell();
  return shop.notices.filter((notice) => notice.phone === phone);
}

type Row = { device_hash: Buffer; first_seen_at: Date; last_seen_at: Date };
async function devicesOf(customerId: string): Promise<Row[]> {
  const { rows } = await shop.database.pool.query<Row>(
    'select device_hash, first_seen_at, last_seen_at from customer_devices where customer_id = $1 order by first_seen_at',
    [customerId],
  );
  return rows;
}

test('the first device is no news, a second one is told of once, and both are known from then on', async () => {
  const phone = newPhone();
  const [first, second] = [newDeviceMark(), newDeviceMark()];
  await enter(phone, first);
  await enter(phone, first);
  expect(await noticesTo(phone)).toEqual([]);
  await enter(phone, second, {
    language: 'en',
    clientAddress: '202.96.134.133',
    device: 'Mozilla/5.0 (iPhone) Version/26.0 Safari/604.1',
  });
  expect(await noticesTo(phone)).toEqual([
    {
      phone,
      notice: 'new_device',
      language: 'en',
      params: { device: 'Safari · iPhone', place: expect.stringMatching(/广东/) },
    },
  ]);
  await enter(phone, second);
  const { customer } = await enter(phone, first);
  expect(await noticesTo(phone)).toHaveLength(1);
  const [older, newer] = await devicesOf(customer.id);
  expect(older!.last_seen_at).toEqual(shop.clock.now());
  expect(newer!.last_seen_at.getTime()).toBeLessThan(older!.last_seen_at.getTime());
});

test('a customer of before devices were noted, or who came without a mark, is told of nothing', async () => {
  const phone = newPhone();
  const { customer } = await enter(phone);
  await enter(phone);
  expect(await devicesOf(customer.id)).toEqual([]);
  await enter(phone, newDeviceMark());
  expect(await noticesTo(phone)).toEqual([]);
  await enter(phone, newDeviceMark());
  expect(await noticesTo(phone)).toHaveLength(1);
});

test('what stands in the database is no mark, and not the same for two customers on one device', async () => {
  const mark = newDeviceMark();
  const customers = [await enter(newPhone(), mark), await enter(newPhone(), mark)];
  const hashes = await Promise.all(
    customers.map(async ({ customer }) => (await devicesOf(customer.id))[0]!.device_hash),
  );
  expect(hashes[0]!.equals(hashes[1]!)).toBe(false);
  for (const hash of hashes) expect(hash.includes(Buffer.from(mark, 'base64url'))).toBe(false);
});

test('what a device says of itself in words of its own is not repeated to the phone', async () => {
  const phone = newPhone();
  await enter(phone, newDeviceMark());
  await enter(phone, newDeviceMark(), { device: 'www.evil.example' });
  expect(await noticesTo(phone)).toMatchObject([{ params: { device: '' } }]);
});

test('a notice that fails does not fail the sign-in', async () => {
  const phone = newPhone();
  await enter(phone, newDeviceMark());
  shop.clock.advance(2 * MINUTE_MS);
  const who = { clientAddress: '10.2.0.2', deviceMark: newDeviceMark() };
  const request = shop.request(phone, await shop.codeFor(phone, who));
  shop.failSending(new Error('the provider is away'));
  expect(await shop.waysIn.signIn(request)).toMatchObject({ ok: true });
  expect(await noticesTo(phone)).toEqual([]);
  // It is tried again, and has not been used up by failing.
  shop.failSending(undefined);
  await shop.database.pool.query('update graphile_worker._private_jobs set run_at = now()');
  expect(await noticesTo(phone)).toMatchObject([{ notice: 'new_device' }]);
});

test('a device that signed out again before it was told of is told of without its name', async () => {
  const phone = newPhone();
  const { customer } = await enter(phone, newDeviceMark());
  const { token } = await mustOpenSession(
    { ...shop, database: shop.database.pool },
    { customerId: customer.id, way: 'password', device: '', clientAddress: '', deviceMark: newDeviceMark() },
  );
  await shop.waysIn.endByToken(token);
  expect(await noticesTo(phone)).toMatchObject([{ notice: 'new_device', params: { device: '', place: '' } }]);
});

test('the nightly job forgets devices of 400 days ago, and all but the fifty seen last', async () => {
  const phone = newPhone();
  const known = newDeviceMark();
  const { customer } = await enter(phone, known);
  const now = shop.clock.now();
  const insert = (hashPrefix: number, count: number, ageMs: number) =>
    shop.database.pool.query(
      `insert into customer_devices select $1, int4send($2 + n), seen, seen
       from (select n, $3::timestamptz - n * interval '1 second' as seen from generate_series(1, $4::integer) as n) made`,
      [customer.id, hashPrefix, new Date(now.getTime() - ageMs), count],
    );
  await insert(0, 3, 400 * DAY_MS);
  await insert(1000, 60, 30 * DAY_MS);
  const removed = await shop.waysIn.removeExpired(now);
  expect(removed).toMatchObject({ devices: 3, crowdedDevices: 11 });
  expect(await devicesOf(customer.id)).toHaveLength(50);
  await enter(phone, known);
  expect(await noticesTo(phone)).toEqual([]);
  expect(await shop.waysIn.removeExpired(now)).toMatchObject({ devices: 0, crowdedDevices: 0 });
});

onOneServer('old devices are found by the index, however many there are', async () => {
  const client = await shop.database.pool.connect();
  try {
    await client.query('set enable_seqscan = off');
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `explain select customer_id, device_hash from customer_devices
       where last_seen_at <= now() - interval '400 days' limit 1000`,
    );
    expect(rows.map((row) => row['QUERY PLAN']).join('\n')).toContain('customer_devices_last_seen_at');
  } finally {
    client.release(true);
  }
});
