import type { WaysIn } from '../ways-in.ts';
import { whose, type NoteOutcome } from './note-outcome.ts';

type Changes = Pick<
  WaysIn,
  'addPasskey' | 'removePasskey' | 'setPassword' | 'removePassword' | 'requestPhoneChange' | 'changePhone'
>;

/** What changes by which ways somebody can get in. */
export function noteChanges(waysIn: Changes, noteOutcome: NoteOutcome): Changes {
  return {
    async addPasskey(session, added) {
      const outcome = await waysIn.addPasskey(session, added);
      noteOutcome(outcome, 'passkey_added', { ...whose(session), way: 'passkey' });
      return outcome;
    },
    async removePasskey(session, passkeyId, language) {
      const outcome = await waysIn.removePasskey(session, passkeyId, language);
      // False: there was none.
      if (!outcome.ok || outcome.value)
        noteOutcome(outcome, 'passkey_removed', { ...whose(session), way: 'passkey' });
      return outcome;
    },
    async setPassword(session, request) {
      const outcome = await waysIn.setPassword(session, request);
      const { clientAddress } = request;
      noteOutcome(outcome, 'password_set', { ...whose(session), clientAddress, way: 'password' });
      return outcome;
    },
    async removePassword(session, language) {
      const outcome = await waysIn.removePassword(session, language);
      noteOutcome(outcome, 'password_removed', { ...whose(session), way: 'password' });
      return outcome;
    },
    async requestPhoneChange(session, request) {
      const outcome = await waysIn.requestPhoneChange(session, request);
      const { phone, clientAddress } = request;
      noteOutcome(outcome, 'code_sent', { ...whose(session), phone, clientAddress, way: 'change-phone' });
      return outcome;
    },
    async changePhone(session, change) {
      const outcome = await waysIn.changePhone(session, change);
      const { phone, clientAddress } = change;
      noteOutcome(outcome, 'phone_changed', { ...whose(session), phone, clientAddress });
      return outcome;
    },
  };
}
