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
      const isEnded = await identity.endSession(session, sessionId);
      if (isEnded) log.note({ event: 'session_ended', customerId: session.customerId, sessionId });
      return isEnded;
    },
    async endOtherSessions(session) {
      const ended = await identity.endOtherSessions(session);
      log.note({ event: 'other_sessions_ended', ...whose(session) });
      return ended;
    },
  };
}
