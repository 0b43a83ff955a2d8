import type { WaysIn } from '../ways-in.ts';
import { entered, whose, type NoteOutcome } from './note-outcome.ts';

type Logins = Pick<WaysIn, 'finishLogin' | 'completeLink' | 'unlinkLogin'>;

/** What linking itself is refused for, after a phone was proved by its code. */
const LINKING = new Set<string>(['login_link_expired', 'login_linked_elsewhere', 'login_provider_taken']);

/** Sign-ins by an account elsewhere, and which of those were linked or unlinked. */
export function noteThirdParty(waysIn: Logins, noteOutcome: NoteOutcome): Logins {
  return {
    async finishLogin(request) {
      const outcome = await waysIn.finishLogin(request);
      const { provider: way, clientAddress, session } = request;
      const known = { clientAddress, way };
      const isLinking = outcome.ok ? outcome.value.type === 'linked' : outcome.error.intent === 'link';
      if (isLinking) noteOutcome(outcome, 'login_linked', { ...known, ...(session && whose(session)) });
      else if (!outcome.ok) noteOutcome(outcome, 'signed_in', known);
      else if (outcome.value.type === 'signed-in')
        noteOutcome(outcome, 'signed_in', { ...known, ...entered(outcome.value.signedIn) });
      return outcome;
    },
    async completeLink(request) {
      const outcome = await waysIn.completeLink(request);
      const { phone, clientAddress } = request;
      const known = { phone, clientAddress };
      if (outcome.ok || !LINKING.has(outcome.error.code))
        noteOutcome(outcome, 'signed_in', { ...known, way: 'code' }, entered);
      if (outcome.ok || LINKING.has(outcome.error.code))
        noteOutcome(outcome, 'login_linked', known, (done) => ({ ...entered(done), way: done.provider }));
      return outcome;
    },
    async unlinkLogin(session, provider) {
      const outcome = await waysIn.unlinkLogin(session, provider);
      noteOutcome(outcome, 'login_unlinked', { ...whose(session), way: provider });
      return outcome;
    },
  };
}
