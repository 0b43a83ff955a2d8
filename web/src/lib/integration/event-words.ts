import { m } from '#lib/words/m.ts';

/** What each kind of event is called. One that is not here is shown as docs/events.md calls it. */
const EVENTS: Readonly<Record<string, () => string>> = {
  order_placed: m.event_order_placed,
  order_paid: m.event_order_paid,
  order_cancelled: m.event_order_cancelled,
  order_address_changed: m.event_order_address_changed,
  order_price_changed: m.event_order_price_changed,
  order_price_protected: m.event_order_price_protected,
  product_changed: m.event_product_changed,
  stock_low: m.event_stock_low,
  payment_failed: m.event_payment_failed,
  refund_completed: m.event_refund_completed,
  refund_refused: m.event_refund_refused,
  webhook_test: m.event_webhook_test,
};

export function eventName(type: string): string {
  return Object.hasOwn(EVENTS, type) ? EVENTS[type]!() : type;
}
