import { newUuid } from '../../kernel/ids.ts';
import { describeDevice } from '../../platform/client/device.ts';
import { placeOf } from '../../platform/client/place.ts';
import { inTransaction, type Transaction } from '../../platform/database.ts';
import { record, type NewAct } from '../audit/index.ts';
import { actBy } from './act-by.ts';
import { permissionsOf } from './role.ts';
import { hashOfToken, newSecretToken } from './secret-tokens.ts';
import type { StaffDeps } from './staff.deps.ts';
import {
  isDemoAccount,
  type From,
  type Member,
  type OwnSession,
  type SecondFactor,
  type StaffSession,
  type StaffSignedIn,
} from './staff.ts';
import { endSession, findSession, insertSession, listSessions, noteSeen } from './staff-sessions.sql.ts';
import { listOwnRoles } from './members.sql.ts';

/** A session ends so long after its sign-in, and sooner where it is not used for so long. */
export const SESSION_MS = 12 * 3_600_000;
const IDLE_MS = 2 * 3_600_000;
/** That it is used is written down so often. */
const SEEN_EVERY_MS = 60_000;

export type StaffSessions = {
  /** Whose token that is, with what they may do now; undefined where it is unknown or over. One round trip. */
  find(token: string): Promise<StaffSession | undefined>;
  /** Where somebody is signed in, the newest first. Visitors of a demo shop share a member, and see their own visit alone. */
  list(session: StaffSession): Promise<OwnSession[]>;
  /** Ends one session of one's own; false where there is none such. */
  end(session: StaffSession, sessionId: string): Promise<boolean>;
};

export function keepStaffSessions({ database, clock, isDemo }: StaffDeps): StaffSessions {
  return {
    async find(token) {
      const hash = hashOfToken(token);
      if (hash === undefined) return undefined;
      const now = clock.now();
      const found = await findSession(database, hash, lifeAt(now));
      // Visitors of a demo shop, once it is a real one.
      if (found === undefined || (!isDemo && isDemoAccount(found.account))) return undefined;
      const { ownRoles, lastSeenAt, device, place, ...who } = found;
      if (now.getTime() - lastSeenAt.getTime() > SEEN_EVERY_MS) await noteSeen(database, who.sessionId, now);
      const permissions = permissionsOf(who.roles, new Map(Object.entries(ownRoles)));
      return { ...who, permissions, from: describeFrom(device, place) };
    },
    async list({ staffId, sessionId, account }) {
      const all = await listSessions(database, staffId, lifeAt(clock.now()));
      return isDemoAccount(account) ? all.filter((one) => one.sessionId === sessionId) : all;
    },
    async end(session, sessionId) {
      if (isDemoAccount(session.account) && sessionId !== session.sessionId) return false;
      return inTransaction(database, async (tx) => {
        if (!(await endSession(tx, session.staffId, sessionId))) return false;
        const subject = { kind: 'staff_session', id: sessionId };
        await record(tx, [actBy(session, clock.now(), { what: 'session:end', subject })]);
        return true;
      });
    },
  };
}

/** What a session that is still good is like. */
export function lifeAt(now: Date): { now: Date; idleSince: Date } {
  return { now, idleSince: new Date(now.getTime() - IDLE_MS) };
}

type HowOpened = {
  /** What was proved besides the password, or how else somebody came in. */
  readonly by: SecondFactor | 'invitation' | 'demo';
  /** Whether it counts as a proof: the password and a second factor, or all that they have. */
  readonly isProof?: boolean;
  /** What else they have done in the transaction. */
  also?(session: StaffSession): readonly NewAct[];
};

/** Where somebody comes from, in words. */
export function describeFrom(device: string, place: string): string {
  return [device, place].filter(Boolean).join(', ');
}

/** Opens a session of somebody who has proved to be them; undefined where they may not come in any more. */
export async function openSession(
  { clock }: Pick<StaffDeps, 'clock'>,
  tx: Transaction,
  { id, account, name, roles }: Pick<Member, 'id' | 'account' | 'name' | 'roles'>,
  { clientAddress, userAgent }: From,
  { by, isProof = false, also = () => [] }: HowOpened,
): Promise<StaffSignedIn | undefined> {
  const now = clock.now();
  const { token, hash } = newSecretToken();
  const sessionId = newUuid(now);
  const expiresAt = new Date(now.getTime() + SESSION_MS);
  const [device, place] = [describeDevice(userAgent), placeOf(clientAddress)];
  const provedAt = isProof ? now : null;
  const opened = { ...{ sessionId, memberId: id, tokenHash: hash, now, expiresAt, provedAt }, device, place };
  if (!(await insertSession(tx, opened))) return undefined;
  const subject = { kind: 'staff_session', id: sessionId };
  const from = describeFrom(device, place);
  const permissions = permissionsOf(roles, await listOwnRoles(tx));
  const session = { sessionId, staffId: id, account, name, roles, permissions, from };
  await record(tx, [...also(session), actBy(session, now, { what: 'session:open', subject, after: { by } })]);
  return { token, expiresAt, session };
}
