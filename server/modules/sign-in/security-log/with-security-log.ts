import type { WaysIn } from '../ways-in.ts';
import { noteChanges } from './note-changes.ts';
import { makeNotes, whose } from './note-outcome.ts';
import { noteSignIns } from './note-sign-ins.ts';
import { noteThirdParty } from './note-third-party.ts';
import type { SecurityLog } from './security-log.ts';

/** The same waysIn, of which sign-ins by every way, sign-outs, codes, changes of the ways in and refusals are written down. */
export function withSecurityLog(waysIn: WaysIn, log: SecurityLog): WaysIn {
  const noteOutcome = makeNotes(log);
  return {
    ...waysIn,
    ...noteSignIns(waysIn, noteOutcome),
    ...noteThirdParty(waysIn, noteOutcome),
    ...noteChanges(waysIn, noteOutcome),
    async signOut(session) {
      await waysIn.signOut(session);
      log.note({ event: 'signed_out', ...whose(session) });
    },
    async endSession(session, sessionId) {
      const outcome = await waysIn.endSession(session, sessionId);
      // False: there was none.
      if (!outcome.ok || outcome.value)
        noteOutcome(outcome, 'session_ended', outcome.ok ? { ...whose(session), sessionId } : whose(session));
      return outcome;
    },
    async endOtherSessions(session) {
      const outcome = await waysIn.endOtherSessions(session);
      noteOutcome(outcome, 'other_sessions_ended', whose(session));
      return outcome;
    },
  };
}
