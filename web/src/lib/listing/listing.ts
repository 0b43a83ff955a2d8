import { m } from '#lib/paraglide/messages.js';
import { formatCount } from '../format/count.ts';
import { PRODUCT_SORTS, type ProductSort } from './sorts.ts';

/** What a list of products was asked for, as it stands in the address: amounts in whole yuan. */
export type ListingQuery = {
  readonly q: string;
  readonly sort: ProductSort;
  readonly min: number | null;
  readonly max: number | null;
  readonly inStock: boolean;
};

/** More than this no price is; a number beyond it is a typing error. */
const HIGHEST_YUAN = 9_999_999;

function readYuan(text: string | null): number | null {
  if (text === null || !/^\d{1,7}$/.test(text.trim())) return null;
  return Math.min(Number(text), HIGHEST_YUAN);
}

/** Reads the address of a list. `price=100-499` is a choice from the ready-made ranges; `min` and `max` are typed in and win. */
export function readListingQuery(parameters: Pick<URLSearchParams, 'get'>): ListingQuery {
  const sort = PRODUCT_SORTS.find((known) => known === parameters.get('sort')) ?? 'relevance';
  const range = /^(\d{1,7})-(\d{0,7})$/.exec(parameters.get('price') ?? '');
  const min = readYuan(parameters.get('min'));
  const max = readYuan(parameters.get('max'));
  const typed = min !== null || max !== null;
  const bounds = typed
    ? { min, max }
    : { min: readYuan(range?.[1] ?? null), max: readYuan(range?.[2] ?? null) };
  const isReversed = bounds.min !== null && bounds.max !== null && bounds.min > bounds.max;
  return {
    q: (parameters.get('q') ?? '').trim().slice(0, 60),
    sort,
    min: isReversed ? bounds.max : bounds.min,
    max: isReversed ? bounds.min : bounds.max,
    inStock: parameters.get('stock') === '1',
  };
}

/** The address of the same list with something changed; without a place in it, since a changed list begins anew. */
export function listingHref(path: string, query: ListingQuery, change: Partial<ListingQuery> = {}): string {
  const { q, sort, min, max, inStock } = { ...query, ...change };
  const parameters = new URLSearchParams();
  if (q !== '') parameters.set('q', q);
  if (sort !== 'relevance') parameters.set('sort', sort);
  if (min !== null) parameters.set('min', String(min));
  if (max !== null) parameters.set('max', String(max));
  if (inStock) parameters.set('stock', '1');
  const text = parameters.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** How many filters are set. */
export function countFilters(query: ListingQuery): number {
  return Number(query.min !== null || query.max !== null) + Number(query.inStock);
}

/** `¥100–499`, `¥2,000 以上` or `¥99 以下`, of amounts in yuan. */
export function rangeText(min: number | null, max: number | null): string {
  if (min !== null && max !== null) return `¥${formatCount(min)}–${formatCount(max)}`;
  if (min !== null) return m.price_above({ amount: `¥${formatCount(min)}` });
  return max === null ? '' : m.price_below({ amount: `¥${formatCount(max)}` });
}

/** The ready-made ranges of the price filter, in yuan. */
export const PRICE_RANGES: readonly { readonly min: number | null; readonly max: number | null }[] = [
  { min: 0, max: 99 },
  { min: 100, max: 499 },
  { min: 500, max: 1999 },
  { min: 2000, max: null },
];
