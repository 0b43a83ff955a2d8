import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { readConfig } from '../server/platform/config.ts';
import { startShop, type RunningShop } from '../server/start-shop.ts';
import { findFreePort } from './support/find-free-port.ts';
import { startProgram, type Program } from './support/run-program.ts';
import { makeCaller, type Caller } from './support/shopper.ts';
import { waitFor } from './support/wait-for.ts';
import { createTestDatabase, type TestDatabase } from './support/test-database.ts';

let folder: string;
let dataDir: string;
let database: TestDatabase;
let env: Record<string, string>;

/** What `npm run shop:new` runs. */
const makeFolder = (path: string): string =>
  execFileSync(process.execPath, ['server/new-shop.ts', path], { encoding: 'utf8', stdio: 'pipe' });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ks-order-own-'));
  dataDir = join(folder, 'my-shop');
  makeFolder(dataDir);
  database = await createTestDatabase();
  env = {
    DATA_DIR: dataDir,
    DATABASE_URL: database.url,
    MASTER_KEY_FILE: inject('testServer').masterKeyFile,
    ...{ LOG_LEVEL: 'error', RATE_LIMITS: 'off' },
  };
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(more: Record<string, string> = {}): Promise<RunningShop> {
  const config = readConfig({ ...env, PORT: String(await findFreePort()), ...more });
  return startShop(config, { onProgress: () => undefined, onFailed: () => undefined, pages: false });
}

const tokenIn = (text = ''): string | undefined => /\/admin\/join\?token=([\w-]+)/.exec(text)?.[1];

/** Becomes the owner by the token of a link. Answers what the shop has answered. */
async function becomeOwner({ call }: Caller, token: string | undefined) {
  const opened = await call('POST', '/staff/invitations/opening', { body: { token, account: 'lin' } });
  if (opened.status !== 200) return opened;
  const secret = Secret.fromBase32(opened.body.totp.secret);
  const given = { token, account: 'lin', name: '林店主', password: 'six ducks on a barge' };
  const body = { ...given, otp: new TOTP({ secret }).generate() };
  return call('POST', '/staff/invitations/acceptance', { body });
}

test('a folder for a real shop is made once, and is none of a demo shop', () => {
  expect(() => makeFolder(dataDir)).toThrow(/is not empty/);
  expect(readConfig(env).demo).toBe(false);
  expect(() => readConfig({ ...env, DEMO: '1' })).toThrow(/made for a real shop/);
});

test('each start of a shop without an owner prints another link, and the one before is worth nothing', async () => {
  const first = await start();
  const old = tokenIn(first.ownerLink);
  await first.stop();
  const second = await start();
  try {
    expect(tokenIn(second.ownerLink)).not.toBe(old);
    const answer = await becomeOwner(makeCaller(second.url), old);
    expect([answer.status, answer.body.code]).toEqual([404, 'invitation_gone']);
  } finally {
    await second.stop();
  }
  // Jobs alone serve nobody who could open it.
  const worker = await start({ ROLE: 'worker' });
  await worker.stop();
  expect(worker.ownerLink).toBeUndefined();
});

test('a real shop starts for its owner alone: its storefront says that it is not open, and nothing can be ordered', async () => {
  const program = await startProgram({ ...env, PORT: String(await findFreePort()) });
  try {
    const visitor = makeCaller(program.url);
    await waitFor('the link', async () => tokenIn(program.output()) !== undefined);
    const joined = await becomeOwner(visitor, tokenIn(program.output()));
    expect(joined.status).toBe(201);
    const again = await becomeOwner(visitor, tokenIn(program.output()));
    expect(again.body.code).toBe('invitation_gone');
    const owner = { ...makeCaller(program.url, joined.body.token), token: joined.body.token as string };
    await expectShut(program, visitor);
    await expectChecklist(owner);
    await expectName(program, owner);
  } finally {
    await program.kill('SIGTERM');
  }
  const later = await start();
  await later.stop();
  expect(later.ownerLink).toBeUndefined();
});

