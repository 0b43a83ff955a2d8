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
  expect(first.headers.get('ratelimit')).toMatch(new RegExp(`^"address";r=${A_MINUTE - 1};t=\\d+$`));
  let last = first;
  for (let sent = 1; sent <= A_MINUTE; sent += 50) {
    [last] = (await Promise.all(Array.from({ length: 50 }, ask))).slice(-1) as [Response];
  }
  expect(last.status).toBe(429);
  expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await last.json()).toMatchObject({ code: 'too_many_requests', status: 429 });
  // Refused and lost callers are counted like everyone else.
  expect((await fetch(`${shop.url}/api/v1/me`)).status).toBe(429);
  expect((await fetch(`${shop.url}/api/v1/nowhere`)).status).toBe(429);
  // Who watches over the shop is never locked out.
  expect((await fetch(`${shop.url}/healthz`)).status).toBe(200);
});
