import type { Fen } from '../../kernel/money.ts';
import type { SkuId } from '../../kernel/ids.ts';
import type { Image } from '../catalog/index.ts';

/** Different SKUs in a cart at most. */
export const MAX_CART_LINES = 100;

/** What is remembered of a line: null for a visitor, who has not been shown an earlier price. */
export type StoredCartLine = {
  readonly skuId: SkuId;
  readonly quantity: number;
  readonly seenPriceFen: Fen | null;
};

export type CartLine = {
  readonly skuId: SkuId;
  readonly productSlug: string;
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
  readonly image: Image | null;
  readonly quantity: number;
  /** Of one piece, now. */
  readonly price: Fen;
  readonly originalPrice?: Fen;
  /** What it cost when it was put in, where that differs. */
  readonly previousPrice?: Fen;
  readonly available: number;
  readonly problem?: 'not_for_sale' | 'sold_out' | 'short_stock' | 'price_changed';
};

export type Cart = {
  readonly lines: readonly CartLine[];
  /** Pieces in all, for the badge. */
  readonly count: number;
  /** Of the lines that can be bought as they are. */
  readonly itemsAmount: Fen;
};

export type CartRefusal =
  | { readonly code: 'sku_not_found' }
  | { readonly code: 'not_for_sale' }
  | { readonly code: 'cart_full'; readonly limit: number };
