import Fastify from 'fastify';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { cookiesOf } from '../../kernel/cookies.ts';
import { createApi } from './api.ts';
import { CLIENT_ADDRESS_HEADER } from './client-address.ts';
import { makeGate } from './gate/gate.ts';
import { knowHosts } from './host.ts';
import { makeServerFactory, PROTOCOL_HEADER, type PageHandler } from './server-factory.ts';

const OPEN = {
  tls: undefined,
  gate: makeGate({ pointsPerMinute: null, lagMs: () => 0 }),
  peers: undefined,
  hosts: knowHosts({ publicUrl: 'http://localhost:3000', listensOn: '127.0.0.1', trustedProxies: 0 }),
};

async function ask(isHttps: boolean, path: string, handler: PageHandler): Promise<Response> {
  const app = Fastify({
    serverFactory: makeServerFactory(handler, { ...OPEN, isHttps, trustedProxies: 0 }),
  });
  app.get('/api/x', async () => ({}));
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  try {
    return await fetch(`${url}${path}`, { headers: { [PROTOCOL_HEADER]: 'forged' } });
  } finally {
    await app.close();
  }
}

const page: PageHandler = (request, response) =>
  void response.end(`page, asked by ${String(request.headers[PROTOCOL_HEADER])}`);

test('pages and API tell browsers to come by https alone where the shop is reached by it, and only there', async () => {
  for (const path of ['/', '/_app/immutable/a.js', '/api/x']) {
    expect((await ask(true, path, page)).headers.get('strict-transport-security')).toBe('max-age=31536000');
    expect((await ask(false, path, page)).headers.get('strict-transport-security')).toBeNull();
  }
});

test('what routers would read as another path is refused before any page is kept, or made', async () => {
  const asked: string[] = [];
  const app = Fastify({
    serverFactory: makeServerFactory(
      ({ url }, response) => {
        asked.push(url!);
        response.end();
      },
      { ...OPEN, isHttps: false, trustedProxies: 0 },
    ),
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  // `fetch` would make them plain before it asks.
  const statusOf = (path: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      get({ port, path, agent: false }, (answer) => resolve(answer.resume().statusCode)).on('error', reject);
    });
  try {
    for (const path of [
      ...[
        '/%70roduct/x',
        '/x/../product/x',
        '/_app/immutable/../../product/x',
        '/%73itemap.xml',
        '//product/x',
      ],
      ...['/%61pi/x', '/x/%2e%2e/product/x', 'http://localhost/%70roduct/x'],
    ])
      expect(await statusOf(path), path).toBe(400);
    expect(await statusOf('/product/x?q=%70/../')).toBe(200);
    expect(asked).toEqual(['/product/x?q=%70/../']);
  } finally {
    await app.close();
  }
});

test('a page cannot be framed or guessed at, whoever answers it, and nobody outside says which protocol it was', async () => {
  const answer = await ask(true, '/', page);
  expect(await answer.text()).toBe('page, asked by https');
  const unknown = await ask(false, '/none', (_request, _response, next) => next());
  expect(unknown.status).toBe(404);
  for (const { headers } of [answer, unknown]) {
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
});

test.each([
  [0, undefined, '127.0.0.1'],
  [0, '198.51.100.8', '127.0.0.1'],
  [1, undefined, '127.0.0.1'],
  [1, '198.51.100.8:1001', '198.51.100.8'],
  [2, '198.51.100.8', '127.0.0.1'],
])(
  'behind %d proxies, pages and API see who asked by X-Forwarded-For %j: %j',
  async (trustedProxies, forwarded, address) => {
    const handler: PageHandler = (request, response) =>
      void response.end(String(request.headers[CLIENT_ADDRESS_HEADER]));
    const app = await createApi({
      cookies: cookiesOf({ isHttps: false }),
      log: pino({ level: 'silent' }),
      findSession: async () => undefined,
      findStaff: () => Promise.resolve(undefined),
      isOwnOrigin: () => false,
      serverFactory: makeServerFactory(handler, { ...OPEN, isHttps: false, trustedProxies }),
    });
    app.get('/api/x', { config: { access: 'public' } }, async (request) => request.ip);
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    try {
      for (const path of ['/', '/api/x']) {
        const headers: Record<string, string> =
          forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
        expect(await (await fetch(`${url}${path}`, { headers })).text()).toBe(address);
      }
    } finally {
      await app.close();
    }
  },
);
