import type { Identity } from '../index.ts';
import { noteChanges } from './note-changes.ts';
import { makeNotes, whose } from './note-outcome.ts';
import { noteSignIns } from './note-sign-ins.ts';
import { noteThirdParty } from './note-third-party.ts';
import type { SecurityLog } from './security-log.ts';

/** The same identity, of which sign-ins by every way, sign-outs, codes, changes of the ways in and refusals are written down. */
export function withSecurityLog(identity: Identity, log: SecurityLog): Identity {
  const noteOutcome = makeNotes(log);
  return {
    ...identity,
    ...noteSignIns(identity, noteOutcome),
    ...noteThirdParty(identity, noteOutcome),
    ...noteChanges(identity, noteOutcome),
    async signOut(session) {
      await identity.signOut(session);
      log.note({ event: 'signed_out', ...whose(session) });
    },
    async endSession(session, sessionId) {
      const outcome = await identity.endSession(session, sessionId);
      // False: there was none.
      if (!outcome.ok || outcome.value)
        noteOutcome(outcome, 'session_ended', outcome.ok ? { ...whose(session), sessionId } : whose(session));
      return outcome;
    },
    async endOtherSessions(session) {
      const outcome = await identity.endOtherSessions(session);
      noteOutcome(outcome, 'other_sessions_ended', whose(session));
      return outcome;
    },
  };
}
