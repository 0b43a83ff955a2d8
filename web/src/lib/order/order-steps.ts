import { m } from '#lib/words/m.ts';
import type { Order, OrderState } from '#server/modules/ordering/index.ts';

/** As much of an order as its way is told by, the customer's or the shop's. */
export type Walking = Pick<Order, 'state' | 'placedAt'> & {
  readonly timeline: readonly { readonly type: string; readonly at: Date }[];
};

export type OrderStep = {
  readonly name: string;
  readonly at?: Date;
  readonly place: 'done' | 'now' | 'ahead';
};

/** How far along the way an order in this state is, where it goes well. */
const REACHED: Readonly<Record<OrderState, number>> = {
  awaiting_payment: 1,
  awaiting_shipment: 2,
  partly_shipped: 3,
  shipped: 3,
  delivered: 4,
  completed: 5,
  cancelled: 0,
  closed: 0,
};

/** The five stations of an order, or the few that one which ended early has passed. Times come from its timeline. */
export function orderSteps(order: Walking): OrderStep[] {
  const timeOf = (...types: string[]): Date | undefined =>
    order.timeline.find(({ type }) => types.includes(type))?.at;
  if (order.state === 'cancelled' || order.state === 'closed') return endedSteps(order, timeOf);
  const reached = REACHED[order.state];
  const isPaid = reached > 1;
  const hasLeft = reached > 2;
  const stations = [
    { name: m.step_placed(), at: order.placedAt },
    { name: isPaid ? m.step_paid() : m.order_awaiting_payment(), at: timeOf('paid', 'paid_late') },
    {
      name: hasLeft ? m.step_shipped() : m.order_awaiting_shipment(),
      at: timeOf('partly_shipped', 'shipped'),
    },
    { name: m.order_delivered(), at: timeOf('delivered') },
    { name: m.order_completed(), at: timeOf('completed') },
  ];
  return stations.map((station, index) => ({
    ...station,
    // A completed order has no station that is still under way.
    place: index < reached || reached === stations.length ? 'done' : index === reached ? 'now' : 'ahead',
  }));
}

function endedSteps(order: Walking, timeOf: (...types: string[]) => Date | undefined): OrderStep[] {
  const paidAt = timeOf('paid', 'paid_late', 'paid_after_cancellation');
  const refundedAt = timeOf('refunded', 'closed');
  const endedAt = timeOf('cancelled_by_customer', 'cancelled_by_shop', 'payment_time_over', 'closed');
  const steps: { name: string; at?: Date }[] = [
    { name: m.step_placed(), at: order.placedAt },
    ...(paidAt ? [{ name: m.step_paid(), at: paidAt }] : []),
    ...(order.state === 'cancelled' ? [{ name: m.order_cancelled(), at: endedAt }] : []),
    ...(refundedAt ? [{ name: m.step_refunded(), at: refundedAt }] : []),
  ];
  const byTime = [...steps].sort((a, b) => (a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0));
  return byTime.map((step) => ({ ...step, place: 'done' }));
}
