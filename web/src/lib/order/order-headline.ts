import { m } from '#lib/words/m.ts';
import type { Order } from '#server/modules/ordering/index.ts';
import { ORDER_LOOKS } from './order-state.ts';

/** What an order's page says first: where it stands, and what happens next. */
export function orderHeadline(order: Omit<Order, 'address'>): {
  readonly title: string;
  readonly text: string;
} {
  const title = ORDER_LOOKS[order.state].name();
  switch (order.state) {
    case 'awaiting_payment':
      return order.actions.includes('pay')
        ? { title, text: m.headline_awaiting_payment() }
        : { title: m.order_time_over(), text: m.order_time_over_text() };
    case 'awaiting_shipment':
      return { title, text: m.headline_awaiting_shipment() };
    case 'partly_shipped':
    case 'shipped':
    case 'delivered':
    case 'completed':
    case 'cancelled':
    case 'closed':
      // The newest entry of the timeline says it best: why it ended, where the money is.
      return { title, text: order.timeline.at(-1)?.note ?? '' };
  }
}
