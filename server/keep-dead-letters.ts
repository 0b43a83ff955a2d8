import type { Logger } from 'pino';
import type { Clock } from './kernel/clock.ts';
import { record, type Doing, type NewAct } from './modules/audit/index.ts';
import { endCase, openCase, type Ending, type OpenCase } from './modules/cases/index.ts';
import { inTransaction, type Database } from './platform/database.ts';
import { retell, type AnyEvent, type DeadLetter } from './platform/events.ts';

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

/** A case of an event that a listener has given up. */
export type LetterCase = Extract<OpenCase, { kind: 'dead_letter' }>;

/** Has a dead letter told to its listener once more, and ends its case; false where somebody else has ended it. */
export async function retellLetter(
  database: Database,
  letter: LetterCase,
  by: Doing & { readonly at: Date },
): Promise<boolean> {
  const { listener, event } = letter.facts;
  return inTransaction(database, async (tx) => {
    const ending = 'retold';
    if (!(await endCase(tx, letter.caseId, { ending, at: by.at, actor: by.actor }))) return false;
    await retell(tx, { listener, event });
    await record(tx, [endingOfCase(letter.caseId, ending, by)]);
    return true;
  });
}

/** Somebody's word that a case is over. */
export function endingOfCase(caseId: string, ending: Ending, by: Doing & { readonly at: Date }): NewAct {
  return { what: 'case:end', subject: { kind: 'case', id: caseId }, before: null, after: { ending }, ...by };
}

/** What an event is about: the narrowest id that it names. */
function idOf(event: AnyEvent): string {
  const { refundNo, paymentNo, orderNo, changeId, customerId } = event as Partial<Record<string, unknown>>;
  return String(refundNo ?? paymentNo ?? orderNo ?? changeId ?? customerId);
}
