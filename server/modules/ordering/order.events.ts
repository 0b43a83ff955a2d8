import type { Actor } from '../../kernel/actor.ts';
import type { OrderState } from './order.ts';
import type { Difference } from './price-protection.decide.ts';

/** What can happen to an order. Each leaves one row in `order_events`. */
export const ORDER_EVENTS = [
  'placed',
  'paid',
  'nothing_to_pay',
  'cancelled_by_customer',
  'cancelled_by_shop',
  'payment_time_over',
  'price_changed',
  'address_changed',
  'paid_late',
  'paid_after_cancellation',
  'paid_twice',
  'paid_old_price',
  'price_protected',
  'refunded',
  'partly_shipped',
  'shipped',
  'delivered',
  'completed',
  'closed',
] as const;
export type OrderEventType = (typeof ORDER_EVENTS)[number];

/** One row of `order_events`: what happened, who has done it, and the facts that its sentence needs. */
export type OrderEvent = {
  readonly type: OrderEventType;
  /** Of the order after it. */
  readonly state: OrderState;
  readonly actor: Actor;
  readonly facts: OrderEventFacts;
  readonly at: Date;
};

export type OrderEventFacts = {
  readonly amountFen?: number;
  readonly minutes?: number;
  /** What an order came to before its price was changed, and after it. */
  readonly fromFen?: number;
  readonly toFen?: number;
  /** The words of whoever did it, sealed. */
  readonly reasonSealed?: string;
  readonly gateway?: string;
  /** The shop has placed it for its customer. */
  readonly byShop?: boolean;
  readonly refund?: boolean;
  /** A gateway did not say whether an open payment was paid: money may come, and goes back then. */
  readonly unsettled?: boolean;
  /** With `unsettled`: such money pays for the order after all, if its goods are still to be had. */
  readonly takesAgain?: boolean;
  /** Of what was paid: for so many days its price is protected, as the shop promised then. */
  readonly protectionDays?: number;
  /** Of what costs less now: by line. */
  readonly lines?: Difference['lines'];
};
