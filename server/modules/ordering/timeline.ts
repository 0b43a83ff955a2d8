import { wordsIn, type Language, type Words } from '../../kernel/language.ts';
import type { TimelineEntry } from './order.ts';
import type { OrderEvent, OrderEventFacts, OrderEventType } from './order.events.ts';

/** What one audience reads: for each code of an event a sentence, made of its facts. */
export type TimelineWords = Readonly<Record<OrderEventType, (facts: OrderEventFacts) => Words>>;

/** Tells events to an audience, in its words. Who has done them stays out of it: the words say as much as they should. */
export function tellTimeline(
  events: readonly Omit<OrderEvent, 'actor'>[],
  words: TimelineWords,
  language: Language,
): TimelineEntry[] {
  return events.map(({ at, type, state, facts }) => ({
    at,
    type,
    state,
    note: wordsIn(words[type](facts), language),
  }));
}
