import type { Clock } from '../../kernel/clock.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Database } from '../../platform/database.ts';
import type { Sealing } from '../../platform/sealing/index.ts';
import { phoneBinding } from './bindings.ts';
import type { Session, SessionInfo } from './identity.ts';
import { maskPhone, type Mobile } from './phone.ts';
import { placeOf } from './place.ts';
import { SessionCache } from './session-cache.ts';
import { readToken, SESSION_MS } from './session-token.ts';
import { deleteOtherSessions, deleteSession, findSession, listSessions } from './sessions.sql.ts';

const HOUR_MS = 3_600_000;
/** The UUID that no session has. */
const NO_SESSION = '00000000-0000-0000-0000-000000000000';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export type Sessions = {
  /** Who a token belongs to. `clientAddress`: where it is used now, of which a city is kept, once an hour. */
  session(token: string, clientAddress?: string): Promise<Session | undefined>;
  signOut(session: Session): Promise<void>;
  sessions(session: Session): Promise<readonly SessionInfo[]>;
  endSession(session: Session, sessionId: string): Promise<boolean>;
  /** Ends all but the one that asks; answers how many. */
  endOtherSessions(session: Session): Promise<number>;
  /** Ends every session of a customer, as erasing one does; answers how many. */
  endAllSessions(customerId: CustomerId): Promise<number>;
};

export function keepSessions(deps: { database: Database; sealing: Sealing; clock: Clock }): Sessions {
  const { database, sealing, clock } = deps;
  const cache = new SessionCache();

  async function lookUp(token: string, clientAddress: string): Promise<Session | undefined> {
    const read = readToken(token);
    if (read === undefined) return undefined;
    const now = clock.now();
    const mark = cache.mark;
    const found = await findSession(database, {
      ...read,
      now,
      seenBefore: new Date(now.getTime() - HOUR_MS),
      prolongTo: new Date(now.getTime() + SESSION_MS),
      place: placeOf(clientAddress),
    });
    if (found === undefined) return undefined;
    const { customerId } = read;
    const dataKey = (await sealing.openDataKeys(found.dataKeys)).get(customerId)!;
    const phoneMasked = maskPhone(
      sealing.open(dataKey, phoneBinding(customerId), found.phoneSealed) as Mobile,
    );
    const { sessionId, expiresAt } = found;
    const session = Object.freeze({
      sessionId,
      customerId,
      displayName: phoneMasked,
      phoneMasked,
      expiresAt,
    });
    cache.put(token, session, now, mark);
    return session;
  }

  async function end({ customerId }: Session, sessionId: string): Promise<boolean> {
    if (!UUID.test(sessionId)) return false;
    const ended = await deleteSession(database, customerId, sessionId);
    if (ended) cache.end([sessionId]);
    return ended;
  }

  return {
    session: async (token, clientAddress = '') =>
      cache.get(token, clock.now()) ?? lookUp(token, clientAddress),
    signOut: async (session) => void (await end(session, session.sessionId)),
    async sessions({ customerId, sessionId }) {
      const records = await listSessions(database, customerId, clock.now());
      return records.map((record) => ({ ...record, current: record.id === sessionId }));
    },
    endSession: end,
    async endOtherSessions({ customerId, sessionId }) {
      const ended = await deleteOtherSessions(database, customerId, sessionId);
      cache.end(ended);
      return ended.length;
    },
    async endAllSessions(customerId) {
      const ended = await deleteOtherSessions(database, customerId, NO_SESSION);
      cache.end(ended);
      return ended.length;
    },
  };
}
