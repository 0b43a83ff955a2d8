import { cleanSearch } from '../../kernel/clean-text.ts';
import type { Language } from '../../kernel/language.ts';
import { toFen } from '../../kernel/money.ts';
import type { Page } from '../../kernel/page.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { Database } from '../../platform/database.ts';
import type { MediaStore } from '../../platform/media-store.ts';
import { isCategory, fenOrUndefined } from './catalog.sql.ts';
import type { ProductQuery, ProductSort, ProductSummary } from './catalog.ts';
import { findStockOf, type FindStock } from './availability.ts';
import { withOffer, type FindOffers } from './offers.ts';
import { toImage } from './images.ts';
import { SLUG } from './slug.ts';
import { readCursor, writeCursor, type CursorScope, type Position } from './list-cursor.ts';
import {
  FETCH_SIZES,
  searchShelf,
  walkShelf,
  type FetchSize,
  type ListRow,
  type WalkSort,
} from './list.sql.ts';
import { isLoose, LONGEST_QUERY, readQuery, type SearchTier } from './search-query.ts';
import { loadSegmenter } from './segment-words.ts';

export const DEFAULT_LIMIT = 24;
export const MOST_LIMIT = 100;

export type ListRefusal = { readonly code: 'cursor_invalid' } | { readonly code: 'category_not_found' };

export type ListDeps = {
  readonly database: Database;
  readonly mediaStore: MediaStore;
  readonly findStock: FindStock;
  readonly offers: Pick<FindOffers, 'lowest'>;
};

/** A query with everything said: what was left out is filled in, what is out of range is cut. */
export type FullQuery = CursorScope & { readonly limit: number; readonly cursor: string | undefined };

export function fillQuery(query: ProductQuery): FullQuery {
  const typed = cleanSearch((query.q ?? '').slice(0, 8 * LONGEST_QUERY));
  const q = [...typed].slice(0, LONGEST_QUERY).join('').trim();
  const sort: ProductSort =
    q === '' && (query.sort ?? 'relevance') === 'relevance' ? 'sales' : (query.sort ?? 'relevance');
  return {
    ...{ q, sort, category: query.category ?? '', inStock: query.inStock ?? false, cursor: query.cursor },
    ...{ minPrice: wholeFen(query.minPrice), maxPrice: wholeFen(query.maxPrice) },
    limit: Math.min(MOST_LIMIT, Math.max(1, Math.trunc(query.limit ?? DEFAULT_LIMIT) || DEFAULT_LIMIT)),
  };
}

function wholeFen(amount: number | undefined): number | undefined {
  if (amount === undefined || Number.isNaN(amount)) return undefined;
  return Math.min(Number.MAX_SAFE_INTEGER, Math.max(0, Math.trunc(amount)));
}

/**
 * One page of products. Two round trips: what stands on the shelf, then what is left of it. With `inStock`, a page may
 * be short, or even empty, and still name a next one: a walk ends after so many sold-out products.
 */
export async function listProducts(
  deps: ListDeps,
  query: FullQuery,
  language: Language,
): Promise<Result<Page<ProductSummary>, ListRefusal>> {
  if (query.category !== '' && !SLUG.test(query.category)) return refuse({ code: 'category_not_found' });
  const isSearch = query.q !== '';
  const from = query.cursor === undefined ? undefined : readCursor(query.cursor, query);
  if (query.cursor !== undefined && from === undefined) return refuse({ code: 'cursor_invalid' });
  const fetch = isSearch ? await searchWith(deps.database, query) : walkWith(deps.database, query);
  const { rows, next } = await (query.inStock ? gatherInStock : gather)(deps, query.limit, fetch, from);
  if (
    rows.length === 0 &&
    next === undefined &&
    query.category !== '' &&
    !(await isCategory(deps.database, query.category))
  ) {
    return refuse({ code: 'category_not_found' });
  }
  const offers = await deps.offers.lowest(
    rows.map(({ row }) => row.productId),
    language,
  );
  return ok({
    items: rows.map(({ row, inStock }) =>
      withOffer(toSummary(row, inStock, language, deps.mediaStore), offers.get(row.productId)),
    ),
    nextCursor: next === undefined ? null : writeCursor(positionOf(next), query),
  });
}

