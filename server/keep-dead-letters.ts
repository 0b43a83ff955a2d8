import type { Logger } from 'pino';
import type { Clock } from './kernel/clock.ts';
import { openCase } from './modules/cases/index.ts';
import type { Database } from './platform/database.ts';
import type { AnyEvent, DeadLetter } from './platform/events.ts';

/** As much of an error as tells somebody where to look. */
const LONGEST_ERROR = 300;

/** Makes a case of an event that a listener has failed at for the last time. */
export function keepDeadLetters({ database, clock, log }: { database: Database; clock: Clock; log: Logger }) {
  return async ({ listener, event, error }: DeadLetter): Promise<void> => {
    const facts = { listener, event, error: error.message.slice(0, LONGEST_ERROR) };
    const subject = `${listener} ${event.type} ${idOf(event)}`;
    if (await openCase(database, { kind: 'dead_letter', subject, facts }, clock.now()))
      log.error(
        { err: error, listener, event: event.type },
        'a listener has given an event up; it needs a person',
      );
  };
}

/** What an event is about: the narrowest id that it names. */
function idOf(event: AnyEvent): string {
  const { refundNo, paymentNo, orderNo, customerId } = event as Partial<Record<string, unknown>>;
  return String(refundNo ?? paymentNo ?? orderNo ?? customerId);
}
