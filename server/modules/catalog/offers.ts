import type { ProductId, SkuId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import type { Fen } from '../../kernel/money.ts';

/** A price of one piece that is lower for a while. */
export type PieceOffer = {
  readonly skuId: SkuId;
  readonly campaignId: string;
  readonly kind: 'limited_time_price' | 'flash_sale';
  readonly name: string;
  readonly price: Fen;
  /** What it costs without. */
  readonly listPrice: Fen;
  readonly endsAt: Date;
  /** Pieces that are left at it, and as many as one customer may have; unsaid where there is no end to them. */
  readonly piecesLeft?: number;
  readonly piecesPerCustomer?: number;
};

/** Of offers for several SKUs of a product, the lowest; among equals that of the smaller SKU id. */
export function lowestOffer(offers: Iterable<PieceOffer>): PieceOffer | undefined {
  return [...offers].toSorted((a, b) => a.price - b.price || Number(a.skuId) - Number(b.skuId))[0];
}

/** With the offer that makes it cheaper than its cheapest SKU is without. */
export function withOffer<Product extends { readonly price: Fen }>(
  product: Product,
  offer: PieceOffer | undefined,
): Product & { readonly offer?: PieceOffer } {
  return offer === undefined || offer.price >= product.price ? product : { ...product, offer };
}

/** What is given for several pieces together. */
export type PromotionOffer = {
  readonly campaignId: string;
  readonly kind: 'n_for_m' | 'second_at_half_price' | 'bundle_price' | 'spend_and_save';
  readonly name: string;
  /** In a few words: "满 300 减 40". */
  readonly text: string;
  readonly endsAt: Date;
};

/** What campaigns offer for a product at this moment. */
export type ProductOffers = {
  /** The lowest of each SKU that has one. */
  readonly pieces: readonly PieceOffer[];
  readonly promotions: readonly PromotionOffer[];
};

/** A product as far as offers look at it. */
export type OfferedProduct = {
  readonly productId: ProductId;
  readonly categoryIds: readonly string[];
  readonly skus: readonly { readonly skuId: SkuId; readonly price: Fen }[];
};

/** Given by the pricing module. */
export type FindOffers = {
  ofProduct(product: OfferedProduct, language: Language): Promise<ProductOffers>;
  /** The lowest price that a campaign makes of any SKU of these products; those without one are missing. */
  lowest(productIds: readonly ProductId[], language: Language): Promise<ReadonlyMap<ProductId, PieceOffer>>;
};
