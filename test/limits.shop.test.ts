import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestShop, type TestShop } from './support/test-shop.ts';

const A_MINUTE = 1_200;
let shop: TestShop;

beforeAll(async () => {
  shop = await startTestShop({ RATE_LIMITS: 'on' });
}, 120_000);
afterAll(() => shop.stop());

test('an address is told how much it has left, and refused with a time to come back when it has used it up', async () => {
  const ask = () => fetch(`${shop.url}/api/v1/categories`);
  const first = await ask();
  expect(first.headers.get('ratelimit-policy')).toBe(`"address";q=${A_MINUTE};w=60`);
  // Whoever waited until the shop was ready has used a few already.
  const [, left] = /^"address";r=(\d+);t=\d+$/.exec(first.headers.get('ratelimit')!) ?? [];
  expect(Number(left)).toBeGreaterThan(A_MINUTE - 50);
  expect(Number(left)).toBeLessThan(A_MINUTE);
  let last = first;
  // Points come back while they are used, twenty a second.
  for (let sent = 1; sent <= 3 * A_MINUTE && last.status === 200; sent += 50) {
    [last] = (await Promise.all(Array.from({ length: 50 }, ask))).slice(-1) as [Response];
  }
  expect(last.status).toBe(429);
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await last.json()).toMatchObject({ code: 'too_many_requests', status: 429 });
  // Refused and lost callers are counted like everyone else; one point comes back every twentieth of a second.
  const others = ['/api/v1/me', '/api/v1/nowhere', '/readyz', '/metrics', '/api/v1/me', '/api/v1/nowhere'];
  const statuses = await Promise.all(others.map(async (path) => (await fetch(`${shop.url}${path}`)).status));
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(2);
  // Who watches over the shop is never locked out.
  expect((await fetch(`${shop.url}/healthz`)).status).toBe(200);
});

test('what is dear is counted by the work it makes, pages and API from one budget', async () => {
  const left = (answer: Response): number => Number(/r=(\d+)/.exec(answer.headers.get('ratelimit')!)![1]);
  const from = { 'x-forwarded-for': '203.0.113.9' };
  const shopBehindProxy = await startTestShop({ RATE_LIMITS: 'on', TRUSTED_PROXIES: '1' });
  try {
    const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
      fetch(`${shopBehindProxy.url}/api/v1${path}`, {
        ...init,
        headers: { 'content-type': 'application/json', ...from },
      });
    const lines = Array.from({ length: 100 }, (_, n) => ({ skuId: String(n + 1), quantity: 1 }));
    const before = left(await ask('/categories'));
    const quote = (): Promise<Response> =>
      ask('/quotes', { method: 'POST', body: JSON.stringify({ lines }) });
    await Promise.all([...Array.from({ length: 20 }, quote), ask('/products?q=ks')]);
    // Eleven for each quote, three for the search, one for this; twenty a second come back meanwhile.
    expect(before - left(await ask('/categories'))).toBeGreaterThan(120);
  } finally {
    await shopBehindProxy.stop();
  }
}, 120_000);
