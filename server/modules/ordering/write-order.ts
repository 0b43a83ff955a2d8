import type { Order, OrderSummary } from './order.ts';
import type { Quote, QuotedCoupon } from './quote.ts';

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

/** A quote: the last moment of each coupon is a text. */
export function writeQuote({ coupons, ...quote }: Quote) {
  const write = <Coupon extends QuotedCoupon>({ validUntil, ...coupon }: Coupon) => ({
    ...coupon,
    validUntil: validUntil.toISOString(),
  });
  const { applied, available, unavailable, best } = coupons;
  return {
    ...quote,
    coupons: {
      best,
      applied: applied.map(write),
      available: available.map(write),
      unavailable: unavailable.map(write),
    },
  };
}
