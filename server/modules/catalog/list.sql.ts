import type { ProductId, SkuId } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';
import type { ProductSort } from './catalog.ts';
import type { StoredImage } from './images.ts';
import type { Matching, Position } from './list-cursor.ts';
import type { SearchQuery } from './search-query.ts';

export type ListRow = {
  product_id: ProductId;
  slug: string;
  name: string;
  name_en: string;
  subtitle: string;
  subtitle_en: string;
  image: StoredImage | null;
  price_fen: string;
  /** Of the cheapest SKU. */
  original_price_fen: string | null;
  sales: number;
  sku_ids: SkuId[];
  /** With the id, where the row stands in this sort. */
  relevance: number;
  sort_key: string;
  matching: Matching;
};

export type ListFilter = {
  /** A slug, or empty for the whole shop. */
  readonly category: string;
  readonly minPrice: number | undefined;
  readonly maxPrice: number | undefined;
};

/** Rows that a statement may fetch. Part of its text: the planner must know how few they are, or it sorts the whole shop. */
export const FETCH_SIZES = [25, 101, 500, 2_000] as const;
export type FetchSize = (typeof FETCH_SIZES)[number];

type WalkSort = Exclude<ProductSort, 'relevance'>;
type Order = {
  /** The sort key as a whole number, for the cursor. */
  readonly key: string;
  readonly column: string;
  readonly direction: 'asc' | 'desc';
  /** A parameter of the cursor as a value of the column. */
  readonly fromKey: (parameter: string) => string;
  /** Before the first row. */
  readonly start: Position;
};

const asNumber = (parameter: string) => `${parameter}::bigint`;
const LAST = Number.MAX_SAFE_INTEGER;
const ORDERS: Readonly<Record<WalkSort, Order>> = {
  sales: { key: 's.sales', column: 's.sales', direction: 'desc', fromKey: asNumber, start: [LAST, LAST] },
  newest: {
    key: '(extract(epoch from s.published_at) * 1000000)::bigint',
    column: 's.published_at',
    direction: 'desc',
    fromKey: (parameter) => `(timestamptz 'epoch' + ${parameter}::float8 * interval '1 microsecond')`,
    // The year 2223: later than any date that an import takes.
    start: [8e15, LAST],
  },
  price: { key: 's.price_fen', column: 's.price_fen', direction: 'asc', fromKey: asNumber, start: [-1, 0] },
  '-price': {
    key: 's.price_fen',
    column: 's.price_fen',
    direction: 'desc',
    fromKey: asNumber,
    start: [LAST, LAST],
  },
};

/** Where a list begins. Its length is how many numbers a position of this sort has. */
export function startOf(sort: ProductSort): Position {
  return sort === 'relevance' ? [LAST, LAST, LAST] : ORDERS[sort].start;
}

export function positionOf(row: ListRow, sort: ProductSort): Position {
  const id = Number(row.product_id);
  return sort === 'relevance' ? [row.relevance, row.sales, id] : [Number(row.sort_key), id];
}

const CATEGORY = `coalesce((select category_id from categories where slug = $1), case when $1 = '' then 0 end)`;
const PRICES = 's.price_fen between $4::bigint and $5::bigint';

/** What a card shows, for the rows `s` that were chosen by a walk or a search, in their order. */
const cardsOf = (chosen: string, order: string) => `
  select p.product_id, p.slug, p.name, p.name_en, p.subtitle, p.subtitle_en, p.images -> 0 as image,
    s.price_fen, s.sales, s.relevance, s.sort_key, s.matching, k.sku_ids, k.original_price_fen
  from (${chosen}) s
  join products p on p.product_id = s.product_id
  cross join lateral (
    select array_agg(k.sku_id) as sku_ids,
      (array_agg(k.original_price_fen order by k.price_fen, k.position, k.sku_id))[1] as original_price_fen
    from skus k where k.product_id = s.product_id and k.on_sale
  ) k
  order by ${order}`;

/** The statement of one sort: a walk along one index of the shelf, from a position on. */
export function walkStatement(sort: WalkSort, withPrices: boolean, size: FetchSize): string {
  const { key, column, direction, fromKey } = ORDERS[sort];
  return cardsOf(
    `select s.product_id, s.price_fen, s.sales, 0 as relevance, ${key} as sort_key, 'all' as matching, ${column} as ordered_by
     from shelf s
     where s.category_id = ${CATEGORY}
       and (${column}, s.product_id) ${direction === 'asc' ? '>' : '<'} (${fromKey('$2')}, $3::bigint)
       ${withPrices ? `and ${PRICES}` : ''}
     order by ${column} ${direction}, s.product_id ${direction} limit ${size}`,
    `s.ordered_by ${direction}, s.product_id ${direction}`,
  );
}

