import type { ProductDetail, Sku } from './choose-sku.ts';

/** The product with each SKU at the price that holds now: where a campaign makes it cheaper, its own is struck out. */
export function withOfferedPrices(product: ProductDetail): ProductDetail {
  const offers = new Map(product.offers.pieces.map((offer) => [offer.skuId, offer]));
  return {
    ...product,
    skus: product.skus.map((sku): Sku => {
      const offer = offers.get(sku.id);
      if (offer === undefined) return sku;
      // What was asked within 30 days belongs to the price that is struck out otherwise.
      const { lowestPriceBefore: _before, ...rest } = sku;
      return { ...rest, price: offer.price, originalPrice: offer.listPrice };
    }),
  };
}
