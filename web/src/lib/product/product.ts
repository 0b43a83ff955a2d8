import type { ProductSummary } from '#server/modules/catalog/index.ts';

export type { ProductSummary };

/** What buying now saves against the original price, in fen; 0 where there is none. */
export function savingOf(priced: { readonly price: number; readonly originalPrice?: number }): number {
  return Math.max(0, (priced.originalPrice ?? 0) - priced.price);
}
