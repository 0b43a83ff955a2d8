import { expect, it } from 'vitest';
import { budgetOf } from '../../web/byte-budgets.ts';
import { signUp } from '../support/shopper.ts';
import { findProduct } from './support/shelf.ts';
import { shopUrl, visit } from './support/visit.ts';

/** The script that a browser which was never here loads for a page, in bytes as they come over the line. */
async function weigh(path: string, token?: string): Promise<number> {
  const context = await visit({ device: 'phone', token });
  const page = await context.newPage();
  const weights: Promise<number>[] = [];
  page.on('requestfinished', (request) => {
    if (request.resourceType() === 'script' || new URL(request.url()).pathname.endsWith('.js'))
      weights.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  await page.goto(path, { waitUntil: 'networkidle' });
  const bytes = (await Promise.all(weights)).reduce((sum, weight) => sum + weight, 0);
  expect(bytes).toBeGreaterThan(10_000);
  return bytes;
}

it('The pages on the way to an order load no more script in a browser than their budget, with what it fetches later', async () => {
  const shopper = await signUp(shopUrl());
  const skuId = (await findProduct('k75-keyboard')).skus[0]!.id;
  await shopper.call('PUT', `/cart/lines/${skuId}`, { body: { quantity: 1 } });
  const weights = {
    '/(shop)': await weigh('/'),
    // With what the browser needs to offer passkeys at the field.
    '/login': await weigh('/login'),
    '/(shop)/product/[slug]': await weigh('/product/k75-keyboard'),
    '/(shop)/cart': await weigh('/cart', shopper.token),
    '/(checkout)/checkout': await weigh(`/checkout?sku=${skuId}&quantity=1`, shopper.token),
  };
  console.log(`Compressed script in bytes: ${JSON.stringify(weights)}`);
  for (const [id, bytes] of Object.entries(weights))
    expect(bytes, id).toBeLessThanOrEqual(budgetOf(id).mostBytes);
});
