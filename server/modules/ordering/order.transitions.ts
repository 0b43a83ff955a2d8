import type { OrderEventType } from './order.events.ts';
import type { OrderAction, OrderState } from './order.ts';

/**
 * Every legal move, and no other. `new` is the order before it exists. Moves that later rooms (fulfilment, after-sales)
 * will make stand here already, since the table is what an order's life is.
 */
export const TRANSITIONS: Readonly<Record<OrderEventType, Partial<Record<OrderState | 'new', OrderState>>>> =
  {
    placed: { new: 'awaiting_payment' },
    paid: { awaiting_payment: 'awaiting_shipment' },
    nothing_to_pay: { awaiting_payment: 'awaiting_shipment' },
    cancelled_by_customer: { awaiting_payment: 'cancelled', awaiting_shipment: 'cancelled' },
    cancelled_by_shop: { awaiting_payment: 'cancelled', awaiting_shipment: 'cancelled' },
    payment_time_over: { awaiting_payment: 'cancelled' },
    price_changed: { awaiting_payment: 'awaiting_payment' },
    address_changed: { awaiting_payment: 'awaiting_payment', awaiting_shipment: 'awaiting_shipment' },
    paid_late: { cancelled: 'awaiting_shipment' },
    paid_after_cancellation: { cancelled: 'cancelled' },
    paid_twice: {
      awaiting_shipment: 'awaiting_shipment',
      partly_shipped: 'partly_shipped',
      shipped: 'shipped',
      delivered: 'delivered',
      completed: 'completed',
      closed: 'closed',
    },
    paid_old_price: { awaiting_payment: 'awaiting_payment' },
    price_protected: {
      awaiting_shipment: 'awaiting_shipment',
      partly_shipped: 'partly_shipped',
      shipped: 'shipped',
      delivered: 'delivered',
      completed: 'completed',
    },
    refunded: {
      awaiting_payment: 'awaiting_payment',
      cancelled: 'cancelled',
      awaiting_shipment: 'awaiting_shipment',
      partly_shipped: 'partly_shipped',
      shipped: 'shipped',
      delivered: 'delivered',
      completed: 'completed',
      closed: 'closed',
    },
    partly_shipped: { awaiting_shipment: 'partly_shipped', partly_shipped: 'partly_shipped' },
    shipped: { awaiting_shipment: 'shipped', partly_shipped: 'shipped' },
    delivered: { shipped: 'delivered' },
    completed: { delivered: 'completed' },
    closed: {
      awaiting_shipment: 'closed',
      partly_shipped: 'closed',
      shipped: 'closed',
      delivered: 'closed',
      completed: 'closed',
    },
  };

/** The state after `event`, or undefined where the event cannot happen to an order in this state. */
export function nextState(from: OrderState, event: OrderEventType): OrderState | undefined {
  return TRANSITIONS[event][from];
}

/** What the customer may do with an order now. After `payBefore` it can no longer be paid, even if not yet cancelled. */
export function actionsOf(order: { state: OrderState; payBefore: Date }, now: Date): OrderAction[] {
  switch (order.state) {
    case 'awaiting_payment':
      return now < order.payBefore ? ['pay', 'cancel'] : ['cancel'];
    case 'awaiting_shipment':
      return ['cancel'];
    case 'partly_shipped':
    case 'shipped':
      return [];
    case 'delivered':
    case 'completed':
    case 'cancelled':
    case 'closed':
      return ['buy_again'];
  }
}
