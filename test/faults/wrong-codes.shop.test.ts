import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestShop, type TestShop } from '../support/test-shop.ts';
import { expectNobodyGotIn, stormWithWrongCodes } from './wrong-codes.ts';

let shop: TestShop;
beforeAll(async () => void (shop = await startTestShop({ TRUSTED_PROXIES: '1' })));
afterAll(() => shop.stop());

test(
  '2,000 wrong codes from 8 addresses let nobody in, while right codes do',
  { timeout: 60_000 },
  async () => {
    const report = await stormWithWrongCodes({ url: shop.url, tries: 2_000, addresses: 8 });
    await expectNobodyGotIn(shop.url, report);
    // None of the codes was asked for from these addresses, so none is even tried; each may ask in vain two hundred times an hour.
    expect(report.answers['422 code_wrong'] ?? 0).toBe(0);
    expect(report.answers['429 too_many_tries']).toBeGreaterThanOrEqual(2_000 - 8 * 200);
    expect(report.signedIn).toBeGreaterThan(5);
    // The storm and the shop share this process: the long form measures them apart.
    expect(report.p99Ms).toBeLessThan(1_000);
  },
);
