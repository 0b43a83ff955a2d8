import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../server/kernel/clock.ts';
import {
  holdRotation,
  openFileMasterKey,
  openSealing,
  replaceMasterKey,
  rotateKeys,
  type MasterKey,
  type Sealing,
  type StoredDataKey,
} from '../server/platform/sealing/index.ts';
import { StartRefusal } from '../server/platform/start-refusal.ts';
import { sealedColumnsOf, tablesOf } from '../server/make-house.ts';
import { cookiesOf } from '../server/kernel/cookies.ts';
import { CONSENT_VERSION, makeCustomers } from '../server/modules/customers/index.ts';
import { makeWaysIn, type WaysIn } from '../server/modules/sign-in/index.ts';
import { newSku } from './support/new-sku.ts';
import { runScript } from './support/run-script.ts';
import {
  anAddress,
  makeCaller,
  newClientAddress,
  newPhone,
  placeOrder,
  signUp,
  type Shopper,
} from './support/shopper.ts';
import { startTestShop, type TestShop } from './support/test-shop.ts';

let shop: TestShop;
let folder: string;
let masterFile: string;
let masterKey: MasterKey;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ks-rotate-'));
  masterFile = join(folder, 'master-key.pem');
  masterKey = await openFileMasterKey({ file: masterFile, mayCreate: true, mustBePrivate: true });
  shop = await startTestShop({ MASTER_KEY_FILE: masterFile, TRUSTED_PROXIES: '1' });
});
afterAll(async () => {
  await shop.stop();
  rmSync(folder, { recursive: true, force: true });
});

const rotate = (reseal: boolean, graceMs = 1_500) =>
  rotateKeys({
    database: shop.database.pool,
    masterKey,
    clock: systemClock,
    columns: sealedColumnsOf(),
    reseal,
    graceMs,
    onProgress: () => undefined,
    onWaiting: () => undefined,
  });

async function select<Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> {
  return (await shop.database.pool.query<Row>(text, values)).rows;
}
const dataKeys = (): Promise<StoredDataKey[]> =>
  select('select customer_id as "ownerId", version, kek_id as "kekId", wrapped from data_keys');
const wrappingKeys = async (): Promise<number[]> =>
  (
    await select<{ id: number }>(
      `select id from key_encryption_keys where purpose = 'data-keys' and retired_at is null order by id`,
    )
  ).map((row) => row.id);

/** Opens every sealed value of the database as a program would that starts now; answers how many there were. */
async function openEverything(sealing?: Sealing): Promise<number> {
  const opened = sealing ?? (await openSealing({ database: shop.database.pool, masterKey }));
  const keys = await opened.openDataKeys(await dataKeys());
  let values = 0;
  for (const column of sealedColumnsOf()) {
    const envelope =
      column.field === undefined ? column.column : `decode(${column.column} ->> '${column.field}', 'hex')`;
    const rows = await select<{ customer_id: string; keys: string[]; envelope: Buffer | null }>(
      `select customer_id, array[${column.keys.map((key) => `${key}::text`).join()}]::text[] as keys,
         ${envelope} as envelope from ${column.table}`,
    );
    for (const row of rows) {
      if (row.envelope === null) continue;
      const binding = column.bindingOf(row.customer_id, row.keys);
      expect(opened.open(keys.get(row.customer_id)!, binding, row.envelope)).not.toBe('');
      values += 1;
    }
  }
  return values;
}

test('every column that could hold sealed values is known to the rotation, or said to hold something else', async () => {
  const bytes = await select<{ table: string; column: string }>(
    `select table_name as "table", column_name as "column" from information_schema.columns
     where table_schema = 'public' and data_type = 'bytea' order by 1, 2`,
  );
  const rotated = new Set(sealedColumnsOf().map(({ table, column }) => `${table}.${column}`));
  const unknown = bytes.flatMap(({ table, column }) => {
    const name = `${table}.${column}`;
    if (rotated.has(name) || column.endsWith('_hash')) return [];
    return mayBeSealed(table, column) ? name : [];
  });
  expect(unknown, 'say in tables.ts of their module how they are sealed').toEqual([]);
  expect(mayBeSealed('addresses', 'sealed')).toBe(true);
});

