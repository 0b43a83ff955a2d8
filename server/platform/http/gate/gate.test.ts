import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { makeGate, type Gate } from './gate.ts';

const open: { close(): void }[] = [];
afterEach(() => open.splice(0).forEach((server) => server.close()));

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server behind a gate. The visitor's address is what the header `from` says. */
async function serve(gate: Gate, handler: Handler): Promise<{ port: number; url: string }> {
  const server = createServer((request, response) => {
    const address = String(request.headers['from'] ?? '203.0.113.1');
    const isPage = !request.url!.startsWith('/api/');
    if (gate.admit(request, response, { address, isPage })) handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close() {
      server.closeAllConnections();
      server.close();
    },
  });
  const { port } = server.address() as AddressInfo;
  return { port, url: `http://127.0.0.1:${port}` };
}

const answerAtOnce: Handler = (_request, response) => void response.end('here');
const makeOpenGate = (lagMs = 0): Gate => makeGate({ pointsPerMinute: null, lagMs: () => lagMs });

/** Sends a text on one socket, and answers all that came back until the other side closed. */
function converse(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (chunk) => (heard += chunk.toString()));
    socket.on('close', () => resolve(heard));
    socket.on('error', reject);
  });
}

test('a socket that sends on without hearing is told once that it is too much, and closed', async () => {
  const gate = makeOpenGate();
  const handled: ServerResponse[] = [];
  const { port } = await serve(gate, (_request, response) => {
    handled.push(response);
    // Nothing is answered until it has been told.
    if (handled.length === 16) setImmediate(() => handled.forEach((waiting) => waiting.end('here')));
  });
  const heard = await converse(port, 'GET /api/x HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(3_000));
  expect(handled).toHaveLength(16);
  expect(heard.match(/HTTP\/1\.1 200/g)).toHaveLength(16);
  expect(heard.match(/HTTP\/1\.1 503/g)).toHaveLength(1);
  expect(heard).toMatch(/retry-after: 2/);
  expect(heard).toMatch(/connection: close/);
  expect(gate.inFlight()).toBe(0);
});

test('answers that wait behind another are counted out when their socket breaks', async () => {
  const gate = makeOpenGate();
  let handled = 0;
  let breakSocket = (): void => undefined;
  const { port } = await serve(gate, (request) => {
    handled += 1;
    if (handled === 10) breakSocket = () => request.socket.destroy();
    if (handled === 10) setImmediate(() => breakSocket());
  });
  await converse(port, 'GET /api/x HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(10));
  expect(handled).toBe(10);
  expect(gate.inFlight()).toBe(0);
});

test('one address has so many requests under way at most, and others are let in beside it', async () => {
  const gate = makeGate({ pointsPerMinute: 100_000, lagMs: () => 0 });
  const waiting: ServerResponse[] = [];
  const { url } = await serve(gate, (request, response) => {
    if (request.url === '/api/slow') waiting.push(response);
    else response.end('here');
    if (waiting.length === 128) full();
  });
  let full = (): void => undefined;
  const isFull = new Promise<void>((resolve) => (full = resolve));
  const slow = Array.from({ length: 128 }, () => fetch(`${url}/api/slow`));
  await isFull;
  const refused = await fetch(`${url}/api/x`);
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '2']);
  expect(await refused.json()).toMatchObject({ code: 'overloaded' });
  expect((await fetch(`${url}/api/x`, { headers: { from: '203.0.113.2' } })).status).toBe(200);
  for (const response of waiting) response.end();
  await Promise.all(slow);
});

test('an address that has used up its points is refused, pages and API alike, with the time to come back', async () => {
  const gate = makeGate({ pointsPerMinute: 4, lagMs: () => 0 });
  const { url } = await serve(gate, answerAtOnce);
  const first = await fetch(`${url}/api/x`);
  expect(first.headers.get('ratelimit-policy')).toBe('"address";q=4;w=60');
  expect(first.headers.get('ratelimit')).toBe('"address";r=3;t=15');
  expect((await fetch(`${url}/cart`)).status).toBe(200);
  const page = await fetch(`${url}/cart`, { headers: { 'accept-language': 'en' } });
  expect([page.status, page.headers.get('retry-after')]).toEqual([429, '15']);
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(await page.text()).toContain('Try again in 15 seconds.');
  const api = await fetch(`${url}/api/x`, { method: 'POST', body: 'x' });
  expect(api.status).toBe(200);
  expect((await fetch(`${url}/api/x`)).status).toBe(429);
  expect(gate.charge('203.0.113.1', 1)).toBeGreaterThan(0);
  expect((await fetch(`${url}/api/x`, { headers: { from: '203.0.114.1' } })).status).toBe(200);
});

test('addresses of one IPv6 network are one visitor, and those of a provider’s customer share a wider budget', async () => {
  const gate = makeGate({ pointsPerMinute: 2, lagMs: () => 0 });
  const { url } = await serve(gate, answerAtOnce);
  const ask = async (from: string): Promise<number> =>
    (await fetch(`${url}/api/x`, { headers: { from } })).status;
  expect(await ask('2001:db8::1')).toBe(200);
  expect(await ask('2001:db8::2')).toBe(200);
  expect(await ask('2001:db8::3')).toBe(429);
  const statuses = [];
  for (let net = 1; net <= 60; net += 1) statuses.push(await ask(`2001:db8:0:${net.toString(16)}::1`));
  expect(statuses.filter((status) => status === 200)).toHaveLength(38);
});

