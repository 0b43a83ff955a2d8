import type { CustomerId } from '../../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import type { Database } from '../../../platform/database.ts';
import type { Session, StepUpRequired } from '../way-in.ts';
import type { Proofs } from '../proofs/prove-session.ts';
import type { SessionCache } from './session-cache.ts';
import { readToken } from './session-token.ts';
import { deleteByToken, deleteSession, endSessionsElsewhere } from './sessions.sql.ts';

/** The UUID that no session has. */
const NO_SESSION = '00000000-0000-0000-0000-000000000000';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export type EndSessions = {
  signOut(session: Session): Promise<void>;
  /** Ends the session of a token, whoever's it is, where there is one. */
  endByToken(token: string | undefined): Promise<void>;
  /**
   * A device whose session is ended from another one is not known any more: its next sign-in is told to the phone. Needs a
   * proof where it is not the session that asks, so that a stranger who got in does not turn the owner out. False where
   * there is no such session.
   */
  endSession(session: Session, sessionId: string): Promise<Result<boolean, StepUpRequired>>;
  /** Ends all but the one that asks; answers how many. Needs a proof. */
  endOtherSessions(session: Session): Promise<Result<number, StepUpRequired>>;
  /** The same for what has asked for a proof itself. */
  endAllBut(session: Session): Promise<number>;
  /** Ends every session of a customer, as erasing one does; answers how many. */
  endAllSessions(customerId: CustomerId): Promise<number>;
};

export function endSessions({
  database,
  cache,
  isProved,
}: {
  readonly database: Database;
  readonly cache: SessionCache;
  readonly isProved: Proofs['isProved'];
}): EndSessions {
  async function endElsewhere(customerId: CustomerId, kept: string, only?: string): Promise<number> {
    const which = { customerId, kept, ...(only !== undefined && { ended: only }) };
    const ended = await endSessionsElsewhere(database, which);
    cache.end(ended);
    return ended.length;
  }

  async function endOwn({ customerId, sessionId }: Session): Promise<boolean> {
    const ended = await deleteSession(database, customerId, sessionId);
    if (ended) cache.end([sessionId]);
    return ended;
  }

  return {
    signOut: async (session) => void (await endOwn(session)),
    async endByToken(token) {
      const which = readToken(token);
      const ended = which && (await deleteByToken(database, which));
      if (ended !== undefined) cache.end([ended]);
    },
    async endSession(session, sessionId) {
      if (sessionId === session.sessionId) return ok(await endOwn(session));
      if (!(await isProved(session, 'end_other_sessions'))) return refuse({ code: 'step_up_required' });
      if (!UUID.test(sessionId)) return ok(false);
      return ok((await endElsewhere(session.customerId, session.sessionId, sessionId)) === 1);
    },
    async endOtherSessions(session) {
      if (!(await isProved(session, 'end_other_sessions'))) return refuse({ code: 'step_up_required' });
      return ok(await endElsewhere(session.customerId, session.sessionId));
    },
    endAllBut: ({ customerId, sessionId }) => endElsewhere(customerId, sessionId),
    endAllSessions: (customerId) => endElsewhere(customerId, NO_SESSION),
  };
}
