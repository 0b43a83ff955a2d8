import type { Actor } from '../../kernel/actor.ts';
import type { OrderState } from './order.ts';

/** What can happen to an order. Each leaves one row in `order_events`. */
export const ORDER_EVENTS = [
  'placed',
  'paid',
  'cancelled_by_customer',
  'payment_time_over',
  'paid_after_cancellation',
  'paid_twice',
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
  /** The customer's own words, sealed. */
  readonly reasonSealed?: string;
  readonly gateway?: string;
  readonly refund?: boolean;
  /** A gateway did not say whether an open payment was paid: money may come, and goes back then. */
  readonly unsettled?: boolean;
};
