import { m } from '#lib/words/m.ts';
import { formatCount } from '../format/count.ts';
import type { ProductSort } from './sorts.ts';

/** What a list of products was asked for, as it stands in the address: amounts in whole yuan. */
export type ListingQuery = {
  readonly q: string;
  readonly sort: ProductSort;
  readonly min: number | null;
  readonly max: number | null;
  readonly inStock: boolean;
};

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