/** Whether it is kept as something sealed by the customer's key, as far as its description says, or its name. */
function mayBeSealed(table: string, column: string): boolean {
  const described = tablesOf().find((one) => one.table === table)!;
  if (!('columns' in described)) return column.endsWith('sealed');
  const of = described.columns[column]!;
  if ('nothing' in of) return column.endsWith('sealed');
  const keptAs = [of.holds].flat().map((field) => field.keptAs);
  const isOthers =
    keptAs.length > 0 && keptAs.every((kept) => /sealed by the (shop's )?(shared|own) key/.test(kept));
  if (column.endsWith('sealed')) return !isOthers;
  return keptAs.length === 0 || keptAs.some((kept) => kept.startsWith('sealed'));
}

test('keys are rotated and all values sealed anew under running load: no request fails and nothing is lost', async () => {
  const skuId = await newSku(shop.database.pool, 10_000, 1_000_000);
  const shoppers = await Promise.all(
    Array.from({ length: 4 }, () => signUp(shop.url, newPhone(), newClientAddress())),
  );
  const before = await wrappingKeys();
  const stop = new AbortController();
  const answered = { orders: 0, signIns: 0, addresses: 0, reads: 0 };
  const load = Promise.allSettled([
    ...shoppers.map((shopper) => keepShopping(shopper, skuId, answered, stop.signal)),
    keepSigningIn(answered, stop.signal),
  ]);
  await rotate(true);
  await rotate(true);
  stop.abort();
  const faults = (await load).flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
  expect(faults).toEqual([]);
  expect(Math.min(...Object.values(answered))).toBeGreaterThan(5);

  const after = await wrappingKeys();
  expect(Math.min(...after)).toBeGreaterThan(Math.max(...before) + 4);
  expect(await select(`select 1 from key_encryption_keys where retired_at is not null`)).toEqual([]);
  const keys = await dataKeys();
  expect(keys.every((key) => after.includes(key.kekId))).toBe(true);
  expect(new Set(keys.map((key) => key.ownerId)).size).toBe(keys.length);
  const versions = new Map(keys.map((key) => [key.ownerId, key.version]));
  expect(shoppers.map((shopper) => versions.get(shopper.customerId))).toEqual([3, 3, 3, 3]);
  expect(await openEverything()).toBeGreaterThan(answered.orders + answered.signIns);
});

async function keepShopping(
  shopper: Shopper,
  skuId: string,
  answered: Record<'orders' | 'addresses' | 'reads', number>,
  stop: AbortSignal,
): Promise<void> {
  while (!stop.aborted) {
    const order = await placeOrder(shopper, [{ skuId, quantity: 1 }]);
    expect(order.status, JSON.stringify(order.body)).toBe(201);
    const cancelled = await shopper.call('POST', `/orders/${order.body.orderNo}/cancellation`, {
      body: { reason: '王小明不要了' },
    });
    expect(cancelled.status, JSON.stringify(cancelled.body)).toBeLessThan(300);
    answered.orders += 1;
    const read = await shopper.call('GET', `/orders/${order.body.orderNo}`);
    expect(read.body.address?.street, JSON.stringify(read.body)).toBe('张江路 88 号 3 幢 502');
    const addresses = await shopper.call('GET', '/addresses');
    expect(addresses.status, JSON.stringify(addresses.body)).toBe(200);
    answered.reads += 1;
    const changed = await shopper.call('PATCH', `/addresses/${shopper.addressId}`, {
      body: { recipient: `李小满${answered.addresses % 10}` },
    });
    expect(changed.status, JSON.stringify(changed.body)).toBe(200);
    answered.addresses += 1;
  }
}

async function keepSigningIn(answered: { signIns: number }, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const shopper = await signUp(shop.url, newPhone(), newClientAddress());
    const me = await makeCaller(shop.url, shopper.token).call('POST', '/addresses', { body: anAddress() });
    expect(me.status).toBe(201);
    answered.signIns += 1;
  }
}

function waysInWith(sealing: Sealing, codes: Map<string, string>): WaysIn {
  const deps = { database: shop.database.pool, sealing, clock: systemClock };
  const { emit } = shop.house;
  return makeWaysIn({
    ...deps,
    dataKey: makeCustomers(deps).dataKey,
    cookies: cookiesOf({ isHttps: false }),
    sendCode: async (phone, code) => void codes.set(phone, code),
    emit,
    publicUrl: 'http://localhost:3000',
    shopName: () => '',
  });
}

test('a process that has not heard of the rotation signs a new customer in, with the new keys', async () => {
  const codes = new Map<string, string>();
  const stale = waysInWith(await openSealing({ database: shop.database.pool, masterKey }), codes);
  await rotate(false);
  const phone = '13700001111';
  await stale.requestCode({ phone, purpose: 'sign-in', clientAddress: '10.9.9.9' });
  const signedIn = await stale.signIn({
    phone,
    code: codes.get(phone)!,
    consent: { terms: true, privacy: true, version: CONSENT_VERSION },
    clientAddress: '10.9.9.9',
    device: '',
  });
  expect(signedIn.ok).toBe(true);
  const kekIds = await wrappingKeys();
  expect((await dataKeys()).every((key) => kekIds.includes(key.kekId))).toBe(true);
  await openEverything();
});

test('killed in the middle of any phase, the rotation goes on where it was and loses nothing', async () => {
  await Promise.all(Array.from({ length: 5 }, () => signUp(shop.url, newPhone(), newClientAddress())));
  const startedAt = new Date();
  for (const phase of ['wrapping', 'adding', 'sealing', 'removing']) {
    const running = runScript(rotationScript(phase));
    await running.waitForOutput(new RegExp(`reached ${phase}`));
    running.child.kill('SIGKILL');
    await running.ended;
    expect(await select('select phase from key_rotations where finished_at is null')).toEqual([{ phase }]);
    await openEverything();
  }
  expect(await rotate(true, 100)).toEqual({ resumed: true });
  const begun = await select('select 1 from key_rotations where started_at >= $1', [startedAt]);
  expect(begun).toHaveLength(1);
  const keys = await dataKeys();
  expect(new Set(keys.map((key) => key.ownerId)).size).toBe(keys.length);
  await openEverything();
});

/** Rotates one step at a time and stands still once `phase` has done one, so that the kill falls into it. */
function rotationScript(phase: string): string {
  const at = (path: string): string => JSON.stringify(import.meta.resolve(path));
  return `
    import { writeSync } from 'node:fs';
    const { openDatabase } = await import(${at('../server/platform/database.ts')});
    const sealing = await import(${at('../server/platform/sealing/index.ts')});
    const { sealedColumnsOf } = await import(${at('../server/make-house.ts')});
    const { systemClock } = await import(${at('../server/kernel/clock.ts')});
    const database = openDatabase({ connection: { connectionString: ${JSON.stringify(shop.database.url)} }, onError() {} });
    const masterKey = await sealing.openFileMasterKey({ file: ${JSON.stringify(masterFile)}, mayCreate: false, mustBePrivate: true });
    await sealing.rotateKeys({
      database, masterKey, clock: systemClock, columns: sealedColumnsOf(), reseal: true, graceMs: 100, batch: 2,
      onProgress(progress) {
        if (progress.phase !== ${JSON.stringify(phase)} || progress.done === 0) return;
        writeSync(1, 'reached ' + progress.phase);
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      },
      onWaiting() {},
    });`;
}

test('of two rotations at once the second is told to wait and changes nothing', async () => {
  await holdRotation(shop.database.pool, async () => {
    const second = holdRotation(shop.database.pool, async () => 'run');
    await expect(second).rejects.toThrow(/being rotated by another process/);
    await expect(second).rejects.toBeInstanceOf(StartRefusal);
  });
  expect(await holdRotation(shop.database.pool, async () => 'run')).toBe('run');
});

test('a new master key takes over: the old one opens nothing any more, and what runs goes on', async () => {
  const running = await openSealing({ database: shop.database.pool, masterKey });
  const next = await openFileMasterKey({
    file: join(folder, 'next.pem'),
    mayCreate: true,
    mustBePrivate: true,
  });
  const other = await openFileMasterKey({
    file: join(folder, 'other.pem'),
    mayCreate: true,
    mustBePrivate: true,
  });
  await expect(replaceMasterKey(shop.database.pool, other, next)).rejects.toThrow(/nothing was changed/);
  expect(await replaceMasterKey(shop.database.pool, masterKey, next)).toEqual({ replaced: 5 });
  expect(await replaceMasterKey(shop.database.pool, masterKey, next)).toEqual({ replaced: 0 });
  await expect(openSealing({ database: shop.database.pool, masterKey })).rejects.toThrow(StartRefusal);
  const values = await openEverything(running);
  const fresh = await openSealing({ database: shop.database.pool, masterKey: next });
  expect(await openEverything(fresh)).toBe(values);
  expect(fresh.lookUpHash('phone', '13800138000')).toEqual(running.lookUpHash('phone', '13800138000'));
});