/** A gate before which so many wait for their answers already. */
async function serveBeside(
  waiting: number,
  lagMs: number,
): Promise<(path: string, method?: string) => Promise<number>> {
  let held = 0;
  const { url, port } = await serve(makeOpenGate(lagMs), (request, response) => {
    if (request.url === '/api/held') held += 1;
    else response.end('here');
  });
  for (let count = 0; count < waiting; count += 1)
    connect(port, '127.0.0.1')
      .on('error', () => undefined)
      .write('GET /api/held HTTP/1.1\r\nHost: a\r\n\r\n');
  await expect.poll(() => held).toBe(waiting);
  return async (path, method = 'GET') => (await fetch(`${url}${path}`, { method })).status;
}

test('a process that is behind refuses those who look at pages first, and everybody only when it is far behind', async () => {
  const statusOf = async (lagMs: number, path: string, method = 'GET'): Promise<number> =>
    (await serveBeside(16, lagMs))(path, method);
  expect(await statusOf(300, '/')).toBe(200);
  expect(await statusOf(500, '/')).toBe(503);
  expect(await statusOf(500, '/checkout', 'POST')).toBe(200);
  expect(await statusOf(500, '/api/v1/orders', 'POST')).toBe(200);
  expect(await statusOf(2_500, '/api/v1/orders', 'POST')).toBe(503);
});

test('a few are let in, however far behind the process is: it has only just opened, say', async () => {
  const ask = await serveBeside(15, 5_000);
  expect(await ask('/')).toBe(200);
  expect(await ask('/api/v1/orders', 'POST')).toBe(200);
});

test('what is announced to be sent is bounded for all together, and notices of payments have room beyond', async () => {
  const gate = makeOpenGate();
  const waiting: ServerResponse[] = [];
  const { port, url } = await serve(gate, (_request, response) => void waiting.push(response));
  const announce = 'POST /api/x HTTP/1.1\r\nHost: a\r\nContent-Length: 524288\r\n\r\n';
  const sockets = Array.from({ length: 192 }, () => connect(port, '127.0.0.1').on('error', () => undefined));
  for (const socket of sockets) socket.write(announce);
  await expect.poll(() => waiting.length).toBe(192);
  expect((await fetch(`${url}/api/x`, { method: 'POST', body: 'x' })).status).toBe(503);
  const looking = fetch(`${url}/api/x`);
  const notice = fetch(`${url}/api/v1/webhooks/x`, { method: 'POST', body: 'x' });
  await expect.poll(() => waiting.length).toBe(194);
  for (const response of waiting.slice(192)) response.end();
  expect([(await looking).status, (await notice).status]).toEqual([200, 200]);
  for (const socket of sockets) socket.destroy();
  await expect.poll(() => gate.inFlight()).toBe(0);
});

test('one subscriber announces so much at most, and its notices are counted apart', async () => {
  const gate = makeGate({ pointsPerMinute: 100_000, lagMs: () => 0 });
  const waiting: ServerResponse[] = [];
  const { port, url } = await serve(gate, (_request, response) => void waiting.push(response));
  const sockets: Socket[] = [];
  const announce = (count: number, path: string, from: string): void => {
    const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nFrom: ${from}\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`;
    for (let n = 0; n < count; n += 1) {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      socket.write(head);
      sockets.push(socket);
    }
  };
  announce(32, '/api/x', '2001:db8::1');
  await expect.poll(() => waiting.length).toBe(32);
  const statusOf = async (path: string, from: string): Promise<number> => {
    const response = await fetch(`${url}${path}`, { method: 'POST', body: 'x', headers: { from } });
    return response.status;
  };
  expect(await statusOf('/api/x', '2001:db8::2')).toBe(503);
  announce(8, '/api/v1/webhooks/x', '2001:db8::3');
  announce(16, '/form', '2001:db8:0:1::1');
  await expect.poll(() => waiting.length).toBe(56);
  expect(await statusOf('/api/v1/webhooks/x', '2001:db8::4')).toBe(503);
  expect(await statusOf('/api/x', '2001:db8:0:1::2')).toBe(503);
  for (const socket of sockets) socket.destroy();
  await expect.poll(() => gate.inFlight()).toBe(0);
});

test('a forged notice costs its sender what can be lost, and no person anything', async () => {
  const gate = makeGate({ pointsPerMinute: 10, lagMs: () => 0 });
  const { url } = await serve(gate, answerAtOnce);
  const notify = async (): Promise<number> =>
    (await fetch(`${url}/api/v1/webhooks/payments/sandbox`, { method: 'POST' })).status;
  expect(await notify()).toBe(200);
  gate.fine('203.0.113.1', 100);
  expect(await notify()).toBe(429);
  expect((await fetch(`${url}/api/x`)).status).toBe(200);
});
