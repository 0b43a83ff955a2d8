import { cleanSearch } from '../../../kernel/clean-text.ts';
import type { ProductId, SkuId } from '../../../kernel/ids.ts';
import type { Language } from '../../../kernel/language.ts';
import type { Page } from '../../../kernel/page.ts';
import type { Database } from '../../../platform/database.ts';
import type { MediaStore } from '../../../platform/media-store.ts';
import { findStockOf, type FindStock } from '../availability.ts';
import type { Image } from '../catalog.ts';
import { toImage } from '../images.ts';
import { LONGEST_QUERY, readQuery } from '../search-query.ts';
import { loadSegmenter } from '../segment-words.ts';
import { PRODUCT_STATES, type ProductState } from './edited-product.ts';
import {
  listCategoriesUnder,
  listProductsByCode,
  listProductsOfSkus,
  listProductsToEdit,
  type ListAsked,
  type ListedRow,
} from './list-products.sql.ts';

/** Where a list may be narrowed to: a state, or whatever has a variant of which few or none are left. */
export const LIST_STATES = [...PRODUCT_STATES, 'low_stock'] as const;
export type ListState = (typeof LIST_STATES)[number];

/** SKUs of which few or none are left, those that became so last first. Given by stock. */
export type FindShort = (limit: number) => Promise<readonly SkuId[]>;

export type StaffProductQuery = {
  /** Words of its name and texts, or how the code of a variant begins. */
  readonly q?: string;
  readonly state?: ListState;
  /** Its id; what stands below it is included. */
  readonly categoryId?: string;
  /** The last of the page before. */
  readonly below?: ProductId;
  readonly limit: number;
};

/** A product as the list of the staff shows it. */
export type ListedProduct = {
  readonly id: ProductId;
  readonly slug: string;
  readonly version: number;
  readonly name: string;
  readonly image: Image | null;
  readonly state: ProductState;
  readonly publishAt: Date | null;
  readonly updatedAt: Date;
  readonly sales: number;
  readonly variants: number;
  /** Fen, of its variants; null where there are none. */
  readonly lowestPrice: number | null;
  readonly highestPrice: number | null;
  /** Pieces that can be bought, of all variants. */
  readonly available: number;
  /** Variants of which few or none are left. */
  readonly short: number;
};

export type StaffListDeps = {
  readonly database: Database;
  readonly mediaStore: MediaStore;
  readonly findStock: FindStock;
  readonly findShort: FindShort;
};

const CODE = /^[A-Z0-9-]{2,40}$/;
/** Short SKUs whose products are listed at most. */
const MOST_SHORT = 1_000;
/** Products that are found by their codes at most: who types a code looks for one. */
const MOST_BY_CODE = 200;

/** One page of products, the newest first, on sale or not. */
export async function listStaffProducts(
  deps: StaffListDeps,
  query: StaffProductQuery,
  language: Language,
): Promise<Page<ListedProduct>> {
  const { limit } = query;
  const asked = await readAsked(deps, query);
  const rows =
    asked === undefined ? [] : await listProductsToEdit(deps.database, { ...asked, limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const stock = await findStockOf(
    deps,
    shown.flatMap(({ skus }) => skus.map(({ id }) => id as SkuId)),
  );
  return {
    items: shown.map((row) => toListed(row, stock, language, deps.mediaStore)),
    nextCursor: rows.length > limit ? shown.at(-1)!.id : null,
  };
}

/** Undefined where nothing can be found. */
async function readAsked(
  { database, findShort }: StaffListDeps,
  { q = '', state, categoryId, below }: StaffProductQuery,
): Promise<Omit<ListAsked, 'limit'> | undefined> {
  const typed = [...cleanSearch(q.slice(0, 8 * LONGEST_QUERY))].slice(0, LONGEST_QUERY).join('').trim();
  const categoryIds = categoryId === undefined ? undefined : await listCategoriesUnder(database, categoryId);
  if (categoryIds?.length === 0) return undefined;
  const short =
    state === 'low_stock' ? await listProductsOfSkus(database, await findShort(MOST_SHORT)) : undefined;
  const asked = {
    ...{ categoryIds, below, words: undefined, ids: short },
    state: state === 'low_stock' ? undefined : state,
  };
  if (typed === '') return asked;
  const code = typed.toUpperCase();
  const ids = CODE.test(code) ? await listProductsByCode(database, code, MOST_BY_CODE) : [];
  if (ids.length > 0) return { ...asked, ids: short?.filter((id) => ids.includes(id)) ?? ids };
  const words = readQuery(typed, await loadSegmenter(), true)[0]?.query;
  return words === undefined ? undefined : { ...asked, words };
}

function toListed(
  row: ListedRow,
  stock: Awaited<ReturnType<typeof findStockOf>>,
  language: Language,
  mediaStore: MediaStore,
): ListedProduct {
  const { id, slug, version, state, publishAt, updatedAt, sales, image, skus } = row;
  const prices = skus.map(({ price }) => price);
  const levels = skus.map((sku) => stock.get(sku.id as SkuId) ?? { available: 0 });
  const isShort = ({ available, lowStockAt = 10 }: (typeof levels)[number] & { lowStockAt?: number }) =>
    available <= lowStockAt;
  return {
    ...{ id, slug, version: Number(version), state, publishAt, updatedAt, sales },
    name: language === 'en' ? row.nameEn : row.name,
    image: image === null ? null : toImage(image, mediaStore, image.alt),
    variants: skus.length,
    lowestPrice: prices.length === 0 ? null : Math.min(...prices),
    highestPrice: prices.length === 0 ? null : Math.max(...prices),
    available: levels.reduce((sum, { available }) => sum + available, 0),
    short: levels.filter(isShort).length,
  };
}
