import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CONSENT_VERSION } from '../server/modules/customers/index.ts';
import type { TestShop } from './support/test-shop.ts';
import { startTestShop } from './support/test-shop.ts';

const PATHS = [
  '/api/v1/categories',
  '/api/v1/me',
  '/api/v1/none',
  '/api/openapi.json',
  '/api/docs/',
  '/healthz',
];

describe.each([
  ['https://shop.example', 'max-age=31536000'],
  ['http://localhost:3000', null],
])('a shop that is reached at %s', (publicUrl, strictTransport) => {
  let shop: TestShop;
  beforeAll(async () => void (shop = await startTestShop({ PUBLIC_URL: publicUrl })));
  afterAll(() => shop.stop());

  test.each(PATHS)('%s says what may be done with its answer', async (path) => {
    const { headers } = await fetch(`${shop.url}${path}`);
    expect(headers.get('strict-transport-security')).toBe(strictTransport);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    const policy = headers.get('content-security-policy')!;
    expect(policy).toMatch(/default-src '(none|self)'/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-(inline|eval)|https?:|\*/);
  });

  test('the cookie of a session is for the server alone, and for https alone where there is https', async () => {
    const phone = '13600000001';
    const post = (path: string, body: object) =>
      fetch(`${shop.url}/api/v1${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await post('/auth/codes', { phone, purpose: 'sign-in' });
    const [message] = (await (await fetch(`${shop.url}/api/v1/demo/outbox?to=${phone}`)).json()) as [
      { params: { code: string } },
    ];
    const consent = { terms: true, privacy: true, version: CONSENT_VERSION };
    const signedIn = await post('/auth/sessions', { phone, code: message.params.code, consent });
    expect(signedIn.status).toBe(201);
    const cookies = signedIn.headers.getSetCookie();
    const prefix = strictTransport === null ? '' : '__Host-';
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual([
      `${prefix}ks_device`,
      `${prefix}ks_session`,
    ]);
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^[\w-]+=[^;]+;.*HttpOnly/i);
      expect(cookie).toMatch(/SameSite=Lax/i);
      expect(cookie).not.toMatch(/; Domain/i);
      expect(/; Secure/i.test(cookie)).toBe(strictTransport !== null);
    }
  });
});
