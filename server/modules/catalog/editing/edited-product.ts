import type { ProductId, SkuId } from '../../../kernel/ids.ts';
import type { PurchaseLimit } from '../purchase-limit.ts';
import type { StoredImage } from '../images.ts';

/** Where a product stands: never on sale so far, on sale from a moment on, on sale, or taken off. */
export const PRODUCT_STATES = ['on_sale', 'draft', 'scheduled', 'off_sale'] as const;
export type ProductState = (typeof PRODUCT_STATES)[number];

/** How much fits into each field. The file of an import holds the same (`import/catalogue-line.ts`). */
export const MOST = {
  ...{ name: 120, nameEn: 200, subtitle: 200, subtitleEn: 300, brand: 80, model: 80 },
  ...{ description: 20_000, materials: 2_000, usage: 5_000, warranty: 2_000, manualUrl: 500 },
  ...{ attributes: 60, attributeName: 40, attributeValue: 500 },
  ...{ faqs: 40, question: 200, answer: 2_000, highlights: 12, highlight: 80 },
  ...{ categories: 10, images: 20, alt: 200 },
  ...{ options: 4, optionName: 20, optionValues: 50, optionValue: 40, skus: 500 },
  ...{ fen: 10_000_000_000, grams: 10_000_000, cm3: 10_000_000, lowStockAt: 1_000_000 },
} as const;

/** A variant as it is edited. */
export type EditedSku = {
  readonly id: SkuId;
  readonly code: string;
  /** One of each option of the product, in their order. */
  readonly values: readonly string[];
  /** Fen. */
  readonly price: number;
  /** Fen; what it cost before, where it is discounted. */
  readonly originalPrice: number | null;
  /** One of the product's pictures, from 0; null for the first. */
  readonly image: number | null;
  readonly weightGrams: number;
  readonly volumeCm3: number;
  readonly onSale: boolean;
  /** From how many pieces on few are left. */
  readonly lowStockAt: number;
  /** No variant any more: kept for the orders that name it. */
  readonly isRetired: boolean;
};

/** What of a product can be changed by hand. Prose is plain text but `description`, which is Markdown. */
export type ProductContent = {
  readonly name: string;
  readonly nameEn: string;
  readonly subtitle: string;
  readonly subtitleEn: string;
  readonly brand: string;
  readonly model: string;
  readonly description: string;
  readonly materials: string;
  readonly usage: string;
  readonly warranty: string;
  readonly manualUrl: string | null;
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
  readonly faqs: readonly { readonly question: string; readonly answer: string }[];
  readonly highlights: readonly string[];
  readonly options: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly images: readonly StoredImage[];
  /** The first is where its bread crumbs lead. */
  readonly categoryIds: readonly string[];
  readonly purchaseLimit: PurchaseLimit | null;
  /** What its way costs; null for the default of the shop. */
  readonly freightTemplateId: string | null;
  readonly skus: readonly EditedSku[];
};

/** Whether it is sold; changed by acts of their own. */
export type ProductStanding = {
  readonly onSale: boolean;
  readonly isDraft: boolean;
  /** RFC 3339 in UTC; null where nothing is planned. */
  readonly publishAt: string | null;
};

export type EditedProduct = ProductContent & ProductStanding;

/** The same with what it is known by. */
export type KnownProduct = {
  readonly id: ProductId;
  readonly slug: string;
  readonly version: number;
  readonly publishedAt: Date;
  readonly updatedAt: Date;
  readonly content: EditedProduct;
};

export function stateOf({ onSale, isDraft, publishAt }: ProductStanding): ProductState {
  if (onSale) return 'on_sale';
  if (publishAt !== null) return 'scheduled';
  return isDraft ? 'draft' : 'off_sale';
}

export const EMPTY_PRODUCT: EditedProduct = {
  ...{ name: '', nameEn: '', subtitle: '', subtitleEn: '', brand: '', model: '', description: '' },
  ...{ materials: '', usage: '', warranty: '', manualUrl: null },
  ...{
    attributes: [],
    faqs: [],
    highlights: [],
    options: [],
    images: [],
    categoryIds: [],
    purchaseLimit: null,
    freightTemplateId: null,
    skus: [],
  },
  ...{ onSale: false, isDraft: true, publishAt: null },
};
