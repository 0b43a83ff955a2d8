import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPageShop, type PageShop } from '../support/page-shop.ts';
import { signUp } from '../support/shopper.ts';

// What was seen: a page took what was no form from anywhere, and the API what came with cookies other than the session's.

let shop: PageShop;
beforeAll(async () => void (shop = await startPageShop()), 120_000);
afterAll(() => shop.stop());

const FOREIGN = [
  undefined,
  'null',
  'https://evil.example',
  'http://127.0.0.1',
  'http://localhost:1',
  'https://127.0.0.1.evil.example',
];

type Sent = { origin: string | undefined; cookie?: string; type?: string; authorization?: string };

function send(
  method: string,
  path: string,
  { origin, cookie, type, authorization }: Sent,
): Promise<Response> {
  return fetch(`${shop.url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(origin === undefined ? {} : { origin }),
      ...(cookie === undefined ? {} : { cookie }),
      ...(authorization === undefined ? {} : { authorization }),
      'content-type': type ?? 'application/json',
    },
    body: '{}',
  });
}

describe('a page', () => {
  test.each(FOREIGN)('changes nothing for who comes from %s, whatever is sent', async (origin) => {
    const { token } = await signUp(shop.url);
    const cookie = `ks_session=${token}`;
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      for (const type of ['application/json', 'application/x-www-form-urlencoded', 'image/png'])
        expect([method, type, (await send(method, '/sign-out', { origin, cookie, type })).status]).toEqual([
          method,
          type,
          403,
        ]);
    const me = await fetch(`${shop.url}/api/v1/me`, { headers: { authorization: `Bearer ${token}` } });
    expect(me.status).toBe(200);
  });

  test('says why, in the language of who is asking', async () => {
    const answer = await send('POST', '/sign-out', { origin: undefined });
    expect(await answer.text()).toContain('请求来源不对');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('of the shop signs out', async () => {
    const { token } = await signUp(shop.url);
    const cookie = `ks_session=${token}`;
    expect((await send('POST', '/sign-out', { origin: shop.url, cookie })).status).toBe(303);
    expect((await fetch(`${shop.url}/api/v1/me`, { headers: { cookie } })).status).toBe(401);
  });
});

describe('the API', () => {
  test.each(['ks_login_link=x; ks_device=x', 'ks_device=x', 'ks_passkey=x', 'ks_cart=7:1', 'ks_session=x'])(
    'asks for the Origin where %s comes along',
    async (cookie) => {
      for (const origin of FOREIGN) {
        const answer = await send('POST', '/api/v1/auth/links', { origin, cookie });
        expect([answer.status, await answer.json()]).toEqual([
          403,
          expect.objectContaining({ code: 'bad_origin' }),
        ]);
      }
      const own = await send('POST', '/api/v1/auth/links', { origin: shop.url, cookie });
      expect(own.status).not.toBe(403);
    },
  );

  test('does not ask programs, which have no cookie or say who they are by a header', async () => {
    for (const origin of [undefined, 'https://evil.example'])
      expect((await send('POST', '/api/v1/auth/links', { origin })).status).toBe(400);
    const { token } = await signUp(shop.url);
    const answer = await send('POST', '/api/v1/quotes', {
      origin: undefined,
      cookie: 'ks_device=x',
      authorization: `Bearer ${token}`,
    });
    expect(answer.status).toBe(400);
  });
});
