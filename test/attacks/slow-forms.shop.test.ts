import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createFilledDatabase } from '../support/filled-shop.ts';
import { findFreePort } from '../support/find-free-port.ts';
import { startProgram, type Program } from '../support/run-program.ts';
import type { TestDatabase } from '../support/test-database.ts';

/**
 * Strangers who begin to send a form and then say nothing more. What was seen: eight such forms took all turns that forms
 * have, so that nobody could sign in, fill a cart or order.
 */
let folder: string;
let database: TestDatabase;
let program: Program;
let host: string;
const open: Socket[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ks-order-slow-forms-'));
  database = await createFilledDatabase();
  const port = await findFreePort();
  host = `127.0.0.1:${port}`;
  program = await startProgram({
    PORT: String(port),
    PUBLIC_URL: `http://${host}`,
    // Behind a proxy, so that the test may come from many addresses.
    TRUSTED_PROXIES: '1',
    RATE_LIMITS: 'on',
    ROLE: 'web',
    DATA_DIR: folder,
    DATABASE_URL: database.url,
  });
  // What is done for the first time is slow by itself.
  await sendForm('203.0.113.99', AbortSignal.timeout(60_000));
}, 150_000);
afterEach(() => open.splice(0).forEach((socket) => socket.destroy()));
afterAll(async () => {
  await program.kill('SIGTERM');
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** Begins a form, and leaves it at a few bytes. */
function sendSlowly(address: string, path: string, type: string): Socket {
  const socket = connect(Number(host.split(':')[1]), '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(
    `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nX-Forwarded-For: ${address}\r\nOrigin: http://${host}\r\n` +
      `Content-Type: ${type}\r\nContent-Length: 5000\r\n\r\nphone=138`,
  );
  open.push(socket);
  return socket;
}

/** Signs in by a code that nobody has sent, and answers the status of the page that says so. */
async function sendForm(address: string, signal: AbortSignal): Promise<number> {
  const response = await fetch(`${program.url}/login?/signIn`, {
    method: 'POST',
    body: new URLSearchParams({ phone: '13800000001', code: '123456', consent: 'on' }),
    headers: { origin: `http://${host}`, 'x-forwarded-for': address },
    redirect: 'manual',
    signal,
  });
  await response.arrayBuffer();
  return response.status;
}

const FORM = 'application/x-www-form-urlencoded';

test.each([
  ['of two addresses', (n: number) => `203.0.113.${n % 2}`, '/login?/signIn', FORM],
  ['of one IPv6 subscriber', (n: number) => `2001:db8::${n + 1}`, '/login?/signIn', FORM],
  ['that are no forms', (n: number) => `198.51.100.${n}`, '/preferences', 'application/json'],
])('slow forms %s hold up nobody else', async (_whose, addressOf, path, type) => {
  for (let n = 0; n < 16; n += 1) sendSlowly(addressOf(n), path, type);
  // Before any of them is given up, and again and again, since nothing tells when all of them have been seen.
  const withinMs = AbortSignal.timeout(4_000);
  for (let times = 0; times < 12; times += 1) expect(await sendForm('203.0.113.77', withinMs)).toBe(422);
});

test('a form that never comes is given up after a few seconds, and is no fault of the shop', async () => {
  const socket = sendSlowly('203.0.114.1', '/login?/signIn', FORM);
  let heard = '';
  socket.on('data', (part: Buffer) => (heard += part.toString()));
  await once(socket, 'close');
  expect(heard).toContain(' 408 ');
  expect(await sendForm('203.0.113.77', AbortSignal.timeout(4_000))).toBe(422);
  expect(program.output()).not.toContain('a page failed');
}, 20_000);

test.each([
  ['too large', 413, '/login?/signIn', FORM, 'x'.repeat(513 * 1024)],
  ['a form without its parts', 400, '/login?/signIn', 'multipart/form-data; boundary=x', 'phone=138'],
  ['no form', 415, '/preferences', 'application/json', '{}'],
  ['no form either', 415, '/preferences', 'text/x-unknown', ''],
])('a body that is %s is told so, by its length and in chunks', async (_what, status, path, type, body) => {
  const headers = { origin: `http://${host}`, 'content-type': type, 'x-forwarded-for': '203.0.113.77' };
  const inChunks = { body: new Blob([body]).stream(), duplex: 'half' } as RequestInit;
  for (const sent of [{ body }, inChunks]) {
    const response = await fetch(`${program.url}${path}`, { method: 'POST', headers, ...sent });
    await response.arrayBuffer();
    expect(response.status).toBe(status);
  }
});
