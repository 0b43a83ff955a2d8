import type { OrderState } from '#server/modules/ordering/index.ts';

/** Tabs of the list, and the states of each; the first shows all. */
export const LIST_TABS = {
  all: undefined,
  awaiting_payment: ['awaiting_payment'],
  awaiting_shipment: ['awaiting_shipment'],
  shipped: ['partly_shipped', 'shipped'],
  delivered: ['delivered'],
  completed: ['completed'],
  cancelled: ['cancelled'],
  closed: ['closed'],
} as const satisfies Readonly<Record<string, readonly OrderState[] | undefined>>;
export type ListTab = keyof typeof LIST_TABS;

/** Days that end today, by which the list is narrowed with one choice. */
export const LIST_SPANS = ['today', 'yesterday', '7', '30'] as const;
export type ListSpan = (typeof LIST_SPANS)[number];

/** What the address of the list asks for; empty where it asks for nothing. */
export type ListQuery = {
  readonly tab: ListTab;
  readonly q: string;
  readonly placed: ListSpan | '';
  /** `2026-11-27`, the first and the last day; where a span is chosen it wins. */
  readonly from: string;
  readonly to: string;
  readonly sku: string;
  readonly gateway: string;
  /** One of the shop's tags. */
  readonly flag: string;
};

const NO_FILTERS = { placed: '', from: '', to: '', sku: '', gateway: '', flag: '' } as const;
export const NO_QUERY: ListQuery = { tab: 'all', q: '', ...NO_FILTERS };

/** What of the address makes a list shorter beside the tab and the text that is looked for. */
export const FILTERS = ['placed', 'from', 'to', 'sku', 'gateway', 'flag'] as const;

/** The address of the list with something else in it. */
export function listHref(
  query: ListQuery,
  change: Partial<ListQuery> = {},
  more: Readonly<Record<string, string>> = {},
): string {
  const { tab, ...asked } = { ...query, ...change };
  const parts = Object.entries({ ...(tab !== 'all' && { state: tab }), ...asked, ...more });
  const text = new URLSearchParams(parts.filter(([, value]) => value !== '')).toString();
  return text === '' ? '/admin/orders' : `/admin/orders?${text}`;
}

export function isNarrowed(query: ListQuery): boolean {
  return FILTERS.some((name) => query[name] !== '');
}

/** By what an order is called in a list: the end of its number, which finds it too. */
export function shortNo(orderNo: string): string {
  return `#${orderNo.slice(-8)}`;
}
