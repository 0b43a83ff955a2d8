import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { cookiesOf } from '../../kernel/cookies.ts';
import { keepPages } from './kept-pages.ts';

const asked = (headers: Record<string, string>, url = '/', method = 'GET'): IncomingMessage =>
  ({ method, url, headers: { host: 'shop', ...headers } }) as unknown as IncomingMessage;

test('only who is nobody in particular gets a page of everybody’s, in the language and colours asked for', () => {
  const { keyOf } = keepPages(cookiesOf({ isHttps: false }));
  const plain = keyOf(asked({}));
  expect(plain).toBeDefined();
  expect(keyOf(asked({ cookie: 'other=1' }))).toBe(plain);
  expect(keyOf(asked({ cookie: 'ks_passkey=abc' }))).toBe(plain);
  // A district that was chosen changes the pages of products alone.
  expect(keyOf(asked({ cookie: 'ks_district=330106' }))).toBe(plain);
  expect(keyOf(asked({ cookie: 'ks_district=330106' }, '/product/lamp?sku=7'))).toBeUndefined();
  expect(keyOf(asked({}, '/product/lamp'))).toBeDefined();
  for (const cookie of [
    'ks_session=x',
    '__Host-ks_session=x',
    'ks_cart=1:1',
    'other=1; __Host-ks_cart=1:1',
    '__Host-ks_lang=en',
    'ks_anything=1',
    'ks_lang=fr',
  ])
    expect(keyOf(asked({ cookie })), cookie).toBeUndefined();
  expect(keyOf(asked({ authorization: 'Bearer x' }))).toBeUndefined();
  expect(keyOf(asked({}, '/', 'POST'))).toBeUndefined();
  expect(keyOf(asked({}, `/search?q=${'x'.repeat(300)}`))).toBeUndefined();
  const variants = [
    asked({ 'accept-language': 'en' }),
    asked({ cookie: 'ks_lang=en' }),
    asked({ cookie: 'ks_theme=dark' }),
    asked({ cookie: 'ks_theme=dark; ks_lang=zh' }),
    asked({ host: 'other' }),
    asked({}, '/cart'),
  ].map(keyOf);
  expect(new Set([plain, ...variants]).size).toBe(variants.length + 1);
});

test('a kept page is answered from the same bytes, packed as the reader takes it, and not sent twice', async () => {
  const pages = keepPages(cookiesOf({ isHttps: false }));
  const body = '<p>一件商品</p>'.repeat(200);
  const kept = await pages.keep('key', {
    headers: [
      ['content-type', 'text/html'],
      ['etag', '"of the rendering"'],
      ['content-length', '1'],
    ],
    body,
  });
  const server = createServer((request, response) => {
    if (!pages.answer(request.url === '/' ? 'key' : 'other', request, response))
      response.end('rendered anew');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    for (const coding of ['br', 'gzip', 'identity'] as const) {
      const answer = await fetch(url, { headers: { 'accept-encoding': coding } });
      expect(answer.headers.get('content-encoding')).toBe(coding === 'identity' ? null : coding);
      expect(answer.headers.get('content-length')).toBe(String(kept.bodies[coding].length));
      expect(answer.headers.get('vary')).toBe('accept-encoding');
      expect(await answer.text()).toBe(body);
    }
    const etag = kept.headers['etag']!;
    expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304);
    expect(await (await fetch(`${url}/other`)).text()).toBe('rendered anew');
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test.each([
  ['a space before the sign', 'ks_session =x'],
  ['a tab before the sign', 'ks_session\t=x'],
  ['a space that headers do not trim', '\xa0ks_lang=en'],
  ['a choice with a space before the sign', 'ks_lang =en'],
  ['an empty pair in front', ';ks_session=x'],
  ['spaces on both sides', ' ks_session = x '],
])('a cookie that is spelt as no browser does is kept for nobody else: %s', (_name, cookie) => {
  const { keyOf } = keepPages(cookiesOf({ isHttps: false }));
  expect(keyOf(asked({ cookie }))).toBeUndefined();
});

test('behind https a choice without its prefix is not the visitor’s, and decides no page of others', () => {
  const { keyOf } = keepPages(cookiesOf({ isHttps: true }));
  expect(keyOf(asked({ cookie: '__Host-ks_lang=en' }))).not.toBe(keyOf(asked({})));
  for (const cookie of ['ks_lang=en', '__Secure-ks_lang=en', '__Host-ks_session=x', 'ks_session=x'])
    expect(keyOf(asked({ cookie })), cookie).toBeUndefined();
});
