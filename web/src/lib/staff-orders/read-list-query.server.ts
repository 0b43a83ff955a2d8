import { DAY_MS, dayOf } from '#server/kernel/shop-day.ts';
import { cutText, readSearch } from '#lib/form/read-form.server.ts';
import type { SkuId } from '#server/kernel/ids.ts';
import type { StaffListQuery } from '#server/modules/ordering/index.ts';
import { LIST_SPANS, LIST_TABS, type ListQuery, type ListSpan, type ListTab } from './list-query.ts';

const DAY = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const SKU = /^[1-9]\d{0,17}$/;
const GATEWAY = /^[a-z]{1,20}$/;
const LONGEST_SEARCH = 100;
const LONGEST_TAG = 20;

/** What an address asks for; what cannot be any of it asks for nothing. */
export function readListQuery({ searchParams }: Pick<URL, 'searchParams'>): ListQuery {
  const read = (name: string, shape: RegExp): string => {
    const text = readSearch(searchParams, name);
    return shape.test(text) ? text : '';
  };
  const tab = searchParams.get('state') ?? '';
  const placed = searchParams.get('placed') ?? '';
  return {
    tab: Object.hasOwn(LIST_TABS, tab) ? (tab as ListTab) : 'all',
    q: cutText(readSearch(searchParams, 'q'), LONGEST_SEARCH),
    placed: LIST_SPANS.find((span) => span === placed) ?? '',
    from: read('from', DAY),
    to: read('to', DAY),
    sku: read('sku', SKU),
    gateway: read('gateway', GATEWAY),
    flag: cutText(readSearch(searchParams, 'flag'), LONGEST_TAG),
  };
}

/** The same as the shop is asked. */
export function toStaffQuery(query: ListQuery, now: Date): Omit<StaffListQuery, 'limit' | 'cursor'> {
  const { tab, q, sku, gateway, flag } = query;
  const states = LIST_TABS[tab];
  return {
    ...(q !== '' && { q }),
    ...(states && { states }),
    ...(sku !== '' && { skuId: sku as SkuId }),
    ...(gateway !== '' && { gateway }),
    ...(flag !== '' && { flag }),
    ...placedWithin(query, now),
  };
}

/** Days are those of Shanghai. */
function placedWithin({ placed, from, to }: ListQuery, now: Date): { placedFrom?: Date; placedTo?: Date } {
  if (placed !== '') return daysOf(placed, now);
  return {
    ...(from !== '' && { placedFrom: startOf(from) }),
    ...(to !== '' && { placedTo: new Date(startOf(to).getTime() + DAY_MS) }),
  };
}

function daysOf(span: ListSpan, now: Date): { placedFrom: Date; placedTo?: Date } {
  const today = startOf(dayOf(now));
  const before = (days: number): Date => new Date(today.getTime() - days * DAY_MS);
  if (span === 'today') return { placedFrom: today };
  if (span === 'yesterday') return { placedFrom: before(1), placedTo: today };
  return { placedFrom: before(Number(span) - 1) };
}

const startOf = (day: string): Date => new Date(`${day}T00:00:00+08:00`);
