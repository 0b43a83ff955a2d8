import type { ProductId, SkuId } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';
import type { ProductSort } from './catalog.ts';
import type { StoredImage } from './images.ts';
import type { Position } from './list-cursor.ts';
import type { SearchTier } from './search-query.ts';

export type ListRow = {
  productId: ProductId;
  slug: string;
  name: string;
  nameEn: string;
  subtitle: string;
  subtitleEn: string;
  image: StoredImage | null;
  priceFen: string;
  /** Of the cheapest SKU. */
  originalPriceFen: string | null;
  sales: number;
  skuIds: SkuId[] | null;
  /** In a search, how well it fits; else 0. With the key and the id, where the row stands in its list. */
  tier: number;
  sortKey: string;
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

/** How a walk goes along the shelf. In a search, relevance goes by sales within a tier. */
export type WalkSort = Exclude<ProductSort, 'relevance'>;
type Order = {
  readonly column: string;
  readonly direction: 'asc' | 'desc';
  /** The column as a whole number, for the cursor, and such a number as a value of the column. */
  readonly toKey: (column: string) => string;
  readonly fromKey: (parameter: string) => string;
  /** Before the first row. */
  readonly start: readonly [key: number, id: number];
};

const LAST = Number.MAX_SAFE_INTEGER;
const number = { toKey: (column: string) => column, fromKey: (parameter: string) => `${parameter}::bigint` };
const time = {
  toKey: (column: string) => `(extract(epoch from ${column}) * 1000000)::bigint`,
  fromKey: (parameter: string) => `(timestamptz 'epoch' + ${parameter}::float8 * interval '1 microsecond')`,
};
const ORDERS: Readonly<Record<WalkSort, Order>> = {
  sales: { ...number, column: 's.sales', direction: 'desc', start: [LAST, LAST] },
  // From the year 2223: later than any date that an import takes.
  newest: { ...time, column: 's.published_at', direction: 'desc', start: [8e15, LAST] },
  price: { ...number, column: 's.price_fen', direction: 'asc', start: [-1, 0] },
  '-price': { ...number, column: 's.price_fen', direction: 'desc', start: [LAST, LAST] },
};

const CATEGORY = `coalesce((select category_id from categories where slug = $1), case when $1 = '' then 0 end)`;
const PRICES = 's.price_fen between $2::bigint and $3::bigint';

/** What a card shows, for the rows `s` that were chosen by a walk or a search, in their order. */
const cardsOf = (chosen: string, order: string) => `
  select p.product_id as "productId", p.slug, p.name, p.name_en as "nameEn", p.subtitle,
    p.subtitle_en as "subtitleEn", p.images -> 0 as image, s.price_fen as "priceFen", s.sales, s.tier,
    s.sort_key as "sortKey", k.sku_ids as "skuIds", k.original_price_fen as "originalPriceFen"
  from (${chosen}) s
  join products p on p.product_id = s.product_id
  cross join lateral (
    select array_agg(k.sku_id) as sku_ids,
      (array_agg(k.original_price_fen order by k.price_fen, k.position, k.sku_id))[1] as original_price_fen
    from skus k where k.product_id = s.product_id and k.on_sale
  ) k
  order by ${order}`;

function orderOf({ direction }: Order, column: string): string {
  return `${column} ${direction}, s.product_id ${direction}`;
}

function afterOf({ column, direction, fromKey }: Order, key: string, id: string): string {
  return `(${column}, s.product_id) ${direction === 'asc' ? '>' : '<'} (${fromKey(key)}, ${id}::bigint)`;
}

/** A walk along one index of the shelf, from a position on: $1 category, $2 and $3 prices, $4 and $5 position. */
export function walkStatement(sort: WalkSort, withPrices: boolean, size: FetchSize): string {
  const order = ORDERS[sort];
  const [prices, key, id] = withPrices ? [`and ${PRICES}`, '$4', '$5'] : ['', '$2', '$3'];
  return cardsOf(
    `select s.product_id, s.price_fen, s.sales, 0 as tier, ${order.toKey(order.column)} as sort_key, ${order.column} as key
     from shelf s where s.category_id = ${CATEGORY} and ${afterOf(order, key, id)} ${prices}
     order by ${orderOf(order, order.column)} limit ${size}`,
    orderOf(order, 's.key'),
  );
}

export async function walkShelf(
  on: Queryable,
  sort: WalkSort,
  filter: ListFilter,
  position: Position | undefined,
  size: FetchSize,
): Promise<ListRow[]> {
  const { category, minPrice = 0, maxPrice = LAST } = filter;
  const withPrices = minPrice > 0 || maxPrice < LAST;
  let [key, id] = position === undefined ? ORDERS[sort].start : [position[1], position[2]];
  // A walk by price begins at its bound: an index scan takes one lower bound, and this is the better one.
  if (sort === 'price' && key < minPrice) [key, id] = [minPrice, 0];
  if (sort === '-price' && key > maxPrice) [key, id] = [maxPrice, LAST];
  const text = walkStatement(sort, withPrices, size);
  const values = withPrices ? [category, minPrice, maxPrice, key, id] : [category, key, id];
  // With bounds on the price the best index depends on how narrow they are, so such a statement is planned each time.
  const isNamed = !withPrices || sort === 'price' || sort === '-price';
  const name = `walk-${sort}-${withPrices ? 'within-' : ''}${size}`;
  const { rows } = await on.query<ListRow>(isNamed ? { name, text, values } : { text, values });
  return rows;
}

/**
 * Looks through the tiers, each only as far as the ones before left room: $1 category, $2 and $3 prices, $4 and $5
 * position within the first tier, then a query each. Never planned in advance: for a rare word the planner takes the index
 * of words, for a common one it walks along the sort and looks at each product.
 */
function searchStatement(sort: WalkSort, tiers: readonly number[], size: FetchSize): string {
  const order = ORDERS[sort];
  const found = tiers.map((tier, index) => {
    const before = tiers.slice(0, index).map((earlier) => `(select count(*) from tier_${earlier})`);
    const gate = index === 0 ? afterOf(order, '$4', '$5') : `${before.join(' + ')} < ${size}`;
    return `tier_${tier} as materialized (
      select s.product_id, s.price_fen, s.sales, ${tier} as tier, ${order.column} as key
      from shelf s join products p on p.product_id = s.product_id
      where s.category_id = ${CATEGORY} and ${PRICES} and p.search @@ $${index + 6}::tsquery and ${gate}
      order by ${orderOf(order, order.column)} limit ${size})`;
  });
  const together = tiers.map((tier) => `select * from tier_${tier}`).join(' union all ');
  const ordered = `s.tier desc, ${orderOf(order, 's.key')}`;
  return `with ${found.join(',\n')}
    ${cardsOf(`select s.*, ${order.toKey('s.key')} as sort_key from (${together}) s order by ${ordered} limit ${size}`, ordered)}`;
}

/** What fits from a position on, in the order of the tiers, which are named best first. */
export async function searchShelf(
  on: Queryable,
  sort: WalkSort,
  filter: ListFilter & { readonly tiers: readonly SearchTier[] },
  position: Position | undefined,
  size: FetchSize,
): Promise<ListRow[]> {
  const { category, minPrice = 0, maxPrice = LAST } = filter;
  const tiers = filter.tiers.filter(({ tier }) => position === undefined || tier <= position[0]);
  if (tiers.length === 0) return [];
  const [key, id] = tiers[0]!.tier === position?.[0] ? [position[1], position[2]] : ORDERS[sort].start;
  const { rows } = await on.query<ListRow>({
    text: searchStatement(
      sort,
      tiers.map(({ tier }) => tier),
      size,
    ),
    values: [category, minPrice, maxPrice, key, id, ...tiers.map(({ query }) => query)],
  });
  return rows;
}
