import type { SkuId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import { toFen } from '../../kernel/money.ts';
import type { Page } from '../../kernel/page.ts';
import type { Result } from '../../kernel/result.ts';
import type { Queryable } from '../../platform/database.ts';
import { makeAnswerCache, type Answer } from './answer-cache.ts';
import { toCategoryTreeBody, toDetailBody, toPageBody } from './catalog.bodies.ts';
import { fenOrUndefined, listSkusForSale, listSlugs, type ForSaleRow } from './catalog.sql.ts';
import type { Category, ProductDetail, ProductQuery, ProductSummary, SkuForSale } from './catalog.ts';
import { toImage } from './images.ts';
import { findSkus } from './find-skus.ts';
import { listCategoryTree } from './list-categories.ts';
import { fillQuery, listProducts, type ListRefusal } from './list-products.ts';
import { SLUG } from './slug.ts';
import { showProduct, type DetailDeps } from './show-product.ts';

export type CatalogDeps = DetailDeps;

type ListOutcome = Result<Page<ProductSummary>, ListRefusal>;

export type Catalog = {
  categories(language: Language): Promise<readonly Category[]>;
  /** For pages: a cursor that does not fit is as good as none, and an unknown category is empty. */
  products(query: ProductQuery, language: Language): Promise<Page<ProductSummary>>;
  product(slug: string, language: Language): Promise<ProductDetail | undefined>;
  /** Slugs of products on sale, in order, from after `after` on; at most 50,000. */
  slugs(after: string, limit: number): Promise<readonly { slug: string; updatedAt: Date }[]>;
  /** What orders and carts need to know of SKUs. Unknown ids are not in the answer. Read afresh each time: it decides prices. */
  skusForSale(skuIds: readonly SkuId[], on: Queryable): Promise<Map<SkuId, SkuForSale>>;
  /** What this process keeps is as good as gone: something was changed. Others show it within the second. */
  forget(): void;
  /** For staff: the SKU of a code, or those of the best sold products whose titles have all these words. */
  findSkus(by: 'code' | 'name', text: string): Promise<readonly SkuId[]>;
  /** The same reads as documents of the API, for its routes. */
  readonly answers: {
    categories(language: Language): Promise<Answer<readonly Category[]>>;
    products(query: ProductQuery, language: Language): Promise<Answer<ListOutcome>>;
    product(slug: string, language: Language): Promise<Answer<ProductDetail | undefined>>;
  };
};

/** Pages and API may show what was true this long ago. */
const MAX_AGE_MS = 1_000;
const CACHE_BYTES = 24 * 1024 * 1024;
const LARGEST_ID = 9_223_372_036_854_775_807n;

export function makeCatalog(deps: CatalogDeps): Catalog {
  const cache = makeAnswerCache({ clock: deps.clock, maxAgeMs: MAX_AGE_MS, maxBytes: CACHE_BYTES });

  const answers: Catalog['answers'] = {
    categories: (language) =>
      cache.find(`c ${language}`, () => listCategoryTree(deps, language), toCategoryTreeBody),
    products(query, language) {
      const full = fillQuery(query);
      return cache.find(
        `l ${language} ${JSON.stringify(full)}`,
        () => listProducts(deps, full, language),
        toPageBody,
      );
    },
    product(slug, language) {
      const find = async () => (SLUG.test(slug) ? showProduct(deps, slug, language) : undefined);
      return cache.find(`p ${language} ${slug.slice(0, 81)}`, find, toDetailBody);
    },
  };

  async function products(query: ProductQuery, language: Language): Promise<Page<ProductSummary>> {
    const { value } = await answers.products(query, language);
    if (value.ok) return value.value;
    if (value.error.code === 'category_not_found') return { items: [], nextCursor: null };
    return products({ ...query, cursor: undefined }, language);
  }

  return {
    answers,
    products,
    forget: () => cache.forget(),
    categories: async (language) => (await answers.categories(language)).value,
    product: async (slug, language) => (await answers.product(slug, language)).value,
    slugs: (after, limit) => listSlugs(deps.database, SLUG.test(after) ? after : '', Math.min(limit, 50_000)),
    findSkus: (by, text) => findSkus(deps.database, by, text),
    async skusForSale(skuIds, on) {
      const known = skuIds.filter((skuId) => /^[1-9]\d{0,18}$/.test(skuId) && BigInt(skuId) <= LARGEST_ID);
      if (known.length === 0) return new Map();
      const rows = await listSkusForSale(on, known);
      return new Map(rows.map((row) => [row.skuId, toSkuForSale(row, deps)]));
    },
  };
}

function toSkuForSale(row: ForSaleRow, { mediaStore }: CatalogDeps): SkuForSale {
  const { priceFen, originalPriceFen, image, ...same } = row;
  return {
    ...same,
    image: image === null ? null : toImage(image, mediaStore, image.alt),
    price: toFen(priceFen),
    originalPrice: fenOrUndefined(originalPriceFen) ?? null,
  };
}
