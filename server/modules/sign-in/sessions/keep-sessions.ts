import type { Clock } from '../../../kernel/clock.ts';
import type { CustomerId } from '../../../kernel/ids.ts';
import type { Database } from '../../../platform/database.ts';
import type { Sealing } from '../../../platform/sealing/index.ts';
import { phoneBinding } from '../../customers/index.ts';
import { endSessions, type EndSessions } from './end-sessions.ts';
import type { Session, SessionInfo } from '../way-in.ts';
import { maskPhone, type Mobile } from '../../../kernel/phone.ts';
import { placeOf } from '../../../platform/client/place.ts';
import type { Proofs } from '../proofs/prove-session.ts';
import type { SessionCache } from './session-cache.ts';
import { LONGEST_SESSION_SECONDS, readToken, SESSION_MS } from './session-token.ts';
import { inOurNames } from '../../../platform/client/device.ts';
import { findLiveSessions, findSession, findSessionDevice, listSessions } from './sessions.sql.ts';

const HOUR_MS = 3_600_000;

export type Sessions = EndSessions & {
  /** Who a token belongs to. `clientAddress`: where it is used now, of which a city is kept, once an hour. */
  session(token: string, clientAddress?: string): Promise<Session | undefined>;
  sessions(session: Session): Promise<readonly SessionInfo[]>;
  /** On how many devices a customer is signed in; up to a hundred. */
  countSessions(customerId: CustomerId): Promise<number>;
  /** Which of these are live, by their ids: asked of the database in one statement, whatever was believed before. */
  findLiveSessions(
    sessions: readonly { readonly customerId: CustomerId; readonly sessionId: string }[],
  ): Promise<ReadonlySet<string>>;
  /**
   * By what a session was opened, in names of ours alone, and where it is used, as coarse as a city; each is empty where that
   * is not known, as where it has ended. What a message may repeat: who signs in writes a device's own words, perhaps a link.
   */
  sessionDevice(
    which: Pick<Session, 'customerId' | 'sessionId'>,
  ): Promise<{ readonly device: string; readonly place: string }>;
  /** Takes note that another process has ended a session. */
  forgetSession(sessionId: string): void;
};

export type SessionDeps = {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly clock: Clock;
  readonly cache: SessionCache;
  readonly isProved: Proofs['isProved'];
};

export function keepSessions({ database, sealing, clock, cache, isProved }: SessionDeps): Sessions {
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
      longestSeconds: LONGEST_SESSION_SECONDS,
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

  return {
    session: async (token, clientAddress = '') =>
      cache.get(token, clock.now()) ?? lookUp(token, clientAddress),
    async sessions({ customerId, sessionId }) {
      const records = await listSessions(database, customerId, clock.now());
      return records.map((record) => ({ ...record, current: record.id === sessionId }));
    },
    countSessions: async (customerId) => (await listSessions(database, customerId, clock.now())).length,
    findLiveSessions: (sessions) => findLiveSessions(database, sessions, clock.now()),
    async sessionDevice(which) {
      const { device = '', place = '' } = (await findSessionDevice(database, which)) ?? {};
      return { device: inOurNames(device), place };
    },
    forgetSession: (sessionId) => cache.forget([sessionId]),
    ...endSessions({ database, cache, isProved }),
  };
}
