import { m } from '#lib/words/m.ts';
import type { TimelineEntry } from '#server/modules/ordering/index.ts';
import { ORDER_LOOKS } from './order-state.ts';

const TITLES: Readonly<Record<string, () => string>> = {
  placed: m.step_placed,
  paid: m.step_paid,
  paid_after_cancellation: m.event_paid_late,
  paid_twice: m.event_paid_twice,
  refunded: m.step_refunded,
};

/** What happened, in two or three words; the entry's own note says it in a sentence. */
export function timelineTitle({ type, state }: TimelineEntry): string {
  return (TITLES[type] ?? ORDER_LOOKS[state].name)();
}
