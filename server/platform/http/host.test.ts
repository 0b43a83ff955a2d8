import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cookiesOf } from '../../kernel/cookies.ts';
import { sendRaw, type RawAnswer } from '../../../test/support/send-raw.ts';
import { createApi, type ApiApp } from './api.ts';
import { makeGate } from './gate/gate.ts';
import { knowHosts, type HostOptions } from './host.ts';
import { makeServerFactory, PROTOCOL_HEADER, type PageHandler } from './server-factory.ts';

/** As SvelteKit does: what a page takes for its own origin, and the Origin it compares with that. */
const page: PageHandler = ({ headers, url }, response) =>
  void response.end(`${String(headers[PROTOCOL_HEADER])}://${headers.host}${url} ${headers.origin ?? ''}`);

const FORM = { origin: 'https://shop.example' };

async function openApi(options: HostOptions): Promise<ApiApp> {
  const hosts = knowHosts(options);
  const app = await createApi({
    cookies: cookiesOf({ isHttps: false }),
    log: pino({ level: 'silent' }),
    findSession: async () => undefined,
    findStaff: () => Promise.resolve(undefined),
    isOwnOrigin: (origin, request) => hosts.isOwnOrigin(origin, request.raw),
    serverFactory: makeServerFactory(page, {
      tls: undefined,
      isHttps: options.publicUrl.startsWith('https:'),
      trustedProxies: options.trustedProxies,
      hosts,
      gate: makeGate({ pointsPerMinute: null, lagMs: () => 0 }),
      peers: undefined,
    }),
  });
  app.get('/api/x', { config: { access: 'public' } }, async () => ({}));
  app.post('/api/x', { config: { access: 'public' } }, async () => ({}));
  return app;
}

