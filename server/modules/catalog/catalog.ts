import type { Fen } from '../../kernel/money.ts';
import type { ProductId, SkuId } from '../../kernel/ids.ts';
import type { PieceOffer, ProductOffers } from './offers.ts';
import type { PurchaseLimit } from './purchase-limit.ts';

export type { PurchaseLimit };

/** A picture in the media store. `url` is the middle size (640 px wide); the others end in `-160.webp` and `-1280.webp`. */
export type Image = {
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly alt: string;
  /** Hue of the tinted ground it stands on, 0 to 360 (oklch). */
  readonly hue: number;
  readonly sizes: readonly { readonly url: string; readonly width: number; readonly height: number }[];
};

export type Category = {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly icon: Image | null;
  readonly children: readonly Category[];
};

export const PRODUCT_SORTS = ['relevance', 'sales', 'newest', 'price', '-price'] as const;
export type ProductSort = (typeof PRODUCT_SORTS)[number];

export type ProductQuery = {
  readonly q?: string;
  /** A category's slug. */
  readonly category?: string;
  readonly sort?: ProductSort;
  readonly minPrice?: number;
  readonly maxPrice?: number;
  readonly inStock?: boolean;
  readonly limit?: number;
  readonly cursor?: string;
};

export type ProductSummary = {
  readonly id: ProductId;
  readonly slug: string;
  readonly name: string;
  readonly subtitle: string;
  readonly image: Image | null;
  /** Of the cheapest SKU on sale. */
  readonly price: Fen;
  readonly originalPrice?: Fen;
  readonly sales: number;
  readonly inStock: boolean;
  /** Where a campaign makes a piece cheaper than `price`. */
  readonly offer?: PieceOffer;
};

export type Sku = {
  readonly id: SkuId;
  readonly code: string;
  /** Option name to value, as `{ 颜色: '月光银' }`; empty for a product without options. */
  readonly options: Readonly<Record<string, string>>;
  readonly price: Fen;
  readonly originalPrice?: Fen;
  /** The lowest that it was asked within the 30 days before its present price; where one is struck out. */
  readonly lowestPriceBefore?: Fen;
  /** Pieces that can be bought now: on hand less reserved. */
  readonly available: number;
  readonly lowStock: boolean;
  readonly image?: Image;
};

export type ProductDetail = ProductSummary & {
  readonly images: readonly Image[];
  readonly brand: string;
  /** Markdown. */
  readonly description: string;
  /** The same as HTML that can do nothing. */
  readonly descriptionHtml: string;
  readonly highlights: readonly string[];
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
  readonly model: string;
  readonly materials: string;
  readonly usage: string;
  readonly warranty: string;
  readonly manualUrl?: string;
  readonly faqs: readonly { readonly question: string; readonly answer: string }[];
  readonly options: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly skus: readonly Sku[];
  readonly offers: ProductOffers;
  readonly purchaseLimit?: PurchaseLimit;
  readonly freightNote: string;
  readonly rating: { readonly average: number | null; readonly count: number };
  /** From the top category down to the product's own, for the bread crumbs. */
  readonly path: readonly { readonly slug: string; readonly name: string }[];
};

/** What an order or a cart needs to know of a SKU: names in both languages, since a line keeps its own copy. */
export type SkuForSale = {
  readonly skuId: SkuId;
  readonly productId: ProductId;
  /** Those that it was put into; what is above them is not here. */
  readonly categoryIds: readonly string[];
  readonly productSlug: string;
  readonly name: string;
  readonly nameEn: string;
  readonly options: Readonly<Record<string, string>>;
  readonly image: Image | null;
  readonly price: Fen;
  readonly originalPrice: Fen | null;
  readonly weightGrams: number;
  readonly volumeCm3: number;
  /** Null: the one of the shop. */
  readonly freightTemplateId: string | null;
  readonly purchaseLimit: PurchaseLimit | null;
  /** False where the SKU or its product was taken off sale. */
  readonly onSale: boolean;
};
