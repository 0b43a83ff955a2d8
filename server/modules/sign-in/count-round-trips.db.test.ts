import { afterAll, beforeAll, expect, test } from 'vitest';
import { tapLine, type TappedLine } from '../../../test/support/tap-line.ts';
import { createTestIdentity, MINUTE_MS, type TestIdentity } from '../../../test/support/test-identity.ts';
import { newDeviceMark, type DeviceMark } from '../../kernel/device-mark.ts';
import { openDatabase, type Database } from '../../platform/database.ts';
import type { WaysIn } from './ways-in.ts';
import type { Addresses } from '../addresses/index.ts';

let shop: TestIdentity;
let line: TappedLine;
let pool: Database;
let waysIn: WaysIn;
let addresses: Addresses;

beforeAll(async () => {
  shop = await createTestIdentity();
  line = await tapLine(shop.database.url);
  pool = openDatabase({ connection: { connectionString: line.url }, max: 1, onError: () => undefined });
  ({ waysIn, addresses } = await shop.another(pool));
  await enter('13800138000', undefined, 1);
});
afterAll(async () => {
  await pool.end();
  line.server.close();
  await shop.stop();
});

const CLIENT = '10.0.0.1';
/**
 * One looks for the code, one for what was counted (these at once, were there more connections than one), one checks the
 * code; after that two are left, and beside them one that lets this caller ask for another code.
 */
const SIGN_IN = 3 + 2 + 1;
/** The commit waits for the answer whether the device is new: no statement may both note it and add what tells of it. */
const NOTED = 1;

async function enter(
  phone: string,
  deviceMark?: DeviceMark,
  more = 0,
  earlierToken?: string,
): Promise<string> {
  shop.clock.advance(2 * MINUTE_MS);
  await waysIn.requestCode({ phone, purpose: 'sign-in', clientAddress: CLIENT, deviceMark });
  const before = line.roundTrips();
  const request = shop.request(phone, shop.sent.at(-1)!.code, {
    clientAddress: CLIENT,
    deviceMark,
    earlierToken,
  });
  const outcome = await waysIn.signIn(request);
  if (!outcome.ok) throw new Error(outcome.error.code);
  expect(line.roundTrips() - before).toBeLessThanOrEqual(SIGN_IN + more);
  return outcome.value.token;
}

test('a sign-in takes six round trips to the database, for a new customer and a known one', async () => {
  // The first from a network also notes that the phone's owner was there, beside what else is written.
  await enter('13800138001', undefined, 1);
  await enter('13800138001');
});

test('noting the device takes one more, for the first, a known one and a new one', async () => {
  const mark = newDeviceMark();
  await enter('13800138004', mark, 1 + NOTED);
  for (const deviceMark of [mark, newDeviceMark()]) await enter('13800138004', deviceMark, NOTED);
  await shop.tell();
  expect(shop.notices).toMatchObject([{ phone: '13800138004', notice: 'new_device' }]);
});

test('ending the session that a browser was in before takes none more', async () => {
  const earlier = await enter('13800138005', undefined, 1);
  expect(await waysIn.session(earlier)).toBeDefined();
  await enter('13800138005', undefined, 0, earlier);
  expect(await waysIn.session(earlier)).toBeUndefined();
});

test('looking up a session takes one round trip, and none where it was seen in the last ten seconds', async () => {
  const token = await enter('13800138002', undefined, 1);
  const costs: number[] = [];
  for (const waitMs of [0, 9_999, 1, 30 * MINUTE_MS, 60 * MINUTE_MS]) {
    shop.clock.advance(waitMs);
    const before = line.roundTrips();
    expect(await waysIn.session(token)).toBeDefined();
    costs.push(line.roundTrips() - before);
  }
  expect(costs).toEqual([1, 0, 1, 1, 1]);
});

test('the addresses of a whole batch are read in one round trip', async () => {
  const session = (await waysIn.session(await enter('13800138003', undefined, 1)))!;
  const before = line.roundTrips();
  const wanted = Array.from({ length: 256 }, () => ({
    customerId: session.customerId,
    addressId: session.sessionId,
  }));
  expect(await addresses.addressSnapshots(wanted)).toHaveLength(256);
  expect(line.roundTrips() - before).toBe(1);
});
