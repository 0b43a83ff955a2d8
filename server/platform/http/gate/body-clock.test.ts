import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { allowedMs, BODY_PACE, timeBody } from './body-clock.ts';

const open: { close(): void }[] = [];
afterEach(() => open.splice(0).forEach((server) => server.close()));

/** A server that reads bodies, or does not, and cuts those that are too slow. */
async function serve(handle: (request: IncomingMessage, done: () => void) => void): Promise<number> {
  const server = createServer((request, response) => {
    timeBody(request, response, { graceMs: 300, bytesPerSecond: 100, atMostMs: 2_000 }, () =>
      request.socket.end('too slow'),
    );
    handle(request, () => response.end('done'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close() {
      server.closeAllConnections();
      server.close();
    },
  });
  return (server.address() as AddressInfo).port;
}

const readAll = (request: IncomingMessage, done: () => void): void =>
  void request
    .on('error', () => undefined)
    .on('end', done)
    .resume();

/** Announces a body, sends it as told, and answers what is heard until the first answer or the end. */
function post(port: number, bytes: number, send: (socket: Socket) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`POST / HTTP/1.1\r\nHost: a\r\nContent-Length: ${bytes}\r\n\r\n`, () => send(socket));
    });
    socket.on('error', reject);
    socket.on('data', (part: Buffer) => resolve(part.toString()));
  });
}

test('what a person types gets through on any line, and nobody holds a body for longer than half a minute', () => {
  expect(allowedMs(0, BODY_PACE)).toBe(5_000);
  expect(allowedMs(2_048, BODY_PACE)).toBe(7_000);
  expect(allowedMs(10_240, BODY_PACE)).toBe(15_000);
  expect(allowedMs(262_144, BODY_PACE)).toBe(25_000);
});

test('a silent body is given up, one that comes slowly but steadily is not, and one that is there may be worked on', async () => {
  const port = await serve(readAll);
  expect(await post(port, 100, (socket) => socket.write('x'))).toBe('too slow');
  const steadily = post(port, 400, (socket) => {
    void (async () => {
      // Each part earns more time than it takes; all of them together take more than the grace.
      for (let part = 0; part < 8; part += 1) {
        socket.write('x'.repeat(50));
        await pause(100);
      }
    })();
  });
  expect(await steadily).toContain('done');
  const working = await serve((request, done) => readAll(request, () => void pause(600).then(() => done())));
  expect(await post(working, 1, (socket) => socket.write('x'))).toContain('done');
});

test('nobody is given up for what lies here unread', async () => {
  const bytes = 256 * 1024;
  // 64 KiB have come by then and lie there; at this pace they earn two seconds, the most that there is.
  const port = await serve((request, done) => void pause(2_500).then(() => readAll(request, done)));
  expect(await post(port, bytes, (socket) => socket.write(Buffer.alloc(bytes)))).toContain('done');
});
