import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { allowedMs, BODY_PACE, timeBody } from './body-clock.ts';

const PACE = { graceMs: 300, bytesPerSecond: 100, atMostMs: 2_000 };
const open: { close(): void }[] = [];
// The line is a real one; the time is the test's.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] }));
afterEach(() => {
  vi.useRealTimers();
  for (const one of open.splice(0)) one.close();
});

/** In small steps, since what is due looks around and may set the next moment. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 10) {
    vi.advanceTimersByTime(10);
    await turn();
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turn();
}

type Post = {
  readonly socket: Socket;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What was answered so far. */
  heard(): string;
};

/** Announces a body to a server that cuts those that are too slow. */
async function post(bytes: number): Promise<Post> {
  const arrived = Promise.withResolvers<[IncomingMessage, ServerResponse]>();
  const server = createServer((request, response) => {
    timeBody(request, response, PACE, () => request.socket.end('too slow'));
    request.on('error', () => undefined);
    arrived.resolve([request, response]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let heard = '';
  socket.on('data', (part: Buffer) => (heard += part.toString())).on('error', () => undefined);
  socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${bytes}\r\n\r\n`);
  open.push({
    close() {
      socket.destroy();
      server.closeAllConnections();
      server.close();
    },
  });
  const [request, response] = await arrived.promise;
  return { socket, request, response, heard: () => heard };
}

test('what a person types gets through on any line, and nobody holds a body for longer than half a minute', () => {
  expect(allowedMs(0, BODY_PACE)).toBe(5_000);
  expect(allowedMs(2_048, BODY_PACE)).toBe(7_000);
  expect(allowedMs(10_240, BODY_PACE)).toBe(15_000);
  expect(allowedMs(262_144, BODY_PACE)).toBe(25_000);
});

test('a silent body is given up', async () => {
  const { socket, request, heard } = await post(100);
  request.resume();
  socket.write('x');
  await pass(PACE.graceMs - 10);
  expect(heard()).toBe('');
  await pass(50);
  await until(() => heard() === 'too slow');
});

test('one that comes slowly but steadily is not', async () => {
  const { socket, request, response, heard } = await post(400);
  let received = 0;
  request.on('data', (part: Buffer) => (received += part.length)).on('end', () => response.end('done'));
  // Each part earns more time than it takes; all of them together take more than the grace.
  for (let parts = 1; parts <= 8; parts += 1) {
    socket.write('x'.repeat(50));
    await until(() => received === parts * 50);
    await pass(100);
  }
  await until(() => heard().includes('done'));
  expect(heard()).not.toContain('too slow');
});

test('one that is there may be worked on for as long as it takes', async () => {
  const { socket, request, response, heard } = await post(1);
  request.resume();
  socket.write('x');
  await until(() => request.complete);
  await pass(2 * PACE.atMostMs);
  expect(heard()).toBe('');
  response.end('done');
  await until(() => heard().includes('done'));
});

test('nobody is given up for what lies here unread', async () => {
  const bytes = 256 * 1024;
  const { socket, request, response, heard } = await post(bytes);
  socket.write(Buffer.alloc(bytes));
  await until(() => request.readableLength >= request.readableHighWaterMark);
  await pass(2 * PACE.atMostMs);
  expect(heard()).toBe('');
  request.on('end', () => response.end('done')).resume();
  await until(() => heard().includes('done'));
});
