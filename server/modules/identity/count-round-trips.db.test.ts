import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestIdentity, MINUTE_MS, type TestIdentity } from '../../../test/support/test-identity.ts';
import { openDatabase, type Database } from '../../platform/database.ts';
import type { Identity } from './index.ts';

let shop: TestIdentity;
let line: { server: Server; url: string; roundTrips: () => number };
let pool: Database;
let identity: Identity;

/** A line to the database that counts how often the program has to wait for an answer before it goes on. */
async function tapLine(databaseUrl: string): Promise<typeof line> {
  const url = new URL(databaseUrl);
  const host = decodeURIComponent(url.hostname);
  const port = Number(url.port || 5432);
  let count = 0;
  const server = createServer((program) => {
    const database = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    let isAsking = false;
    program.on('data', (bytes) => {
      if (!isAsking) count += 1;
      isAsking = true;
      database.write(bytes);
    });
    database.on('data', (bytes) => {
      isAsking = false;
      program.write(bytes);
    });
    program.on('close', () => database.destroy());
    database.on('close', () => program.destroy());
    for (const socket of [program, database]) socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { server, url: url.href, roundTrips: () => count };
}

beforeAll(async () => {
  shop = await createTestIdentity();
  line = await tapLine(shop.database.url);
  pool = openDatabase({ connection: { connectionString: line.url }, max: 1, onError: () => undefined });
  identity = await shop.another(pool);
  await enter('13800138000');
});
afterAll(async () => {
  await pool.end();
  line.server.close();
  await shop.stop();
});

async function enter(phone: string): Promise<string> {
  shop.clock.advance(2 * MINUTE_MS);
  await identity.requestCode({ phone, purpose: 'sign-in', clientAddress: '10.0.0.1' });
  const before = line.roundTrips();
  const outcome = await identity.signIn(shop.request(phone, shop.sent.at(-1)!.code));
  if (!outcome.ok) throw new Error(outcome.error.code);
  // One counts the try of the client address, one checks the code: what is left is what comes after.
  expect(line.roundTrips() - before - 2).toBeLessThanOrEqual(2);
  return outcome.value.token;
}

test('after the code is checked a sign-in takes two round trips to the database, for a new customer and a known one', async () => {
  await enter('13800138001');
  await enter('13800138001');
});

test('looking up a session takes one round trip, and none where it was seen in the last ten seconds', async () => {
  const token = await enter('13800138002');
  const costs: number[] = [];
  for (const waitMs of [0, 9_999, 1, 30 * MINUTE_MS, 60 * MINUTE_MS]) {
    shop.clock.advance(waitMs);
    const before = line.roundTrips();
    expect(await identity.session(token)).toBeDefined();
    costs.push(line.roundTrips() - before);
  }
  expect(costs).toEqual([1, 0, 1, 1, 1]);
});

test('the addresses of a whole batch are read in one round trip', async () => {
  const session = (await identity.session(await enter('13800138003')))!;
  const before = line.roundTrips();
  const wanted = Array.from({ length: 256 }, () => ({
    customerId: session.customerId,
    addressId: session.sessionId,
  }));
  expect(await identity.addressSnapshots(wanted)).toHaveLength(256);
  expect(line.roundTrips() - before).toBe(1);
});
