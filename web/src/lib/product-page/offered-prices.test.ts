import { expect, test } from 'vitest';
import type { ProductDetail } from './choose-sku.ts';
import { withOfferedPrices } from './offered-prices.ts';

test('a SKU that a campaign makes cheaper is shown at that price, the others at their own', () => {
  const product = {
    skus: [
      { id: '1', price: 9_900, originalPrice: 12_900, lowestPriceBefore: 9_900 },
      { id: '2', price: 10_900 },
    ],
    offers: { pieces: [{ skuId: '1', price: 7_900, listPrice: 9_900 }], promotions: [] },
  } as unknown as ProductDetail;
  expect(withOfferedPrices(product).skus).toEqual([
    { id: '1', price: 7_900, originalPrice: 9_900 },
    { id: '2', price: 10_900 },
  ]);
});
