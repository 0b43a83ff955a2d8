import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cookiesOf } from '../../kernel/cookies.ts';
import { sendRaw } from '../../../test/support/send-raw.ts';
import { answerBrokenRequest } from './answer-broken-request.ts';
import { createApi, type ApiApp } from './api.ts';

let app: ApiApp;
let url: string;
beforeAll(async () => {
  app = await createApi({
    cookies: cookiesOf({ isHttps: false }),
    log: pino({ level: 'silent' }),
    findSession: async () => undefined,
    findStaff: () => Promise.resolve(undefined),
    isOwnOrigin: () => false,
  });
  app.get('/slow', { config: { access: 'public' } }, (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200).write('begun');
  });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app.close());

test.each([
  [
    'headers of 20 kB',
    `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
    431,
    'headers_too_large',
  ],
  [
    'headers of 2 MB',
    `GET / HTTP/1.1\r\nHost: a\r\nX: ${'a'.repeat(2_000_000)}\r\n\r\n`,
    431,
    'headers_too_large',
  ],
  ['an address of 20 kB', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431, 'headers_too_large'],
  ['what is no request', 'hello\r\n\r\n', 400, 'malformed'],
  ['a greeting of TLS', '\x16\x03\x01\x02\x00', 400, 'malformed'],
  ['a method of coffee', 'BREW / HTTP/1.1\r\nHost: a\r\n\r\n', 400, 'malformed'],
  [
    'two lengths',
    'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n',
    400,
    'malformed',
  ],
])('%s gets a problem document, and the line is closed', async (_name, bytes, status, code) => {
  const answer = await sendRaw(url, bytes);
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(answer.headers.get('connection')).toBe('close');
  expect(JSON.parse(answer.body)).toMatchObject({ status, code });
});

test('where an answer has begun, nothing is written into it', async () => {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let text = '';
  socket.on('data', (part: Buffer) => (text += part.toString()));
  socket.write('GET /slow HTTP/1.1\r\nHost: a\r\n\r\n');
  while (!text.includes('begun')) await once(socket, 'data');
  socket.write('nonsense\r\n\r\n');
  await once(socket, 'close');
  expect(text.split('HTTP/1.1')).toHaveLength(2);
});

test('a request that does not come in time is told so', async () => {
  // Node looks for those every half minute.
  const server = createServer((socket) => answerBrokenRequest({ code: 'ERR_HTTP_REQUEST_TIMEOUT' }, socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const answer = await sendRaw(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'GET /');
  expect([answer.status, JSON.parse(answer.body).code]).toEqual([408, 'too_slow']);
  server.close();
});
