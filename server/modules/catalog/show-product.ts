import type { Language } from '../../kernel/language.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { ProductId, SkuId } from '../../kernel/ids.ts';
import { renderMarkdown } from '../../kernel/markdown.ts';
import { toFen } from '../../kernel/money.ts';
import type { Database } from '../../platform/database.ts';
import type { MediaStore } from '../../platform/media-store.ts';
import { findStockOf, isLow, type FindStock, type StockReading } from './availability.ts';
import { fenOrUndefined, findProduct, type DetailRow, type DetailSkuRow } from './catalog.sql.ts';
import type { Image, ProductDetail, ProductSummary, Sku } from './catalog.ts';
import { lowestOffer, withOffer, type FindOffers } from './offers.ts';
import { toImage } from './images.ts';
import { findLowestPricesBefore } from './prices/find-lowest-prices.ts';

export type DetailDeps = {
  readonly database: Database;
  readonly mediaStore: MediaStore;
  readonly clock: Clock;
  readonly findStock: FindStock;
  readonly offers: FindOffers;
  /** What a product page says of freight. */
  readonly freightNote: (language: Language) => string;
};

/** A product as its page shows it, or undefined where none is on sale under this slug. Two round trips, the second of them at once for stock and for what was asked. */
export async function showProduct(
  deps: DetailDeps,
  slug: string,
  language: Language,
): Promise<ProductDetail | undefined> {
  const row = await findProduct(deps.database, slug);
  if (row === undefined || row.skus.length === 0) return undefined;
  const skuIds = row.skus.map((sku) => sku.skuId);
  const offered = {
    ...{ productId: row.productId, categoryIds: row.categoryIds },
    skus: row.skus.map(({ skuId, priceFen }) => ({ skuId, price: toFen(priceFen) })),
  };
  const [stock, before, offers] = await Promise.all([
    findStockOf(deps, skuIds),
    findPricesBefore(deps, row.skus),
    deps.offers.ofProduct(offered, language),
  ]);
  const english = language === 'en';
  const images = row.images.map((image) =>
    toImage(image, deps.mediaStore, english ? (image.altEn ?? row.nameEn) : image.alt),
  );
  const skus = row.skus.map((sku) => toSku(sku, stock.get(sku.skuId), before.get(sku.skuId), images));
  return {
    ...withOffer(summaryOf(row, skus, images, english), lowestOffer(offers.pieces)),
    offers,
    images,
    ...{ brand: row.brand, model: row.model, highlights: row.highlights },
    ...{ description: row.description, descriptionHtml: renderMarkdown(row.description) },
    ...{ attributes: row.attributes, materials: row.materials, usage: row.usage, warranty: row.warranty },
    ...(row.manualUrl === null ? {} : { manualUrl: row.manualUrl }),
    ...{ faqs: row.faqs, options: row.options, skus },
    ...(row.purchaseLimit === null ? {} : { purchaseLimit: row.purchaseLimit }),
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

/** Asked only where a price is struck out. */
function findPricesBefore(
  { database, clock }: DetailDeps,
  skus: readonly DetailSkuRow[],
): Promise<Map<SkuId, number>> {
  const discounted = skus.filter(({ originalPriceFen }) => originalPriceFen !== null);
  const prices = new Map(discounted.map(({ skuId, priceFen }) => [skuId, Number(priceFen)]));
  return findLowestPricesBefore(database, prices, clock.now());
}

function toSku(
  row: DetailSkuRow,
  stock: StockReading | undefined,
  lowestBefore: number | undefined,
  images: readonly Image[],
): Sku {
  const originalPrice = fenOrUndefined(row.originalPriceFen);
  const image = row.imageIndex === null ? undefined : images[row.imageIndex];
  return {
    ...{ id: row.skuId, code: row.code, options: row.options, price: toFen(row.priceFen) },
    ...(originalPrice === undefined ? {} : { originalPrice }),
    ...(lowestBefore === undefined ? {} : { lowestPriceBefore: toFen(lowestBefore) }),
    ...{ available: stock?.available ?? 0, lowStock: isLow(stock) },
    ...(image === undefined ? {} : { image }),
  };
}
