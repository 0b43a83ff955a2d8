import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPasskey } from './support/add-passkey.ts';
import { dumpTables } from './support/dump-tables.ts';
import { createFilledDatabase } from './support/filled-shop.ts';
import { findFreePort } from './support/find-free-port.ts';
import { newSku } from './support/new-sku.ts';
import { playPayment } from './support/play-payment.ts';
import { startProgram, type Program } from './support/run-program.ts';
import { makeCaller, openPayment, placeOrder, signUp, type Shopper } from './support/shopper.ts';
import type { TestDatabase } from './support/test-database.ts';
import { waitFor } from './support/wait-for.ts';

const PHONE = '13987654321';
const ADDRESS = {
  recipient: '欧阳若曦',
  phone: '13612348765',
  regionCode: '310115',
  street: '张江路 88 号 3 幢 502 室',
};
const NOTE = '放在门卫老周那里';
const PASSWORD = '门卫老周最爱喝茶';
const REASON = '我是欧阳若曦，打错电话了';

let folder: string;
let database: TestDatabase;
let program: Program;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ks-order-log-'));
  database = await createFilledDatabase();
  program = await startProgram({
    PORT: String(await findFreePort()),
    DATA_DIR: folder,
    DATABASE_URL: database.url,
    LOG_LEVEL: 'debug',
  });
}, 120_000);
afterAll(async () => {
  await program.kill('SIGTERM');
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function exportAll(shopper: Shopper): Promise<void> {
  expect((await shopper.call('POST', '/privacy/exports')).status).toBe(202);
  await waitFor(
    'the export',
    async () => (await shopper.call('GET', '/privacy/exports')).body.items[0].state === 'ready' || undefined,
  );
}

/** Neither as they are nor in any of the ways in which texts are written down. */
function expectNowhere(secrets: ReadonlySet<string>, text: string): void {
  const shown = [...secrets].filter((secret) =>
    [
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      Buffer.from(secret).toString('hex'),
      Buffer.from(secret).toString('base64').replace(/=+$/, ''),
    ].some((written) => text.includes(written)),
  );
  expect(shown, text.slice(-6_000)).toEqual([]);
}

/** Makes the database fail under what is done meanwhile: such a fault carries statements and rows along. */
async function whileAway(table: string, work: () => Promise<unknown>): Promise<void> {
  await database.pool.query(`alter table ${table} rename to away`);
  try {
    await work();
  } finally {
    await database.pool.query(`alter table away rename to ${table}`);
  }
}

test('neither the database after a whole journey nor what the program prints shows anybody or a secret', async () => {
  const visitor = makeCaller(program.url);
  const secrets = new Set<string>([PHONE, ADDRESS.phone, ADDRESS.recipient, '张江路 88', NOTE, REASON]);
  const shopper = await signUp(program.url, PHONE);
  secrets.add(shopper.token);
  secrets.add(shopper.token.split('.').at(-1)!);
  const [message] = (await visitor.call('GET', `/demo/outbox?to=${PHONE}`)).body;
  const consent = { terms: true, privacy: true, version: 'old' };

  const added = await shopper.call('POST', '/addresses', { body: ADDRESS });
  expect(added.status).toBe(201);
  const skuId = await newSku(database.pool, 10_000, 100);
  const mine = { ...shopper, addressId: added.body.id };
  const paid = await placeOrder(mine, [{ skuId, quantity: 1 }]);
  const payment = await openPayment(mine, paid.body.orderNo);
  expect(payment.status).toBe(201);
  await playPayment(shopper, payment.body.paymentNo, 'succeed');
  expect((await shopper.call('GET', `/orders/${paid.body.orderNo}`)).body.state).toBe('awaiting_shipment');
  const noted = await shopper.call('POST', '/orders', {
    key: 'note',
    body: {
      lines: [{ skuId, quantity: 1 }],
      addressId: added.body.id,
      note: NOTE,
      expectedTotalAmount: paid.body.totalAmount,
    },
  });
  expect(noted.status, JSON.stringify(noted.body)).toBe(201);
  const cancellation = { body: { reason: REASON } };
  for (const { body } of [noted, paid])
    expect((await shopper.call('POST', `/orders/${body.orderNo}/cancellation`, cancellation)).status).toBe(
      200,
    );
  await waitFor(
    'the money to go back',
    async () =>
      (await shopper.call('GET', `/orders/${paid.body.orderNo}`)).body.refundedAmount ===
      paid.body.totalAmount,
  );

  const passkeyName = '若曦的手机';
  secrets.add(passkeyName);
  secrets.add(PASSWORD);
  await addPasskey(shopper, program.url.replace('127.0.0.1', 'localhost'), passkeyName);
  expect((await shopper.call('PUT', '/me/password', { body: { password: PASSWORD } })).status).toBe(204);
  await exportAll(shopper);
  expectNowhere(secrets, await dumpTables(database.pool));

  // What people and programs do wrong, each with something personal in it.
  const wrong = { phone: PHONE, code: message.params.code, consent };
  const tries = [
    await visitor.call('POST', '/auth/sessions', { body: wrong }),
    await visitor.call('POST', '/auth/sessions', { body: { ...wrong, name: ADDRESS.recipient } }),
    await visitor.call('POST', `/auth/${PHONE}?token=${shopper.token}`, { body: ADDRESS }),
    await visitor.call('GET', `/orders/${encodeURIComponent(ADDRESS.recipient)}`),
    await shopper.call('PATCH', `/addresses/${PHONE}`, { body: ADDRESS }),
    await shopper.call('POST', '/addresses', { body: { ...ADDRESS, street: `${ADDRESS.street}\u0000` } }),
  ];
  expect(tries.map(({ status }) => status)).toEqual([422, 400, 404, 401, 404, 400]);
  const broken = await fetch(`${program.url}/api/v1/addresses`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${shopper.token}` },
    body: `{"phone": "${PHONE}`,
  });
  expect(broken.status).toBe(400);
  await fetch(`${program.url}/login?phone=${PHONE}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: program.url },
    body: new URLSearchParams({ phone: PHONE, code: message.params.code }),
  });

  // Faults of ours: the program says that something failed, and nothing of what it was doing.
  await whileAway('addresses', async () => {
    expect((await shopper.call('POST', '/addresses', { body: ADDRESS })).status).toBe(500);
    await fetch(`${program.url}/account/addresses?phone=${PHONE}`, {
      headers: { cookie: `ks_session=${shopper.token}` },
    });
  });
  await whileAway('sign_in_codes', async () => {
    // Of a phone that was sent none in this minute: that would be refused before anything can fail.
    const phone = '13987654323';
    secrets.add(phone);
    const sent = await visitor.call('POST', '/auth/codes', { body: { phone, purpose: 'sign-in' } });
    expect(sent.status).toBe(500);
  });
  await database.pool.query(
    'alter table customers add constraint broken check (last_signed_in_at is null) not valid',
  );
  await whileAway('security_log', () => shopper.call('DELETE', '/auth/sessions/current'));
  await signUp(program.url, '13987654322').then(
    () => expect.unreachable(),
    () => undefined,
  );
  await waitFor('the faults to be logged', () => program.output().split('a request failed').length > 3);

  const printed = program.output();
  expect(printed).toContain('"level":50');
  secrets.add(message.params.code);
  expectNowhere(secrets, printed);
  expect(printed).not.toMatch(/(?<!\d)1[3-9]\d{9}(?!\d)/);
});
