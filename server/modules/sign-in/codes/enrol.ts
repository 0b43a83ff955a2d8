import { inTransaction, type Database } from '../../../platform/database.ts';
import {
  insertConsents,
  insertDataKey,
  writeCustomer,
  type GivenAtSignIn,
  type NewCustomer,
} from '../../customers/index.ts';
import type { Language } from '../../../kernel/language.ts';
import { noteDevice, type NoteDeviceDeps } from '../devices/note-device.ts';
import type { TokenRef } from '../sessions/session-token.ts';
import { endReplaced, insertSession, type NewSession } from '../sessions/sessions.sql.ts';

export type Enrolment = NewCustomer &
  GivenAtSignIn & {
    session: NewSession;
    /** Of the message where the device is new. */
    language: Language | undefined;
    /** Of the session that the browser was in before. */
    replaced: TokenRef | undefined;
  };

/**
 * Writes all that a sign-in leaves behind, in one transaction and one round trip, or two where the device has a mark: the
 * customer and the data key where they are new, consents that were not given before, the session in place of the browser's
 * earlier one, the device. Where a known customer's device is new, that is an event. Answers whether the customer is new and which session ended; undefined, with
 * nothing written, where the customer has another phone: it was changed, or the account erased, since the phone was looked up. Of an
 * account that the shop has closed neither session nor device is written. Of two first sign-ins at once one creates the customer, and
 * the other waits for that and changes nothing.
 */
export async function enrol(
  deps: NoteDeviceDeps & { readonly database: Database },
  enrolment: Enrolment,
): Promise<{ isNew: boolean; isClosed: boolean; replaced: string | undefined } | undefined> {
  const { database } = deps;
  const { customer, replaced } = await inTransaction(database, async (tx, writes) => {
    // First, since it holds the customer: what follows sees either nothing of a change of the phone or all of it, and of
    // two sign-ins at once the second sees the device of the first.
    const customer = writeCustomer(tx, enrolment);
    writes.push(customer, insertDataKey(tx, enrolment), insertConsents(tx, enrolment));
    writes.push(insertSession(tx, enrolment.session, enrolment.phoneHash));
    const replaced = endReplaced(tx, enrolment.replaced, enrolment.session);
    writes.push(replaced);
    const seen = { ...enrolment.session, language: enrolment.language };
    // Waited for: whether the device is new is answered in the trip of the others, and told of in that of the commit.
    if (seen.deviceHash !== undefined) await Promise.all([...writes, noteDevice(deps, tx, writes, seen)]);
    // In an object, so that they are not waited for before the commit is on its way.
    return { customer, replaced };
  });
  const written = await customer;
  return written && { ...written, replaced: await replaced };
}