type Fetch = (from: Position | undefined, size: FetchSize) => Promise<ListRow[]>;
/** `next`: the row after which the next page begins, or undefined where there is none. */
type Gathered = {
  readonly rows: readonly { row: ListRow; inStock: boolean }[];
  readonly next: ListRow | undefined;
};

function walkSortOf({ sort }: FullQuery): WalkSort {
  return sort === 'relevance' ? 'sales' : sort;
}

function walkWith(database: Database, query: FullQuery): Fetch {
  const sort = walkSortOf(query);
  return (from, size) => walkShelf(database, sort, query, from, size);
}

/** Only where no product has all the words, those with some of them are looked for; later pages go on as the first did. */
async function searchWith(database: Database, query: FullQuery): Promise<Fetch> {
  const tiers = readQuery(query.q, await loadSegmenter(), query.sort !== 'relevance');
  const [strict, loose] = [
    tiers.filter(({ tier }) => !isLoose(tier)),
    tiers.filter(({ tier }) => isLoose(tier)),
  ];
  const search = (among: readonly SearchTier[], from: Position | undefined, size: FetchSize) =>
    searchShelf(database, walkSortOf(query), { ...query, tiers: among }, from, size);
  return async (from, size) => {
    if (from !== undefined) return search(isLoose(from[0]) ? loose : strict, from, size);
    const found = await search(strict, undefined, size);
    return found.length > 0 ? found : search(loose, undefined, size);
  };
}

async function gather(
  deps: ListDeps,
  limit: number,
  fetch: Fetch,
  from: Position | undefined,
): Promise<Gathered> {
  const fetched = await fetch(from, FETCH_SIZES.find((size) => size > limit) ?? 101);
  const rows = fetched.slice(0, limit);
  const isAvailable = await findAvailable(deps, rows);
  return {
    rows: rows.map((row) => ({ row, inStock: isAvailable(row) })),
    next: fetched.length > rows.length ? rows.at(-1) : undefined,
  };
}

/** Walks on until the page is full, passing by what is sold out, in steps that grow; ends after some 4,600 products. */
async function gatherInStock(
  deps: ListDeps,
  limit: number,
  fetch: Fetch,
  from: Position | undefined,
): Promise<Gathered> {
  const found: { row: ListRow; inStock: boolean }[] = [];
  let last: ListRow | undefined;
  for (const size of [101, 500, 2_000, 2_000] as const) {
    const fetched = await fetch(last === undefined ? from : positionOf(last), size);
    const isAvailable = await findAvailable(deps, fetched);
    for (const row of fetched) {
      // One more than the page holds has been seen, so there is a next page.
      if (isAvailable(row) && found.length === limit) return { rows: found, next: found.at(-1)!.row };
      if (isAvailable(row)) found.push({ row, inStock: true });
    }
    if (fetched.length < size) return { rows: found, next: undefined };
    last = fetched.at(-1);
  }
  return { rows: found, next: last };
}

function positionOf(row: ListRow): Position {
  return [row.tier, Number(row.sortKey), Number(row.productId)];
}

async function findAvailable(deps: ListDeps, rows: readonly ListRow[]): Promise<(row: ListRow) => boolean> {
  const skuIds = rows.flatMap((row) => row.skuIds ?? []);
  const stock = await findStockOf(deps, skuIds);
  return (row) => (row.skuIds ?? []).some((skuId) => (stock.get(skuId)?.available ?? 0) > 0);
}

function toSummary(
  row: ListRow,
  inStock: boolean,
  language: Language,
  mediaStore: MediaStore,
): ProductSummary {
  const english = language === 'en';
  const originalPrice = fenOrUndefined(row.originalPriceFen);
  return {
    id: row.productId,
    slug: row.slug,
    name: english ? row.nameEn : row.name,
    subtitle: english ? row.subtitleEn : row.subtitle,
    image:
      row.image === null
        ? null
        : toImage(row.image, mediaStore, english ? (row.image.altEn ?? row.nameEn) : row.image.alt),
    price: toFen(row.priceFen),
    ...(originalPrice === undefined ? {} : { originalPrice }),
    sales: row.sales,
    inStock,
  };
}
