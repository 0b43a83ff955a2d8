import { m } from '#lib/words/m.ts';
import type { FoundBy } from '#server/modules/ordering/index.ts';
import type { ListQuery, ListSpan } from './list-query.ts';

const SPANS: Readonly<Record<ListSpan, () => string>> = {
  today: m.orderlist_placed_today,
  yesterday: m.orderlist_placed_yesterday,
  '7': m.orderlist_placed_7,
  '30': m.orderlist_placed_30,
};
export const spanName = (span: ListSpan): string => SPANS[span]();

/** The days that are asked for, in words; undefined where any will do. */
export function daysName({ placed, from, to }: ListQuery): string | undefined {
  if (placed !== '') return spanName(placed);
  if (from !== '' && to !== '') return m.orderlist_span({ from, to });
  if (from !== '') return m.orderlist_since({ from });
  return to === '' ? undefined : m.orderlist_until({ to });
}

const FOUND_BY: Readonly<Record<FoundBy, () => string>> = {
  number: m.orderlist_found_number,
  beginning: m.orderlist_found_beginning,
  end: m.orderlist_found_end,
  phone: m.orderlist_found_phone,
  sku: m.orderlist_found_sku,
  product: m.orderlist_found_product,
};
export const foundByName = (by: FoundBy): string => FOUND_BY[by]();
