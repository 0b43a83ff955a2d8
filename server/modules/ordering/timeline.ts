import { wordsIn, type Language, type Words } from '../../kernel/language.ts';
import type { TimelineEntry } from './order.ts';
import type { OrderEvent, OrderEventFacts, OrderEventType } from './order.events.ts';

/** The facts of an event as they are told. `reason`: the words of whoever did it, opened. */
export type ToldFacts = OrderEventFacts & { readonly reason?: string };

/** What one audience reads: for each code of an event a sentence, made of its facts. */
export type TimelineWords = Readonly<Record<OrderEventType, (facts: ToldFacts) => Words>>;

/** Tells events to an audience, in its words. Who has done them stays out of it: the words say as much as they should. */
export function tellTimeline(
  events: readonly (Omit<OrderEvent, 'actor' | 'facts'> & { readonly facts: ToldFacts })[],
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
