export const ORDER_TABS = [
  'all',
  'awaiting_payment',
  'awaiting_shipment',
  'shipped',
  'completed',
  'cancelled',
] as const;
export type OrderTab = (typeof ORDER_TABS)[number];

/** The tab that an address names; all orders where it names none. */
export function readTab(text: string | null): OrderTab {
  return ORDER_TABS.find((tab) => tab === text) ?? 'all';
}
