import type { Language } from '../../kernel/language.ts';
import type { ProductId } from '../../kernel/ids.ts';
import { toFen } from '../../kernel/money.ts';
import type { Database } from '../../platform/database.ts';
import type { MediaStore } from '../../platform/media-store.ts';
import { findStockOf, isLow, type FindStock, type StockReading } from './availability.ts';
import { fenOrUndefined, findProduct, type DetailRow, type DetailSkuRow } from './catalog.sql.ts';
import type { Image, ProductDetail, ProductSummary, Sku } from './catalog.ts';
import { toImage } from './images.ts';

export type DetailDeps = {
  readonly database: Database;
  readonly mediaStore: MediaStore;
  readonly findStock: FindStock;
  /** What a product page says of freight. */
  readonly freightNote: (language: Language) => string;
};

/** A product as its page shows it, or undefined where none is on sale under this slug. Two round trips. */
export async function showProduct(
  deps: DetailDeps,
  slug: string,
  language: Language,
): Promise<ProductDetail | undefined> {
  const row = await findProduct(deps.database, slug);
  if (row === undefined || row.skus.length === 0) return undefined;
  const stock = await findStockOf(
    deps,
    row.skus.map((sku) => sku.skuId),
  );
  const english = language === 'en';
  const images = row.images.map((image) => toImage(image, deps.mediaStore, english ? row.nameEn : image.alt));
  const skus = row.skus.map((sku) => toSku(sku, stock.get(sku.skuId), images));
  return {
    ...summaryOf(row, skus, images, english),
    images,
    ...{ brand: row.brand, model: row.model, description: row.description, highlights: row.highlights },
    ...{ attributes: row.attributes, materials: row.materials, usage: row.usage, warranty: row.warranty },
    ...(row.manualUrl === null ? {} : { manualUrl: row.manualUrl }),
    ...{ faqs: row.faqs, options: row.options, skus },
    freightNote: deps.freightNote(language),
    // Nobody can review yet; an invented rating would be a lie.
    rating: { average: null, count: 0 },
    path: row.path.map(({ slug: step, name, nameEn }) => ({ slug: step, name: english ? nameEn : name })),
  };
}

function summaryOf(
  row: DetailRow,
  skus: readonly Sku[],
  images: readonly Image[],
  english: boolean,
): ProductSummary {
  // The first of the cheapest, as in lists.
  const cheapest = skus.reduce((best, sku) => (sku.price < best.price ? sku : best));
  return {
    id: row.productId as ProductId,
    slug: row.slug,
    name: english ? row.nameEn : row.name,
    subtitle: english ? row.subtitleEn : row.subtitle,
    image: images[0] ?? null,
    price: cheapest.price,
    ...(cheapest.originalPrice === undefined ? {} : { originalPrice: cheapest.originalPrice }),
    sales: row.sales,
    inStock: skus.some((sku) => sku.available > 0),
  };
}

function toSku(row: DetailSkuRow, stock: StockReading | undefined, images: readonly Image[]): Sku {
  const originalPrice = fenOrUndefined(row.originalPriceFen);
  const image = row.imageIndex === null ? undefined : images[row.imageIndex];
  return {
    ...{ id: row.skuId, code: row.code, options: row.options, price: toFen(row.priceFen) },
    ...(originalPrice === undefined ? {} : { originalPrice }),
    ...{ available: stock?.available ?? 0, lowStock: isLow(stock) },
    ...(image === undefined ? {} : { image }),
  };
}
