import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { runScanners, type Outcome, type Scanner } from './scan.ts';
import { access, judgeNobody } from './scanners/access.ts';
import { headers, judgeCookie } from './scanners/headers.ts';
import { parseAudit } from './scanners/known-faults.ts';
import { judgeLicence } from './scanners/licences.ts';
import { listPages } from './scanners/pages.ts';
import { findInFiles, findSecrets } from './scanners/secrets.ts';
import { readWapiti } from './scanners/tools.ts';

const open: { close(): void }[] = [];
afterEach(() => open.splice(0).forEach((server) => server.close()));

/** A shop with a planted fault. */
async function plant(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const scanWith = (scanner: Scanner, url: string): Promise<Outcome> =>
  scanner.scan({ url, isDemo: false }, AbortSignal.timeout(10_000));

const GOOD_HEADERS = {
  'content-type': 'text/html',
  'content-security-policy': "default-src 'self'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
};

test('headers that are taken away, and cookies that scripts can read, are found', async () => {
  const good = await plant((_request, response) => response.writeHead(200, GOOD_HEADERS).end());
  expect((await scanWith(headers, good)).findings).toEqual([]);
  const bad = await plant((request, response) => {
    const { 'x-frame-options': _taken, ...rest } = GOOD_HEADERS;
    const cookie = request.url === '/login' ? { 'set-cookie': 'ks_session=1; SameSite=Lax' } : {};
    response.writeHead(200, { ...rest, ...cookie, 'x-powered-by': 'x' }).end();
  });
  const { findings } = await scanWith(headers, bad);
  const whats = findings.map(({ what }) => what);
  expect(whats).toContain('/: may be framed by old browsers (no framing in old browsers)');
  expect(whats).toContain('/: says what it is made of (nothing of the inside)');
  expect(whats).toContain('/login: the cookie ks_session can be read by scripts');
});

test('behind https a cookie is bound to it and to the host', () => {
  expect(judgeCookie('__Host-ks_session=1; HttpOnly; SameSite=Lax; Secure', true)).toBeUndefined();
  expect(judgeCookie('ks_session=1; HttpOnly; SameSite=Lax; Secure', true)).toMatch(/neighbour/);
  expect(judgeCookie('__Host-ks_session=1; HttpOnly; SameSite=Lax', true)).toMatch(/http too/);
  expect(judgeCookie('ks_session=1; HttpOnly; SameSite=None', false)).toMatch(/other sites/);
  expect(judgeCookie('ks_session=1; HttpOnly; SameSite=Lax', false)).toBeUndefined();
});

test('a route that answers nobody is found, and so is one that fails', async () => {
  const paths = {
    '/api/v1/orders': { get: {} },
    '/api/v1/orders/{orderNo}': { get: {} },
    '/api/v1/categories': { get: {} },
    '/api/v1/broken': { post: {} },
  };
  const url = await plant((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/api/openapi.json') response.end(JSON.stringify({ paths }));
    else if (request.url === '/api/v1/orders') response.writeHead(401).end('{}');
    else if (request.url === '/api/v1/broken') response.writeHead(500).end('{}');
    else response.end('{}');
  });
  const { findings, notTried } = await scanWith(access, url);
  expect(findings.map(({ what }) => what)).toEqual([
    'GET /api/v1/orders/{orderNo}: answers 200 to nobody',
    'POST /api/v1/broken: a fault of the shop (500) for nobody',
  ]);
  expect(notTried).toHaveLength(1);
  expect(judgeNobody({ status: 404 })).toBeDefined();
});

test('a secret that is left in a file is found, and told without being repeated', async () => {
  // Put together here, so that this file holds none.
  const token = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
  const found = await findSecrets([
    { name: 'clean.ts', text: 'const a = 1;\nconst b = 2;\n' },
    { name: 'planted.ts', text: `const a = 1;\nconst token = '${token}';\n` },
  ]);
  expect(found).toMatchObject([{ name: 'planted.ts', line: 2 }]);
  expect(JSON.stringify(found)).not.toContain(token);
});

test('no file of the project holds a secret', async () => {
  const { files, found } = (await findInFiles(AbortSignal.timeout(60_000)))!;
  expect(files).toBeGreaterThan(500);
  expect(found).toEqual([]);
}, 60_000);

test('a registry that did not answer is not taken for one that knows no fault', () => {
  expect(parseAudit('{"error":{"code":"ENOAUDIT"}}')).toBeUndefined();
  expect(parseAudit('')).toBeUndefined();
  expect(parseAudit('{"vulnerabilities":{}}')).toEqual({ vulnerabilities: {} });
});

test('a licence is good where one of those offered may be shipped', () => {
  const judge = (id: string): string | undefined =>
    judgeLicence({ name: 'x', licenses: [{ license: { id } }] });
  expect(judge('MIT')).toBeUndefined();
  expect(judgeLicence({ name: 'x', licenses: [{ expression: '(AGPL-3.0 OR MIT)' }] })).toBeUndefined();
  expect(judgeLicence({ name: 'x', licenses: [{ expression: 'MIT AND AGPL-3.0' }] })).toMatch(/AGPL/);
  expect(judge('AGPL-3.0-only')).toMatch(/may it be shipped/);
  expect(judgeLicence({ name: 'x' })).toMatch(/names no licence/);
});

test('a report of wapiti is read by kind and place', () => {
  const report = {
    vulnerabilities: { 'SQL Injection': [{ method: 'GET', path: '/search' }], 'Cross Site Scripting': [] },
  };
  expect(readWapiti(JSON.stringify(report))).toEqual([['SQL Injection', 'GET /search']]);
});

test('all pages are known by their folders', () => {
  expect(listPages()).toEqual(
    expect.arrayContaining(['/', '/orders/[orderNo]', '/account/privacy', '/category', '/sitemap.xml']),
  );
});

test('a scanner that fails or takes too long says that it has not tried', async () => {
  const make = (name: string, scan: Scanner['scan']): Scanner => ({
    name,
    needs: 'files',
    withinMs: 50,
    scan,
  });
  const reports = await runScanners(
    [
      make('fails', () => Promise.reject(new Error('no reason'))),
      make('hangs', () => new Promise(() => undefined)),
      make('works', async () => ({ tried: ['it'], findings: [], notTried: [] })),
    ],
    { url: 'http://127.0.0.1:1', isDemo: false },
  );
  expect(reports.map(({ notTried }) => notTried)).toEqual([
    ['all of it: no reason'],
    ['all of it: not done within 0.05 s'],
    [],
  ]);
});
