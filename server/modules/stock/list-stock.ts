import type { SkuId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import type { Page } from '../../kernel/page.ts';
import type { Database } from '../../platform/database.ts';
import type { SkuCard, SkuLookUp } from '../catalog/index.ts';
import { listShort, listStock, listStockOf, type ShortPlace } from './short-stock.sql.ts';
import { FIRST_LOW_STOCK_AT, type KnownStock, type Shortage } from './stock.ts';

export type ListDeps = { readonly database: Database; readonly skus: SkuLookUp };

export type StockQuery = {
  /** How a SKU's code begins, or words of its product's name. */
  readonly q?: string | undefined;
  /** `low`: what is short, out or not; `out`: nothing is left. All there is where nothing is said. */
  readonly filter?: Shortage | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
};

/** Stock with what the SKU is called; null where the catalogue does not have it any more. */
export type StockItem = KnownStock & { readonly sku: SkuCard | null };

/** Where a list goes on: after a SKU, or, of what is short, after a time and the SKU at it. */
export const STOCK_CURSOR = /^(?:(\d{1,15})-)?(\d{1,18})$/;

/**
 * A page of stock: by SKU, or the newest shortage first. A page of a search among what is short may hold fewer than were asked for,
 * and go on all the same: so many SKUs are looked at for one page, no more.
 */
export async function listStockPage(
  deps: ListDeps,
  { q = '', filter, cursor = '', limit }: StockQuery,
  language: Language,
): Promise<Page<StockItem>> {
  const [, ms, last] = STOCK_CURSOR.exec(cursor) ?? [];
  const after = last as SkuId | undefined;
  if (q.trim() !== '') return describe(deps, await search(deps, q, filter, after, limit), language);
  if (filter === undefined) {
    const items = await listStock(deps.database, after, limit + 1);
    return describe(
      deps,
      cut(items, limit, ({ skuId }) => skuId),
      language,
    );
  }
  const place: ShortPlace | undefined =
    ms === undefined || after === undefined ? undefined : { since: new Date(Number(ms)), skuId: after };
  const items = await listShort(deps.database, filter, place, limit + 1);
  const page = cut(items, limit, ({ shortSince, skuId }) => `${shortSince!.getTime()}-${skuId}`);
  return describe(deps, page, language);
}

/** One SKU of the catalogue, with nothing where it has no stock yet; undefined where there is no such SKU. */
export async function showStock(
  { database, skus }: ListDeps,
  skuId: SkuId,
  language: Language,
): Promise<StockItem | undefined> {
  const [[known], cards] = await Promise.all([listStockOf(database, [skuId]), skus.cards([skuId], language)]);
  const sku = cards.get(skuId) ?? null;
  if (known !== undefined) return { ...known, sku };
  const none = { onHand: 0, reserved: 0, movements: 0, lowStockAt: FIRST_LOW_STOCK_AT };
  return sku === null ? undefined : { skuId, ...none, shortage: null, shortSince: null, sku };
}

/** SKUs that are looked at for one page of a search among what is short. */
const LOOKED_AT = 500;
const MOST_LOOKS = 4;

async function search(
  { database, skus }: ListDeps,
  q: string,
  filter: Shortage | undefined,
  start: SkuId | undefined,
  limit: number,
): Promise<Page<KnownStock>> {
  const size = filter === undefined ? limit + 1 : LOOKED_AT;
  const items: KnownStock[] = [];
  let after = start;
  for (let look = 1; look <= MOST_LOOKS; look += 1) {
    const found = await skus.search(q, after, size);
    const known = await listStockOf(database, found);
    items.push(...known.filter((one) => fits(one, filter)));
    if (items.length > limit) return cut(items, limit, ({ skuId }) => skuId);
    if (found.length < size) return { items, nextCursor: null };
    after = found.at(-1);
  }
  return { items, nextCursor: after ?? null };
}

const fits = ({ shortage }: KnownStock, filter: Shortage | undefined): boolean =>
  filter === undefined || (filter === 'out' ? shortage === 'out' : shortage !== null);

function cut(
  items: readonly KnownStock[],
  limit: number,
  cursorOf: (last: KnownStock) => string,
): Page<KnownStock> {
  const shown = items.slice(0, limit);
  return { items: shown, nextCursor: items.length > limit ? cursorOf(shown.at(-1)!) : null };
}

async function describe(
  { skus }: ListDeps,
  { items, nextCursor }: Page<KnownStock>,
  language: Language,
): Promise<Page<StockItem>> {
  const cards = await skus.cards(
    items.map(({ skuId }) => skuId),
    language,
  );
  return { items: items.map((one) => ({ ...one, sku: cards.get(one.skuId) ?? null })), nextCursor };
}
