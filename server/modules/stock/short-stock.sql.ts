import type { SkuId } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import { STOCK_COLUMNS, toLevel, type StockRow } from './stock.sql.ts';
import type { KnownStock, Shortages, Shortage } from './stock.ts';

/** When a SKU is short, and how: the one place that says so. */
const SHORTAGE = `case when on_hand <= reserved then 'out' when on_hand - reserved <= low_stock_at then 'low' end`;
const IS_WRONG = `shortage is distinct from (${SHORTAGE})`;

/** A SKU that is marked otherwise than it is. */
export type Wrong = { readonly skuId: SkuId };

/**
 * The next page of SKUs that are marked otherwise than they are, by rising id. It walks the key: what placing changes stands in no
 * index, so that placing pays for none.
 */
export async function listWronglyMarked(
  on: Queryable,
  after: Wrong | undefined,
  size: number,
): Promise<Wrong[]> {
  const { rows } = await on.query<Wrong>({
    name: 'stock-list-wrongly-marked',
    text: `select sku_id as "skuId" from stock where (sku_id) > ($1::bigint) and ${IS_WRONG}
      order by sku_id limit $2`,
    values: [after?.skuId ?? '0', size],
  });
  return rows;
}

/** Locks those of these SKUs that are marked otherwise than they are, by rising id as everybody does. */
export async function lockWronglyMarked(
  tx: Transaction,
  skuIds: readonly SkuId[],
): Promise<(Wrong & { readonly wasShort: boolean })[]> {
  const { rows } = await tx.query<Wrong & { readonly wasShort: boolean }>({
    name: 'stock-lock-wrongly-marked',
    text: `select sku_id as "skuId", shortage is not null as "wasShort" from stock
      where sku_id = any($1::bigint[]) and ${IS_WRONG} order by sku_id for update`,
    values: [skuIds],
  });
  return rows;
}

export type NewMark = {
  readonly skuId: SkuId;
  readonly shortage: Shortage | null;
  readonly available: number;
  readonly lowStockAt: number;
};

/** Marks these SKUs, which the transaction has locked, as what they are: since `at` where they were not short before. */
export async function saveMarks(tx: Transaction, skuIds: readonly SkuId[], at: Date): Promise<NewMark[]> {
  const { rows } = await tx.query<NewMark>({
    name: 'stock-save-marks',
    text: `update stock set shortage = ${SHORTAGE},
        short_since = case when ${SHORTAGE} is not null then coalesce(short_since, $2) end
      where sku_id = any($1::bigint[])
      returning sku_id as "skuId", shortage, greatest(on_hand - reserved, 0) as available, low_stock_at as "lowStockAt"`,
    values: [skuIds, at],
  });
  return rows;
}

const KNOWN = `${STOCK_COLUMNS}, shortage, short_since as "shortSince"`;
type KnownRow = StockRow & Pick<KnownStock, 'shortage' | 'shortSince'>;
const toKnown = ({ skuId, shortage, shortSince, ...level }: KnownRow): KnownStock => ({
  ...{ skuId, shortage, shortSince },
  ...toLevel(level),
});

/** All there is, by rising id. `after`: the last of the page before. */
export async function listStock(
  on: Queryable,
  after: SkuId | undefined,
  limit: number,
): Promise<KnownStock[]> {
  const { rows } = await on.query<KnownRow>({
    name: 'stock-list',
    text: `select ${KNOWN} from stock where sku_id > $1 order by sku_id limit $2`,
    values: [after ?? '0', limit],
  });
  return rows.map(toKnown);
}

/** Of these SKUs, by rising id; those that have no stock are left out. */
export async function listStockOf(on: Queryable, skuIds: readonly SkuId[]): Promise<KnownStock[]> {
  const { rows } = await on.query<KnownRow>({
    name: 'stock-list-of',
    text: `select ${KNOWN} from stock where sku_id = any($1::bigint[]) order by sku_id`,
    values: [skuIds],
  });
  return rows.map(toKnown);
}

/** Where a list of what is short goes on: after this time, and of those at it after this SKU. */
export type ShortPlace = { readonly since: Date; readonly skuId: SkuId };

/** What is short, the newest first; `low` has also what is out. */
export async function listShort(
  on: Queryable,
  shortage: Shortage,
  after: ShortPlace | undefined,
  limit: number,
): Promise<KnownStock[]> {
  const { rows } = await on.query<KnownRow>({
    // A statement for each, so that each has its index.
    name: `stock-list-${shortage}`,
    text: `select ${KNOWN} from stock where ${shortage === 'out' ? `shortage = 'out'` : 'shortage is not null'}
        and (short_since, sku_id) < ($1::timestamptz, $2::bigint)
      order by short_since desc, sku_id desc limit $3`,
    values: [after?.since ?? 'infinity', after?.skuId ?? '0', limit],
  });
  return rows.map(toKnown);
}

/** Counts to `most`: what is more is only more. */
export async function countShort(on: Queryable, most: number): Promise<Shortages> {
  const { rows } = await on.query<Shortages>({
    name: 'stock-count-short',
    text: `select (select count(*)::int from (select from stock where shortage is not null limit $1) low) as low,
        (select count(*)::int from (select from stock where shortage = 'out' limit $1) out) as out,
        (select min(short_since) from stock where shortage is not null) as "oldestAt"`,
    values: [most],
  });
  return rows[0]!;
}

/** Sets from how many pieces on a SKU that the transaction has locked is short. */
export async function saveRule(tx: Transaction, skuId: SkuId, lowStockAt: number): Promise<void> {
  await tx.query({
    name: 'stock-save-rule',
    text: 'update stock set low_stock_at = $2 where sku_id = $1',
    values: [skuId, lowStockAt],
  });
}
