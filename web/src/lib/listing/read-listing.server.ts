import type { ListingQuery } from './listing.ts';
import { PRODUCT_SORTS } from './sorts.ts';
import { cutText, readNumber, readSearch } from '../form/read-form.server.ts';

type Parameters = Pick<URLSearchParams, 'get'>;

/** More than this no price is; a number beyond it is a typing error. */
const HIGHEST_YUAN = 9_999_999;
/** Characters of a search that are read, as many as the API takes. */
const LONGEST_SEARCH = 100;

function readYuan(parameters: Parameters, name: string): number | null {
  return toYuan(readNumber(parameters, name));
}

/** Whole yuan: what people type behind the point says nothing to a filter. */
function toYuan(text: string): number | null {
  const whole = /^(\d{1,15})(?:\.\d*)?$/.exec(text)?.[1];
  return whole === undefined ? null : Math.min(Number(whole), HIGHEST_YUAN);
}

/** Reads the address of a list. `price=100-499` is a choice from the ready-made ranges; `min` and `max` are typed in and win. */
export function readListingQuery(parameters: Parameters): ListingQuery {
  const sort = PRODUCT_SORTS.find((known) => known === parameters.get('sort')) ?? 'relevance';
  const range = /^(\d{1,7})-(\d{0,7})$/.exec(parameters.get('price') ?? '');
  const min = readYuan(parameters, 'min');
  const max = readYuan(parameters, 'max');
  const typed = min !== null || max !== null;
  const bounds = typed ? { min, max } : { min: toYuan(range?.[1] ?? ''), max: toYuan(range?.[2] ?? '') };
  const isReversed = bounds.min !== null && bounds.max !== null && bounds.min > bounds.max;
  return {
    q: cutText(readSearch(parameters, 'q'), LONGEST_SEARCH),
    sort,
    min: isReversed ? bounds.max : bounds.min,
    max: isReversed ? bounds.min : bounds.max,
    inStock: parameters.get('stock') === '1',
  };
}
