import type { Order, OrderSummary } from './order.ts';

type Times = Pick<Order, 'placedAt' | 'payBefore'>;

function timesOf({ placedAt, payBefore }: Times) {
  return { placedAt: placedAt.toISOString(), payBefore: payBefore.toISOString() };
}

/** An order as the API tells it: its times are texts. */
export function writeOrder(order: Order) {
  const timeline = order.timeline.map(({ at, ...entry }) => ({ ...entry, at: at.toISOString() }));
  return { ...order, ...timesOf(order), timeline };
}

/** The same in a list. */
export function writeSummary(order: OrderSummary) {
  return { ...order, ...timesOf(order) };
}
