import type { CustomerId } from '../../kernel/ids.ts';
import type { Database } from '../../platform/database.ts';
import type { Session } from './identity.ts';
import type { SessionCache } from './session-cache.ts';
import { deleteSession, endSessionsElsewhere } from './sessions.sql.ts';

/** The UUID that no session has. */
const NO_SESSION = '00000000-0000-0000-0000-000000000000';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export type EndSessions = {
  signOut(session: Session): Promise<void>;
  /** A device whose session is ended from another one is not known any more: its next sign-in is told to the phone. */
  endSession(session: Session, sessionId: string): Promise<boolean>;
  /** Ends all but the one that asks; answers how many. */
  endOtherSessions(session: Session): Promise<number>;
  /** Ends every session of a customer, as erasing one does; answers how many. */
  endAllSessions(customerId: CustomerId): Promise<number>;
};

export function endSessions({
  database,
  cache,
}: {
  readonly database: Database;
  readonly cache: SessionCache;
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
    async endSession(session, sessionId) {
      if (!UUID.test(sessionId)) return false;
      if (sessionId === session.sessionId) return endOwn(session);
      return (await endElsewhere(session.customerId, session.sessionId, sessionId)) === 1;
    },
    endOtherSessions: ({ customerId, sessionId }) => endElsewhere(customerId, sessionId),
    endAllSessions: (customerId) => endElsewhere(customerId, NO_SESSION),
  };
}
