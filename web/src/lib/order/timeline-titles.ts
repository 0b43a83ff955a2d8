import { m } from '#lib/words/m.ts';
import type { TimelineEntry } from '#server/modules/ordering/index.ts';
import { ORDER_LOOKS } from './order-state.ts';

const TITLES: Readonly<Record<string, () => string>> = {
  placed: m.step_placed,
  paid: m.step_paid,
  nothing_to_pay: m.event_nothing_to_pay,
  paid_late: m.event_taken_again,
  paid_after_cancellation: m.event_paid_late,
  paid_twice: m.event_paid_twice,
  paid_old_price: m.event_paid_old_price,
  price_changed: m.event_price_changed,
  address_changed: m.event_address_changed,
  cancelled_by_shop: m.event_cancelled_by_shop,
  price_protected: m.event_price_protected,
  refunded: m.step_refunded,
};

/** What happened, in two or three words; the entry's own note says it in a sentence. */
export function timelineTitle({ type, state }: Pick<TimelineEntry, 'type' | 'state'>): string {
  return (TITLES[type] ?? ORDER_LOOKS[state].name)();
}
