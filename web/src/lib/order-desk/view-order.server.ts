import { m } from '#lib/words/m.ts';
import { timelineTitle } from '#lib/order/timeline-titles.ts';
import type { StaffOrder } from '#server/modules/ordering/index.ts';
import { whoDid } from './order-desk.ts';

/** Something that happened to an order, or that one of the staff noted about it. */
export type OrderRecord = {
  readonly id: string;
  readonly at: Date;
  readonly title: string;
  readonly who: string;
  readonly text: string;
  /** In the words of one of the staff. */
  readonly reason: string | null;
  readonly isNote: boolean;
};

/** All of both, newest first. */
export function recordsOf({
  timeline,
  notes,
  payments,
}: Pick<StaffOrder, 'timeline' | 'notes' | 'payments'>): OrderRecord[] {
  const gateways = new Map(payments.map(({ gateway, gatewayName }) => [gateway, gatewayName]));
  const happened = timeline.map((entry, index) => ({
    id: `event-${index}`,
    at: entry.at,
    title: timelineTitle(entry),
    who: whoDid(entry, gateways),
    text: entry.note,
    reason: entry.reason,
    isNote: false,
  }));
  const noted = notes.map(({ id, at, text, byName }) => ({
    ...{ id, at, text, title: m.desk_note(), reason: null, isNote: true },
    who: byName ?? m.desk_by_nobody(),
  }));
  // Of the same moment the one that was written later comes first.
  return [...happened, ...noted].sort((a, b) => a.at.getTime() - b.at.getTime()).reverse();
}
