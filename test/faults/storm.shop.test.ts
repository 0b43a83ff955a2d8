import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectBooksToAgree } from '../support/expect-books.ts';
import { newSku } from '../support/new-sku.ts';
import { seedShoppers, type SeededShopper } from '../support/seed-shoppers.ts';
import { startTestShop, type TestShop } from '../support/test-shop.ts';

/** `npm run test:long` sends the whole storm of the issue; the short form is a fifth of it. */
const BUYERS = Number(process.env['STORM_BUYERS'] ?? 400);
const PIECES = 100;

let shop: TestShop;
let shoppers: SeededShopper[];

beforeAll(async () => {
  shop = await startTestShop();
  shoppers = await seedShoppers(shop.house, BUYERS);
}, 180_000);
afterAll(() => shop.stop());

test(`${BUYERS} buyers of ${PIECES} pieces at once over HTTP: ${PIECES} orders, clear refusals for all others, no 5xx`, async () => {
  const skuId = await newSku(shop.database.pool, 10_000, PIECES);
  const answers = await Promise.all(
    shoppers.map(async ({ token, addressId }) => {
      const response = await fetch(`${shop.url}/api/v1/orders`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${token}`,
          'idempotency-key': randomUUID(),
        },
        body: JSON.stringify({ lines: [{ skuId, quantity: 1 }], addressId, expectedTotalAmount: 10_000 }),
      });
      const body = (await response.json()) as { code?: string; lines?: { available: number }[] };
      return { status: response.status, code: body.code, available: body.lines?.[0]?.available };
    }),
  );
  expect(answers.filter((answer) => answer.status === 201)).toHaveLength(PIECES);
  const refused = answers.filter((answer) => answer.status !== 201);
  expect(refused).toHaveLength(BUYERS - PIECES);
  expect(
    refused.every(
      ({ status, code, available }) => status === 409 && code === 'out_of_stock' && available === 0,
    ),
  ).toBe(true);
  await expectBooksToAgree(shop.database.pool);
}, 120_000);
