import type { ProductSummary } from '#server/modules/catalog/index.ts';

export type { ProductSummary };

type Priced = { readonly price: number; readonly originalPrice?: number };
type Offered = Priced & { readonly offer?: { readonly price: number; readonly listPrice: number } };

/** What it costs now, and what is struck out beside it: where a campaign makes it cheaper, what it costs without. */
export function presentPrice({ price, originalPrice, offer }: Offered): Priced {
  if (offer !== undefined) return { price: offer.price, originalPrice: offer.listPrice };
  return { price, ...(originalPrice === undefined ? {} : { originalPrice }) };
}

/** What buying now saves against what is struck out, in fen; 0 where nothing is. */
export function savingOf(product: Offered): number {
  const { price, originalPrice = 0 } = presentPrice(product);
  return Math.max(0, originalPrice - price);
}
