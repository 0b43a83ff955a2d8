import type { Language } from '../../kernel/language.ts';
import { toFen } from '../../kernel/money.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { Database } from '../../platform/database.ts';
import type { MediaStore } from '../../platform/media-store.ts';
import { isCategory, fenOrUndefined } from './catalog.sql.ts';
import type { Page, ProductQuery, ProductSort, ProductSummary } from './catalog.ts';
import { availableOf, findStockOf, type FindStock } from './availability.ts';
import { toImage } from './images.ts';
import {
  readCursor,
  writeCursor,
  type Cursor,
  type CursorScope,
  type Matching,
  type Position,
} from './list-cursor.ts';
import {
  FETCH_SIZES,
  positionOf,
  searchShelf,
  startOf,
  walkShelf,
  type FetchSize,
  type ListRow,
} from './list.sql.ts';
import { LONGEST_QUERY, readQuery, type SearchQuery } from './search-query.ts';
import { loadSegmenter } from './segment-words.ts';

export const DEFAULT_LIMIT = 24;
export const MOST_LIMIT = 100;

export type ListRefusal = { readonly code: 'cursor_invalid' } | { readonly code: 'category_not_found' };

export type ListDeps = {
  readonly database: Database;
  readonly mediaStore: MediaStore;
  readonly findStock: FindStock;
};

/** A query with everything said: what was left out is filled in, what is out of range is cut. */
export type FullQuery = CursorScope & { readonly limit: number; readonly cursor: string | undefined };

export function fillQuery(query: ProductQuery): FullQuery {
  const q = [...(query.q ?? '').slice(0, 4 * LONGEST_QUERY)].slice(0, LONGEST_QUERY).join('').trim();
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
  let cursor: Cursor | undefined;
  if (query.cursor !== undefined) {
    cursor = readCursor(query.cursor, query, startOf(query.sort).length);
    if (cursor === undefined) return refuse({ code: 'cursor_invalid' });
  }
  const fetch = await makeFetch(deps.database, query);
  if (fetch === undefined) return ok({ items: [], nextCursor: null });
  const { rows, next } = await (query.inStock ? gatherInStock : gather)(deps, query, fetch, cursor);
  if (
    rows.length === 0 &&
    next === undefined &&
    query.category !== '' &&
    !(await isCategory(deps.database, query.category))
  ) {
    return refuse({ code: 'category_not_found' });
  }
  return ok({
    items: rows.map(({ row, inStock }) => toSummary(row, inStock, language, deps.mediaStore)),
    nextCursor: next === undefined ? null : writeCursor(next, query),
  });
}

type Fetch = (position: Position, matching: Matching | undefined, size: FetchSize) => Promise<ListRow[]>;
type Gathered = {
  readonly rows: readonly { row: ListRow; inStock: boolean }[];
  readonly next: Cursor | undefined;
};

/** Undefined where the search text holds no word, so that nothing can be found. */
async function makeFetch(database: Database, query: FullQuery): Promise<Fetch | undefined> {
  const { sort } = query;
  if (query.q === '' && sort !== 'relevance')
    return (position, _matching, size) => walkShelf(database, sort, query, position, size);
  const search: SearchQuery | undefined = readQuery(query.q, await loadSegmenter());
  if (search === undefined) return undefined;
  return (position, matching, size) =>
    searchShelf(database, sort, { ...query, query: search, matching }, position, size);
}

async function gather(
  deps: ListDeps,
  query: FullQuery,
  fetch: Fetch,
  cursor: Cursor | undefined,
): Promise<Gathered> {
  const size = FETCH_SIZES.find((known) => known > query.limit) ?? 101;
  const fetched = await fetch(cursor?.position ?? startOf(query.sort), cursor?.matching, size);
  const rows = fetched.slice(0, query.limit);
  const available = await findAvailable(deps, rows);
  const last = rows.at(-1);
  return {
    rows: rows.map((row) => ({ row, inStock: available(row) })),
    next: last !== undefined && fetched.length > rows.length ? cursorAt(last, query.sort) : undefined,
  };
}

/** Walks on until the page is full, passing by what is sold out, in steps that grow; ends after some 4,600 products. */
async function gatherInStock(
  deps: ListDeps,
  query: FullQuery,
  fetch: Fetch,
  cursor: Cursor | undefined,
): Promise<Gathered> {
  const found: { row: ListRow; inStock: boolean }[] = [];
  let from = cursor;
  for (const size of [101, 500, 2_000, 2_000] as const) {
    const fetched = await fetch(from?.position ?? startOf(query.sort), from?.matching, size);
    const available = await findAvailable(deps, fetched);
    for (const row of fetched) {
      // One more than the page holds has been seen, so there is a next page.
      if (available(row) && found.length === query.limit)
        return { rows: found, next: cursorAt(found.at(-1)!.row, query.sort) };
      if (available(row)) found.push({ row, inStock: true });
    }
    const last = fetched.at(-1);
    if (last === undefined || fetched.length < size) return { rows: found, next: undefined };
    from = cursorAt(last, query.sort);
  }
  return { rows: found, next: from };
}

function cursorAt(row: ListRow, sort: ProductSort): Cursor {
  return { position: positionOf(row, sort), matching: row.matching };
}

async function findAvailable(deps: ListDeps, rows: readonly ListRow[]): Promise<(row: ListRow) => boolean> {
  const skuIds = rows.flatMap((row) => row.sku_ids ?? []);
  const stock = await findStockOf(deps, skuIds);
  return (row) => (row.sku_ids ?? []).some((skuId) => availableOf(stock.get(skuId)) > 0);
}

function toSummary(
  row: ListRow,
  inStock: boolean,
  language: Language,
  mediaStore: MediaStore,
): ProductSummary {
  const english = language === 'en';
  const originalPrice = fenOrUndefined(row.original_price_fen);
  return {
    id: row.product_id,
    slug: row.slug,
    name: english ? row.name_en : row.name,
    subtitle: english ? row.subtitle_en : row.subtitle,
    image: row.image === null ? null : toImage(row.image, mediaStore, english ? row.name_en : row.image.alt),
    price: toFen(row.price_fen),
    ...(originalPrice === undefined ? {} : { originalPrice }),
    sales: row.sales,
    inStock,
  };
}