async function expectShut({ url }: Program, visitor: Caller): Promise<void> {
  // Starting has kept the event loop busy, upon which the gate refuses who comes first.
  await waitFor('the pages', async () => (await fetch(`${url}/opening`)).ok);
  for (const path of ['/', '/category', '/login', '/checkout', '/no-such-page']) {
    const page = await fetch(`${url}${path}`, { redirect: 'manual' });
    expect([path, page.status, page.headers.get('location')]).toEqual([path, 303, '/opening']);
  }
  expect((await fetch(`${url}/terms`)).status).toBe(200);
  const asked = [
    await visitor.call('GET', '/products'),
    await visitor.call('POST', '/auth/codes', { body: { phone: '13800138000', purpose: 'sign-in' } }),
    await visitor.call('POST', '/orders', { body: {} }),
    // What only a demo shop has.
    await visitor.call('POST', '/demo/staff-sessions', { body: { role: 'owner' } }),
  ];
  expect(asked.map(({ status, body }) => `${status} ${body.code}`)).toEqual([
    ...['503 shop_closed', '503 shop_closed', '503 shop_closed'],
    '404 not_found',
  ]);
}

async function expectChecklist(owner: Caller): Promise<void> {
  const { body } = await owner.call('GET', '/staff/opening');
  expect(body.state).toBe('preparing');
  const missing = body.steps.filter((one: { done: boolean; needed: boolean }) => one.needed && !one.done);
  const names = missing.map(({ step }: { step: string }) => step);
  expect(names).toEqual(
    expect.arrayContaining(['name', 'licence', 'product', 'policies', 'payment', 'messages']),
  );
  const opening = await owner.call('POST', '/staff/opening');
  expect([opening.status, opening.body.code, opening.body.missing]).toEqual([409, 'shop_not_ready', names]);
}

async function expectName({ url }: Program, owner: Caller & { token: string }): Promise<void> {
  const { value, version } = (await owner.call('GET', '/staff/settings/shop')).body;
  const name = { zh: '<img src=x onerror=alert(1)>', en: '' };
  const body = { value: { ...value, name, phone: '010-65529988' }, expectedVersion: version };
  expect((await owner.call('PUT', '/staff/settings/shop', { body })).status).toBe(200);
  const html = await (await fetch(`${url}/opening`)).text();
  expect(html).toContain('&lt;img src=x onerror=alert(1)>');
  expect(html).not.toContain('<img src=x');
  const { steps } = (await owner.call('GET', '/staff/opening')).body;
  const done = steps.filter((one: { done: boolean }) => one.done).map(({ step }: { step: string }) => step);
  expect(done).toEqual(['name', 'contact', 'freight', 'key']);
  // The staff may look at the pages, and not act on them.
  const cookie = `ks_staff=${owner.token}`;
  expect((await fetch(`${url}/category`, { headers: { cookie }, redirect: 'manual' })).status).toBe(200);
  const buying = {
    method: 'POST',
    headers: { cookie, origin: url, accept: 'text/html' },
    body: new URLSearchParams({ sku: '1' }),
  };
  const bought = await fetch(`${url}/cart?/add`, { ...buying, redirect: 'manual' });
  expect([bought.status, bought.headers.get('location')]).toEqual([303, '/opening']);
}

test('the database of a shop of one kind never becomes one of the other', async () => {
  await expect(start({ DATA_DIR: join(folder, 'another'), DEMO: '1' })).rejects.toThrow(/of a real shop/);
  const demo = await createTestDatabase();
  try {
    const played = await start({
      DATA_DIR: join(folder, 'demo'),
      DATABASE_URL: demo.url,
      DEMO: '1',
      ROLE: 'web',
    });
    await played.stop();
    await expect(start({ DATABASE_URL: demo.url })).rejects.toThrow(/of a demo shop/);
  } finally {
    await demo.drop();
  }
});
