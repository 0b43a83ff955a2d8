import { newUuid, type CustomerId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import { FACTS } from '../../platform/event-facts.ts';
import { eventKind, type EventOf } from '../../platform/events.ts';

const { customerId, changeId, uuid, language, actor, at } = FACTS;
const change = { customerId, changeId, language, actor, at };

/** What happened to the ways into an account. Whose device or phone it was stands in rows, where an erasure finds it. */
export const signInEvents = {
  passkey_added: eventKind(1, 'A passkey signs in to an account from now on.', {
    ...change,
    passkeyId: uuid,
  }),
  passkey_removed: eventKind(1, 'A passkey signs in to an account no longer.', {
    ...change,
    passkeyId: uuid,
  }),
  password_changed: eventKind(1, 'An account has a new password, be it the first or another.', change),
  password_removed: eventKind(1, 'An account has no password any more.', change),
  signed_in_on_new_device: eventKind(1, 'A device has signed in that this customer had not used before.', {
    ...change,
    sessionId: uuid,
  }),
  phone_changed: eventKind(
    1,
    'An account has another phone; `changeId` is the row of `phone_changes` that holds both.',
    change,
  ),
};
export type SignInEvent = EventOf<typeof signInEvents>;

/** What all of them say, of something that the customer did now. */
export function changeBy(
  customerId: CustomerId,
  language: Language,
  now: Date,
): Pick<SignInEvent, 'v' | keyof typeof change> & { readonly v: 1 } {
  return {
    v: 1,
    customerId,
    changeId: newUuid(now),
    language,
    actor: { by: 'customer', customerId },
    at: now.toISOString(),
  };
}
