import type { StaffId } from '../../kernel/actor.ts';
import type { Queryable } from '../../platform/database.ts';
import type { Member, OwnSession } from './staff.ts';

export type NewStaffSession = {
  readonly sessionId: string;
  readonly memberId: StaffId;
  readonly tokenHash: Buffer;
  readonly now: Date;
  readonly expiresAt: Date;
  /** Null where it was opened by less than a proof. */
  readonly provedAt: Date | null;
  readonly device: string;
  readonly place: string;
};

/** False where the member may not come in any more: whoever lets them in no more waits for this, or this for them. */
export async function insertSession(on: Queryable, session: NewStaffSession): Promise<boolean> {
  const { rowCount } = await on.query({
    name: 'staff-insert-session',
    text: `insert into staff_sessions (session_id, member_id, token_hash, created_at, last_seen_at, expires_at, proved_at, device, place)
      select $1, member_id, $3, $4::timestamptz, $4, $5, $6, $7, $8 from staff_members
      where member_id = $2 and is_active for share`,
    values: [
      session.sessionId,
      session.memberId,
      session.tokenHash,
      session.now,
      session.expiresAt,
      session.provedAt,
      session.device,
      session.place,
    ],
  });
  return rowCount === 1;
}

export type FoundSession = Pick<Member, 'account' | 'name' | 'roles'> & {
  readonly sessionId: string;
  readonly staffId: StaffId;
  readonly lastSeenAt: Date;
  readonly device: string;
  readonly place: string;
  /** The permissions of those of the roles that are the shop's own. */
  readonly ownRoles: Readonly<Record<string, readonly string[]>>;
};

/** The session of a token that is not over and was used since `idleSince`, of somebody who may still come in. */
export async function findSession(
  on: Queryable,
  tokenHash: Buffer,
  { now, idleSince }: { now: Date; idleSince: Date },
): Promise<FoundSession | undefined> {
  const { rows } = await on.query<FoundSession>({
    name: 'staff-find-session',
    text: `select s.session_id as "sessionId", s.member_id as "staffId", s.last_seen_at as "lastSeenAt",
        s.device, s.place, m.account, m.name, m.roles,
        (select coalesce(json_object_agg(r.name, r.permissions), '{}') from staff_roles r
          where r.name = any(m.roles)) as "ownRoles"
      from staff_sessions s join staff_members m on m.member_id = s.member_id
      where s.token_hash = $1 and s.expires_at > $2 and s.last_seen_at > $3 and m.is_active`,
    values: [tokenHash, now, idleSince],
  });
  return rows[0];
}

export async function noteSeen(on: Queryable, sessionId: string, now: Date): Promise<void> {
  await on.query({
    name: 'staff-note-seen',
    text: 'update staff_sessions set last_seen_at = $2 where session_id = $1 and last_seen_at < $2',
    values: [sessionId, now],
  });
}

/** The sessions of one of the staff that are not over, the newest first. */
export async function listSessions(
  on: Queryable,
  memberId: StaffId,
  { now, idleSince }: { now: Date; idleSince: Date },
): Promise<OwnSession[]> {
  const { rows } = await on.query<OwnSession>({
    name: 'staff-list-sessions',
    text: `select session_id as "sessionId", created_at as "createdAt", last_seen_at as "lastSeenAt",
        expires_at as "expiresAt", device, place
      from staff_sessions where member_id = $1 and expires_at > $2 and last_seen_at > $3
      order by created_at desc`,
    values: [memberId, now, idleSince],
  });
  return rows;
}

/** Ends one session of somebody; false where there is none such. */
export async function endSession(on: Queryable, memberId: StaffId, sessionId: string): Promise<boolean> {
  const { rowCount } = await on.query({
    name: 'staff-end-session',
    text: 'delete from staff_sessions where member_id = $1 and session_id = $2',
    values: [memberId, sessionId],
  });
  return rowCount === 1;
}

/** When the session's member has proved last to be there; undefined where they never have in it. */
export async function findProof(on: Queryable, sessionId: string): Promise<Date | undefined> {
  const { rows } = await on.query<{ provedAt: Date | null }>({
    name: 'staff-find-proof',
    text: 'select proved_at as "provedAt" from staff_sessions where session_id = $1',
    values: [sessionId],
  });
  return rows[0]?.provedAt ?? undefined;
}

export async function saveProof(on: Queryable, sessionId: string, provedAt: Date): Promise<void> {
  await on.query({
    name: 'staff-save-proof',
    text: 'update staff_sessions set proved_at = $2 where session_id = $1',
    values: [sessionId, provedAt],
  });
}

/** Ends all sessions of somebody but the one; answers how many. */
export async function endOtherSessions(on: Queryable, memberId: StaffId, but: string): Promise<number> {
  const { rowCount } = await on.query({
    name: 'staff-end-other-sessions',
    text: 'delete from staff_sessions where member_id = $1 and session_id <> $2',
    values: [memberId, but],
  });
  return rowCount ?? 0;
}

export async function endSessionsOf(on: Queryable, memberId: StaffId): Promise<void> {
  await on.query({
    name: 'staff-end-sessions',
    text: 'delete from staff_sessions where member_id = $1',
    values: [memberId],
  });
}

/** What nobody can use any more. */
export async function deleteExpired(
  on: Queryable,
  { now, idleSince }: { now: Date; idleSince: Date },
): Promise<void> {
  await on.query({
    name: 'staff-delete-expired-sessions',
    text: 'delete from staff_sessions where expires_at <= $1 or last_seen_at <= $2',
    values: [now, idleSince],
  });
  await on.query({
    name: 'staff-delete-expired-invitations',
    text: 'delete from staff_invitations where expires_at <= $1',
    values: [now],
  });
}
