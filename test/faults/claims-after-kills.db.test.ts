import { expect, test } from 'vitest';
import { killWhileClaiming } from './claims-after-kills.ts';

test('killed while it gives coupons, a shop gives exactly its quota, and loses none that it has answered', async () => {
  const { answered, coupons } = await killWhileClaiming(3);
  expect(answered).toBeGreaterThan(60);
  expect(coupons).toBeGreaterThanOrEqual(answered);
}, 180_000);
