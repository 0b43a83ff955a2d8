import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import {
  openFileMasterKey,
  openSealing,
  SealingFault,
  type StoredDataKey,
} from '../../platform/sealing/index.ts';
import { newSku } from '../../../test/support/new-sku.ts';
import { oneOfEverything } from '../../../test/support/one-of-everything.ts';
import { readZip } from '../../../test/support/read-zip.ts';
import { anAddress, placeOrder, signUp } from '../../../test/support/shopper.ts';
import { startTestShop, type TestShop } from '../../../test/support/test-shop.ts';
import { waitFor } from '../../../test/support/wait-for.ts';

const DAY_MS = 24 * 3_600_000;
let shop: TestShop;
let skuId: string;
beforeAll(async () => {
  shop = await startTestShop();
  skuId = await newSku(shop.database.pool, 10_000, 100);
}, 120_000);
afterAll(() => shop.stop());

const query = async (text: string, values: unknown[] = []) =>
  (await shop.database.pool.query<Record<string, unknown>>(text, values)).rows;
const erase = (): Promise<void> => shop.jobs['erase-customers']!({});

/** What an export leaves out, with a reason each in `tables.ts`: keys, look-ups and the steps of a linking. */
const LEFT_OUT = [
  'data_keys',
  'customer_phones',
  'passkey_users',
  'passkey_credentials',
  'login_subjects',
  'login_flows',
  'erasures',
];

/** Every table with the customer's id, with how many rows it has of them. */
async function countRows(customerId: string): Promise<Record<string, number>> {
  const tables = await query(
    `select table_name as name from information_schema.columns
     where table_schema = 'public' and column_name = 'customer_id'`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const [row] = await query(`select count(*)::int as n from ${String(name)} where customer_id = $1`, [
      customerId,
    ]);
    counts[String(name)] = row!['n'] as number;
  }
  return counts;
}

/** How often an envelope of a phone opens, tried with every key that the shop's master key opens. */
async function countOpening(customerId: string, envelope: Buffer): Promise<number> {
  const file = inject('testServer').masterKeyFile;
  const masterKey = await openFileMasterKey({ file, mayCreate: false, mustBePrivate: true });
  const sealing = await openSealing({ database: shop.database.pool, masterKey });
  const stored = await shop.database.pool.query<StoredDataKey>(
    'select customer_id as "ownerId", version, kek_id as "kekId", wrapped from data_keys',
  );
  const keys = [...(await sealing.openDataKeys(stored.rows)).values(), sealing.sharedKey];
  expect(keys.length).toBeGreaterThan(1);
  const binding = { table: 'customers', column: 'phone_sealed', row: customerId };
  return keys.filter((key) => {
    try {
      return sealing.open(key, binding, envelope) !== '';
    } catch (error) {
      expect(error).toBeInstanceOf(SealingFault);
      return false;
    }
  }).length;
}

test('the export of somebody who has one of everything has a row of every table that holds them', async () => {
  const shopper = await oneOfEverything(shop);
  const { id } = (await shopper.call('POST', '/privacy/exports')).body;
  await waitFor(
    'the export',
    async () => (await shopper.call('GET', '/privacy/exports')).body.items[0].state === 'ready' || undefined,
  );
  const { url } = (await shopper.call('POST', `/privacy/exports/${id}/links`)).body;
  const answer = await fetch(`${shop.url}${url}`, { headers: { authorization: `Bearer ${shopper.token}` } });
  const files = readZip(Buffer.from(await answer.arrayBuffer()));
  const counts = await countRows(shopper.customerId);
  expect(Object.keys(counts).filter((name) => counts[name] === 0)).toEqual(['erasures']);
  for (const name of LEFT_OUT) delete counts[name];
  for (const [name, count] of Object.entries(counts)) {
    const { rows } = JSON.parse(files.get(`${name}.json`)!) as { rows: object[] };
    expect(rows.length, name).toBe(count);
  }
  const page = files.get('index.html')!;
  for (const text of [
    shopper.phone,
    String(anAddress()['street']),
    '赵小姐改主意了',
    '客服小林',
    '联系配送',
    '赵小姐的手机',
    '13711110000',
    '张江路 88 号',
    '赵小姐要晚上送',
  ])
    expect(page).toContain(text);
});

test('after seven days the key is gone, trade stays without the person, and the phone is somebody new', async () => {
  await signUp(shop.url);
  const shopper = await oneOfEverything(shop);
  const { customerId, phone } = shopper;
  const [before] = await query('select phone_sealed from customers where customer_id = $1', [customerId]);
  const envelope = before!['phone_sealed'] as Buffer;
  expect(await countOpening(customerId, envelope)).toBe(1);
  shop.clock.advance(6 * DAY_MS);
  await erase();
  expect((await shopper.call('GET', '/me')).status).toBe(200);
  shop.clock.advance(1.1 * DAY_MS);
  await erase();

  expect((await shopper.call('GET', '/me')).status).toBe(401);
  expect(await countRows(customerId)).toEqual({
    account_closings: 0,
    account_deletions: 0,
    addresses: 0,
    audit_parts: 0,
    campaign_uses: expect.any(Number),
    cart_lines: 0,
    consents: 2,
    coupons: 0,
    customer_devices: 0,
    customer_notes: 0,
    customer_phones: 0,
    customer_tags: 0,
    customers: 1,
    data_keys: 0,
    erasures: 1,
    folded_notices: 0,
    ledger_postings: expect.any(Number),
    login_flows: 0,
    login_links: 0,
    login_subjects: 0,
    order_adjustments: 1,
    order_events: expect.any(Number),
    order_lines: 1,
    order_notes: 0,
    orders: 1,
    passkey_credentials: 0,
    passkey_users: 0,
    passkeys: 0,
    passwords: 0,
    payment_events: expect.any(Number),
    payment_notices: expect.any(Number),
    payments: 1,
    personal_data_exports: 0,
    personal_data_reads: 1,
    phone_changes: 0,
    refunds: 1,
    security_log: expect.any(Number),
    sessions: 0,
  });
  const [order] = await query('select sealed, total_fen from orders where customer_id = $1', [customerId]);
  expect(order).toMatchObject({ sealed: Buffer.alloc(0), total_fen: expect.any(String) });
  const events = await query('select facts::text from order_events where customer_id = $1', [customerId]);
  expect(JSON.stringify(events)).not.toContain('reasonSealed');
  // An older backup still holds the envelope, and whoever has it with the master key has no key that opens it.
  expect(await countOpening(customerId, envelope)).toBe(0);

  const again = await signUp(shop.url, phone);
  expect(again.customerId).not.toBe(customerId);
  await erase();
  expect((await again.call('GET', '/me')).status).toBe(200);
});