function suite(options: HostOptions): {
  url(): string;
  ask(path: string, headers?: string[]): Promise<RawAnswer>;
  /** Whether the API takes a change by cookie, and a page a form, from this origin. */
  takes(host: string, origin: string): Promise<[api: boolean, page: boolean]>;
} {
  let app: ApiApp;
  let url = '';
  beforeAll(async () => {
    app = await openApi(options);
    url = await app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterAll(() => app.close());
  const ask = (path: string, headers: string[] = []): Promise<RawAnswer> =>
    sendRaw(url, ['GET ' + path + ' HTTP/1.1', 'Connection: close', ...headers, '', ''].join('\r\n'));
  return {
    url: () => url,
    ask,
    async takes(host, origin) {
      const headers = [`Host: ${host}`, `Origin: ${origin}`, 'Cookie: ks_session=some'];
      const api = await sendRaw(
        url,
        ['POST /api/x HTTP/1.1', 'Connection: close', ...headers, '', ''].join('\r\n'),
      );
      const [own, seen] = (await ask('/form', headers)).body.split(' ');
      return [api.status === 200, new URL(own!).origin === seen];
    },
  };
}

describe('a shop that listens on the loopback, without a proxy', () => {
  const shop = suite({ publicUrl: 'https://shop.example', listensOn: '127.0.0.1', trustedProxies: 0 });

  test.each([
    'shop.example',
    'SHOP.example',
    'shop.example:443',
    'localhost:3000',
    '127.0.0.1',
    '127.1',
    '[::1]:3000',
  ])('goes by the name %s', async (host) => {
    for (const path of ['/', '/api/x']) expect((await shop.ask(path, [`Host: ${host}`])).status).toBe(200);
  });

  test.each([
    'evil.example',
    'shop.example.evil.example',
    'localhost.evil.example',
    'evil.example:3000',
    '192.0.2.7',
    '[2001:db8::1]',
    'xn--5us.example',
  ])('does not go by %s, which somebody else may have pointed at it', async (host) => {
    const api = await shop.ask('/api/x', [`Host: ${host}`]);
    expect([api.status, api.headers.get('content-type'), JSON.parse(api.body).code]).toEqual([
      421,
      'application/problem+json; charset=utf-8',
      'misdirected',
    ]);
    const seen = await shop.ask('/', [`Host: ${host}`]);
    expect([seen.status, seen.headers.get('content-type')]).toEqual([421, 'text/html; charset=utf-8']);
    expect(seen.body).not.toContain(host);
  });

  test.each([
    ['two Host lines', ['Host: shop.example', 'Host: shop.example']],
    ['two Host lines, in other letters', ['Host: shop.example', 'hOsT: evil.example']],
    ['no Host line', []],
    ['an empty Host', ['Host: ']],
    ['two hosts in one line', ['Host: shop.example, evil.example']],
    ['a user in it', ['Host: shop.example@evil.example']],
    ['a path in it', ['Host: shop.example/x']],
    ['a port that is none', ['Host: shop.example:99999']],
    ['half an address', ['Host: [::1']],
    ['an escape in it', ['Host: shop%2eexample']],
    ['a space in it', ['Host: shop.example evil']],
  ])('refuses %s as malformed', async (_name, headers) => {
    for (const path of ['/', '/api/x']) expect((await shop.ask(path, headers)).status).toBe(400);
    expect(JSON.parse((await shop.ask('/api/x', headers)).body).code).toBe('malformed');
  });

  test('answers HTTP/1.0 without a Host, as load balancers ask', async () => {
    for (const path of ['/', '/api/x'])
      expect((await sendRaw(shop.url(), `GET ${path} HTTP/1.0\r\n\r\n`)).status).toBe(200);
  });

  test('serves a target in absolute form, whose host counts for more than the header', async () => {
    const evil = ['Host: evil.example'];
    expect((await shop.ask('http://shop.example/a?b=1', evil)).body).toBe('https://shop.example/a?b=1 ');
    expect((await shop.ask('HTTPS://shop.example', evil)).body).toBe('https://shop.example/ ');
    expect((await shop.ask('http://shop.example?b=1', evil)).body).toBe('https://shop.example/?b=1 ');
    expect((await shop.ask('http://localhost:3000/api/x', evil)).body).toBe('{}');
    expect((await shop.ask('http://evil.example/api/x', ['Host: shop.example'])).status).toBe(421);
    for (const target of ['ftp://shop.example/', 'http://', 'http://a@shop.example/', '*', 'shop.example'])
      expect((await shop.ask(target, ['Host: shop.example'])).status).toBe(400);
  });

  test.each([
    ['shop.example', 'https://shop.example', true],
    ['shop.example', 'http://shop.example', false],
    ['shop.example', 'https://shop.example:8443', false],
    ['shop.example', 'https://shop.example.evil.example', false],
    ['shop.example', 'https://shop.example/', false],
    ['shop.example', 'null', false],
    ['shop.example', 'https://shop.example, https://shop.example', false],
    // Asked past whatever makes it https, from this machine.
    ['localhost:3000', 'http://localhost:3000', true],
    ['localhost:3000', 'https://localhost:3000', false],
    ['localhost:3000', 'http://localhost:3001', false],
    ['localhost:3000', 'http://127.0.0.1:3000', false],
    // A proxy that nobody told of, which names its upstream.
    ['localhost:3000', 'https://shop.example', true],
  ])('asked as %s, a change or a form from %s is its own: %j', async (host, origin, isOwn) =>
    expect(await shop.takes(host, origin)).toEqual([isOwn, isOwn]),
  );
});

describe('a shop behind a proxy', () => {
  const shop = suite({ publicUrl: 'https://shop.example', listensOn: '127.0.0.1', trustedProxies: 1 });

  test.each(['shop.example', 'backend', 'my_upstream:3000', '127.0.0.1:3000', 'evil.example'])(
    'goes by PUBLIC_URL, whatever Host the proxy sends (%s)',
    async (host) => {
      expect((await shop.ask('/a', [`Host: ${host}`])).body).toBe('https://shop.example/a ');
      expect(await shop.takes(host, FORM.origin)).toEqual([true, true]);
      expect(await shop.takes(host, `http://${host}`)).toEqual([false, false]);
      expect(await shop.takes(host, 'https://evil.example')).toEqual([false, false]);
    },
  );

  test('two Host lines are two too many', async () =>
    expect((await shop.ask('/', ['Host: a.example', 'Host: b.example'])).status).toBe(400));
});

describe('a shop that listens on every address', () => {
  const shop = suite({ publicUrl: 'http://shop.example:3000', listensOn: '0.0.0.0', trustedProxies: 0 });

  test.each([
    ['192.0.2.7:3000', 200],
    ['[2001:db8::1]:3000', 200],
    ['localhost:3000', 200],
    ['shop.example:3000', 200],
    ['shop.example', 200],
    ['evil.example:3000', 421],
    ['shop', 421],
  ])('asked as %s answers %d: no name can be pointed at a numeric address', async (host, status) =>
    expect((await shop.ask('/', [`Host: ${host}`])).status).toBe(status),
  );

  test('takes forms from the address it was asked by', async () => {
    expect(await shop.takes('192.0.2.7:3000', 'http://192.0.2.7:3000')).toEqual([true, true]);
    expect(await shop.takes('192.0.2.7:3000', 'http://192.0.2.8:3000')).toEqual([false, false]);
    expect(await shop.takes('192.0.2.7:80', 'http://192.0.2.7')).toEqual([true, true]);
  });
});

test('a shop that listens on one address goes by that, and not by this machine’s own', async () => {
  const hosts = knowHosts({ publicUrl: 'https://shop.example', listensOn: '192.0.2.7', trustedProxies: 0 });
  const settle = (host: string) =>
    hosts.settle({ url: '/', headers: { host }, rawHeaders: ['Host', host], socket: {} } as never);
  expect(settle('192.0.2.7:3000')).toBeUndefined();
  expect([settle('localhost:3000'), settle('192.0.2.8')]).toEqual(['misdirected', 'misdirected']);
});
