import type { EventKinds } from '../../platform/events.ts';

/**
 * The kinds of events that may be told outside of the shop. What happens to a customer's account, as that its password was changed,
 * is told to the customer and nobody else: those events carry a `changeId`.
 */
export function offeredEvents(kinds: EventKinds): readonly string[] {
  return Object.entries(kinds)
    .filter(([, { facts }]) => !('changeId' in facts.properties))
    .map(([type]) => type)
    .sort();
}
