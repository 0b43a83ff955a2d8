import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { writeSelfSigned } from '../../../test/support/self-signed.ts';
import { makeTemporaryFolder } from '../../../test/support/temporary-folder.ts';
import type { Target } from './judge-url.ts';
import { makePost, type PostDeps } from './post-webhook.ts';
import type { LookUpAll } from './public-address.ts';

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    (server as ReturnType<typeof createServer>).closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
const serve = (answer: RequestListener) => listen(createServer(answer));

/** Every name leads to this machine. */
const lookUp: LookUpAll = (_host, _options, answer) => answer(null, [{ address: '127.0.0.1', family: 4 }]);

async function post(target: Target, deps: Partial<PostDeps> = {}) {
  const send = makePost({ lookUp, ownUrl: () => 'http://127.0.0.1:1', ...deps });
  return send(target, { heads: { 'content-type': 'application/json' }, body: '{}' });
}
const here = (port: number, path = '/'): Target => ({
  url: new URL(`http://127.0.0.1:${port}${path}`),
  reach: 'loopback',
});

test('a redirect is an answer, and nobody follows it', async () => {
  const asked: string[] = [];
  const port = await serve(({ url }, response) => {
    asked.push(url!);
    response.writeHead(307, { location: `http://127.0.0.1:${port}/secrets`, 'set-cookie': 'a=b' }).end();
  });
  const posted = await post(here(port, '/events'));
  expect(posted).toMatchObject({ status: 307, answered: { location: `http://127.0.0.1:${port}/secrets` } });
  expect(JSON.stringify(posted)).not.toContain('set-cookie');
  expect(asked).toEqual(['/events']);
});

test('an answer without an end is read for a kilobyte', async () => {
  const port = await serve((_request, response) => {
    response.writeHead(200);
    const write = (): void => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
      response.once('drain', write);
    };
    write();
  });
  expect(await post(here(port))).toMatchObject({ status: 200, body: 'x'.repeat(1_024) });
});

test('who does not answer, or only begins to, is left after a while', async () => {
  const silent = await serve(() => undefined);
  expect(await post(here(silent), { withinMs: 50 })).toEqual({ fault: 'timeout' });
  const slow = await serve((_request, response) => void response.writeHead(200).write('a'));
  expect(await post(here(slow), { withinMs: 50 })).toEqual({ fault: 'timeout' });
});

test('who is not there, hangs up or talks in heads without an end is told by a word', async () => {
  const port = await serve((request) => request.socket.destroy());
  expect(await post(here(port))).toEqual({ fault: 'broken' });
  const long = await serve((_request, response) =>
    response.writeHead(200, { 'x-long': 'x'.repeat(10_000) }).end(),
  );
  expect(await post(here(long))).toEqual({ fault: 'broken' });
  expect(await post(here(1))).toEqual({ fault: 'unreachable' });
});

test('a name that leads to this machine is not connected to', async () => {
  let isAsked = false;
  const port = await serve((_request, response) => {
    isAsked = true;
    response.end();
  });
  const target: Target = { url: new URL(`https://erp.example:${port}/`), reach: 'public' };
  expect(await post(target)).toEqual({ fault: 'private_address' });
  expect(await post({ ...target, url: new URL(`https://127.0.0.1:${port}/`) })).toEqual({
    fault: 'private_address',
  });
  expect(isAsked).toBe(false);
});

test('a certificate has to be one that is trusted, and of that name', async () => {
  const { certFile, keyFile } = writeSelfSigned(makeTemporaryFolder());
  const [cert, key] = [certFile, keyFile].map((file) => readFileSync(file, 'utf8'));
  const port = await listen(createSecureServer({ cert, key }, (_request, response) => response.end('safe')));
  const reached = (host: string, deps: Partial<PostDeps>) =>
    post({ url: new URL(`https://${host}:${port}/`), reach: 'public' }, { isAllowed: () => true, ...deps });
  expect(await reached('localhost', { ca: cert! })).toMatchObject({ status: 200, body: 'safe' });
  expect(await reached('localhost', {})).toEqual({ fault: 'tls' });
  expect(await reached('erp.example', { ca: cert! })).toEqual({ fault: 'tls' });
});

test('a demo shop reaches its own inbox, and nothing else of itself', async () => {
  const asked: string[] = [];
  const port = await serve(({ url }, response) => {
    asked.push(url!);
    response.writeHead(204).end();
  });
  const target: Target = { url: new URL('http://localhost:3000/inbox'), reach: 'inbox' };
  const posted = await post(target, { ownUrl: () => `http://127.0.0.1:${port}` });
  expect(posted).toMatchObject({ status: 204 });
  expect(asked).toEqual(['/inbox']);
});