export async function walkShelf(
  on: Queryable,
  sort: WalkSort,
  filter: ListFilter,
  position: Position,
  size: FetchSize,
): Promise<ListRow[]> {
  const { category, minPrice, maxPrice } = filter;
  const withPrices = minPrice !== undefined || maxPrice !== undefined;
  const text = walkStatement(sort, withPrices, size);
  const values = [category, ...position, ...(withPrices ? [minPrice ?? 0, maxPrice ?? LAST] : [])];
  // With bounds on the price the best index depends on how narrow they are, so such a statement is planned each time.
  const isNamed = !withPrices || sort === 'price' || sort === '-price';
  const name = `walk-${sort}-${withPrices ? 'within-' : ''}${size}`;
  const { rows } = await on.query<ListRow>(isNamed ? { name, text, values } : { text, values });
  return rows;
}

/** A title's word counts fully, its pinyin nearly, the summary less, the rest little: { D, C, B, A }. */
const WEIGHTS = `'{0.8, 0.1, 0.4, 1.0}'::float4[]`;

/**
 * Titles first: 10 where the title alone matches, and up to 9 for how well the whole does. So coarse on purpose: among
 * products that fit about as well, sales decide.
 */
const relevanceOf = (query: string, inTitle: string) =>
  `case when search @@ ${inTitle}::tsquery then 10 else 0 end
   + least(9, floor(10 * ts_rank_cd(${WEIGHTS}, search, ${query}::tsquery, 32)))::int`;

/** Finds by words. Never planned in advance: how common the words are decides the plan. */
export function searchStatement(sort: ProductSort, size: FetchSize): string {
  const matches = (query: string) => `
    select s.product_id, s.price_fen, s.sales, s.published_at, p.search
    from products p join shelf s on s.product_id = p.product_id and s.category_id = ${CATEGORY}
    where p.search @@ ${query}::tsquery and ${PRICES}`;
  const byRelevance = sort === 'relevance';
  const { key, column, direction, fromKey } = ORDERS[byRelevance ? 'sales' : sort];
  const rank = (query: string, inTitle: string) => (byRelevance ? relevanceOf(query, inTitle) : '0');
  const ordered = byRelevance
    ? 's.relevance desc, s.sales desc, s.product_id desc'
    : `${column} ${direction}, s.product_id ${direction}`;
  const after = byRelevance
    ? '(s.relevance, s.sales, s.product_id) < ($2::bigint, $3::bigint, $11::bigint)'
    : `(${column}, s.product_id) ${direction === 'asc' ? '>' : '<'} (${fromKey('$2')}, $3::bigint) and $11::bigint is null`;
  return `
    with hits as materialized (${matches('$6')}),
    loose as materialized (${matches('$7')} and not exists (select from hits)),
    found as (
      select s.*, ${rank('$6', '$8')} as relevance, $10::text as matching from hits s
      union all
      select s.*, ${rank('$7', '$9')} as relevance, 'any' as matching from loose s
    )
    ${cardsOf(
      `select s.product_id, s.price_fen, s.sales, s.relevance, ${key} as sort_key, s.matching, s.published_at
       from found s where ${after} order by ${ordered} limit ${size}`,
      ordered,
    )}`;
}

export async function searchShelf(
  on: Queryable,
  sort: ProductSort,
  filter: ListFilter & { readonly query: SearchQuery; readonly matching: Matching | undefined },
  position: Position,
  size: FetchSize,
): Promise<ListRow[]> {
  const { category, minPrice, maxPrice, query, matching } = filter;
  // A first page looks for all words and, where nothing has them all, for any; a later page goes on as its first did.
  const [first, firstInTitle] =
    matching === 'any' ? [query.any, query.anyInTitle] : [query.all, query.allInTitle];
  const [second, secondInTitle] = matching === undefined ? [query.any, query.anyInTitle] : [null, null];
  const [a, b, c = null] = position;
  const { rows } = await on.query<ListRow>({
    text: searchStatement(sort, size),
    values: [
      ...[category, a, b, minPrice ?? 0, maxPrice ?? LAST],
      ...[first, second, firstInTitle, secondInTitle, matching ?? 'all', c],
    ],
  });
  return rows;
}
