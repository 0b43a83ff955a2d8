import { FACTS } from '../../platform/event-facts.ts';
import { eventKind, type EventOf } from '../../platform/events.ts';

const { customerId, changeId, uuid, language, actor, at } = FACTS;
const change = { customerId, changeId, language, actor, at };

/** What becomes of all that is known of a customer, and who asked for it. */
export const privacyEvents = {
  export_ready: eventKind(1, 'An export that a customer asked for lies there to be fetched.', {
    ...change,
    exportId: uuid,
    /** Until when it lies there. */
    expiresAt: at,
  }),
  deletion_scheduled: eventKind(
    1,
    'A customer has asked for the account to be erased, and may take it back.',
    {
      ...change,
      /** When it is erased. */
      eraseAt: at,
    },
  ),
};
export type PrivacyEvent = EventOf<typeof privacyEvents>;