test('somebody who orders again within the seven days is erased when that order has ended', async () => {
  const shopper = await signUp(shop.url);
  await shopper.call('POST', '/privacy/deletion');
  const { orderNo } = (await placeOrder(shopper, [{ skuId, quantity: 1 }])).body;
  await query(`update account_deletions set erase_at = $2 where customer_id = $1`, [
    shopper.customerId,
    shop.clock.now(),
  ]);
  await erase();
  expect((await countRows(shopper.customerId))['data_keys']).toBe(1);
  await shopper.call('POST', `/orders/${orderNo}/cancellation`, { body: {} });
  await query(`update account_deletions set erase_at = $2 where customer_id = $1`, [
    shopper.customerId,
    shop.clock.now(),
  ]);
  // Two jobs at once are one erasure.
  await Promise.all([erase(), erase()]);
  expect((await countRows(shopper.customerId))['data_keys']).toBe(0);
});

test('hundreds who cannot be erased keep nobody waiting, and are a case each until they are', async () => {
  const last = await signUp(shop.url);
  await last.call('POST', '/privacy/deletion');
  await query(
    `with stuck as (
       insert into customers (customer_id, phone_hash, phone_sealed, created_at, last_signed_in_at)
       select 'STUCK' || lpad(n::text, 7, '0'), n::text::bytea, '', $1, $1 from generate_series(1, 205) n
       returning customer_id)
     insert into account_deletions (customer_id, requested_at, erase_at) select customer_id, $1, $1 from stuck`,
    [shop.clock.now()],
  );
  await query(
    `create function refuse() returns trigger language plpgsql as $$ begin raise 'not now'; end $$;
     create trigger refuse before delete on account_deletions
       for each row when (old.customer_id like 'STUCK%') execute function refuse()`,
  );
  const stuck = async () =>
    (await query(`select from cases where kind = 'stuck' and closed_at is null`)).length;
  shop.clock.advance(8 * DAY_MS);
  await erase();
  expect((await countRows(last.customerId))['data_keys']).toBe(0);
  expect(await stuck()).toBe(205);
  await query('drop trigger refuse on account_deletions');
  await erase();
  expect(await stuck()).toBe(0);
  expect(await query(`select from account_deletions where customer_id like 'STUCK%'`)).toEqual([]);
}, 30_000);

test('a backup that is put back is erased again at start, also where it has forgotten the erasure', async () => {
  const shopper = await signUp(shop.url);
  const { customerId } = shopper;
  const saved = {
    customer: (await query('select * from customers where customer_id = $1', [customerId]))[0]!,
    key: (await query('select * from data_keys where customer_id = $1', [customerId]))[0]!,
  };
  await shopper.call('POST', '/privacy/deletion');
  shop.clock.advance(8 * DAY_MS);
  await erase();
  const list = join(shop.house.folder.path, 'ks-order.erasures');
  expect(await readFile(list, 'utf8')).toContain(customerId);

  const putBack = async (): Promise<void> => {
    await query('update customers set phone_hash = $2, phone_sealed = $3 where customer_id = $1', [
      customerId,
      saved.customer['phone_hash'],
      saved.customer['phone_sealed'],
    ]);
    await query('insert into data_keys values ($1, $2, $3, $4, $5)', [
      customerId,
      saved.key['version'],
      saved.key['kek_id'],
      saved.key['wrapped'],
      saved.key['created_at'],
    ]);
  };
  await putBack();
  await query('delete from erasures where customer_id = $1', [customerId]);
  expect(await shop.house.privacy.reapplyErasures()).toBe(1);
  expect((await countRows(customerId))['data_keys']).toBe(0);
  expect((await countRows(customerId))['erasures']).toBe(1);
  expect(await shop.house.privacy.reapplyErasures()).toBe(0);

  // And where the list was lost, the table still knows.
  await putBack();
  await writeFile(list, '');
  expect(await shop.house.privacy.reapplyErasures()).toBe(1);
  expect(await readFile(list, 'utf8')).toContain(customerId);
});

test('three years after an erasure the records of trade go too, and only the erasure is remembered', async () => {
  const shopper = await oneOfEverything(shop);
  shop.clock.advance(8 * DAY_MS);
  await erase();
  shop.clock.advance(2 * 365 * DAY_MS);
  await shop.house.privacy.removeExpired();
  expect((await countRows(shopper.customerId))['orders']).toBe(1);
  shop.clock.advance(370 * DAY_MS);
  await shop.house.privacy.removeExpired();
  const left = Object.entries(await countRows(shopper.customerId)).filter(([, count]) => count > 0);
  expect(left).toEqual([['erasures', 1]]);
});
