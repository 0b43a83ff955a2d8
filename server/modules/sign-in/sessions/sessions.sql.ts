import type { CustomerId } from '../../../kernel/ids.ts';
import type { Database, Queryable } from '../../../platform/database.ts';
import {
  DATA_KEYS,
  dataKeysIn,
  type DataKeyRow,
  type StoredDataKey,
} from '../../../platform/sealing/index.ts';
import { CUSTOMERS } from '../../customers/index.ts';
import type { Session, SignInWay } from '../way-in.ts';
import type { Proof } from '../proofs/protected-acts.ts';
import type { TokenRef } from './session-token.ts';

export type NewSession = {
  customerId: CustomerId;
  sessionId: string;
  tokenHash: Buffer;
  now: Date;
  expiresAt: Date;
  device: string;
  /** Of its opening, as coarse as a city. */
  place: string;
  way: SignInWay;
  /** What the sign-in itself proves, so that no further proof is needed for a while. */
  proof: Proof | undefined;
  /** Of the browser's mark; undefined where it has none. */
  deviceHash: Buffer | undefined;
};

const INSERT = `insert into sessions (customer_id, session_id, token_hash, created_at, last_seen_at, expires_at, device,
    way, proved_at, code_proved_at, place, device_hash)
  select c.customer_id, $2, $3, $4::timestamptz, $4, $5, $6, $7, $8, $9, $10, $11
  from ${CUSTOMERS} c where c.customer_id = $1 and not c."isClosed"`;

/**
 * Opens a session of a customer, of one who has this phone where one is named. Answers false where there is no such
 * customer, or not with that phone any more, or the shop has closed the account.
 */
export async function insertSession(
  tx: Queryable,
  session: NewSession,
  phoneHash?: Buffer,
): Promise<boolean> {
  const values = [
    session.customerId,
    session.sessionId,
    session.tokenHash,
    session.now,
    session.expiresAt,
    session.device,
    session.way,
    session.proof === undefined ? null : session.now,
    session.proof === 'code' ? session.now : null,
    session.place,
    session.deviceHash ?? null,
  ];
  const { rowCount } = await tx.query(
    phoneHash === undefined
      ? { name: 'sign-in-insert-session', text: INSERT, values }
      : {
          name: 'sign-in-insert-session-by-phone',
          text: `${INSERT} and c.phone_hash = $12`,
          values: [...values, phoneHash],
        },
  );
  return rowCount === 1;
}

type Which = Pick<Session, 'customerId' | 'sessionId'>;

/** Notes that this session's customer has proved just now who is there, and by what. */
export async function saveProof(
  database: Queryable,
  { customerId, sessionId }: Which,
  proof: Proof,
  now: Date,
): Promise<void> {
  await database.query({
    name: 'sign-in-save-proof',
    text: `update sessions set proved_at = $3, code_proved_at = case when $4 then $3 else code_proved_at end
      where customer_id = $1 and session_id = $2`,
    values: [customerId, sessionId, now, proof === 'code'],
  });
}

/** Whether this session's customer has proved since then, by one of these, who is there. */
export async function hasProof(
  database: Queryable,
  { customerId, sessionId }: Which,
  proofs: readonly Proof[],
  since: Date,
): Promise<boolean> {
  const { rowCount } = await database.query({
    name: 'sign-in-has-proof',
    // A passkey opens nothing that a code does not.
    text: `select from sessions where customer_id = $1 and session_id = $2
      and case when $4 then proved_at else code_proved_at end >= $3`,
    values: [customerId, sessionId, since, proofs.includes('passkey')],
  });
  return rowCount === 1;
}

export type FoundSession = {
  sessionId: string;
  expiresAt: Date;
  phoneSealed: Buffer;
  dataKeys: StoredDataKey[];
};

type SessionRow = Omit<FoundSession, 'dataKeys'> & DataKeyRow;

/**
 * The live session of a token, with what is needed to show whose it is. One that was not seen since `seenBefore` is
 * prolonged by the same statement, so that a look-up is one round trip and a used session is written once an hour; never
 * to more than `longestSeconds` after its sign-in.
 */
export async function findSession(
  database: Database,
  look: {
    customerId: CustomerId;
    tokenHash: Buffer;
    now: Date;
    seenBefore: Date;
    prolongTo: Date;
    longestSeconds: number;
    /** Where it is used now; empty where that is not known. */
    place: string;
  },
): Promise<FoundSession | undefined> {
  const { rows } = await database.query<SessionRow>({
    name: 'sign-in-find-session',
    text: `with prolonged as (
        update sessions set last_seen_at = $3,
          expires_at = least($5, (created_at at time zone 'UTC' + make_interval(secs => $7)) at time zone 'UTC'),
          place = coalesce(nullif($6, ''), place)
        where customer_id = $1 and token_hash = $2 and expires_at > $3 and last_seen_at <= $4
        returning expires_at
      )
      select s.session_id as "sessionId", coalesce((select expires_at from prolonged), s.expires_at) as "expiresAt",
        c."phoneSealed", k.version, k."kekId", k.wrapped
      from sessions s
      join ${CUSTOMERS} c on c.customer_id = s.customer_id
      join ${DATA_KEYS} k on k.customer_id = s.customer_id
      where s.customer_id = $1 and s.token_hash = $2 and s.expires_at > $3 and not c."isClosed"`,
    values: [
      look.customerId,
      look.tokenHash,
      look.now,
      look.seenBefore,
      look.prolongTo,
      look.place,
      look.longestSeconds,
    ],
  });
  const [first] = rows;
  if (first === undefined) return undefined;
  const { sessionId, expiresAt, phoneSealed } = first;
  return { sessionId, expiresAt, phoneSealed, dataKeys: dataKeysIn(look.customerId, rows) };
}

export type SessionRecord = {
  id: string;
  way: SignInWay;
  device: string;
  place: string;
  createdAt: Date;
  lastSeenAt: Date;
};

/** The newest hundred that are live. */
export async function listSessions(
  database: Database,
  customerId: CustomerId,
  now: Date,
): Promise<SessionRecord[]> {
  const { rows } = await database.query<SessionRecord>(
    `select session_id as id, way, device, place, created_at as "createdAt", last_seen_at as "lastSeenAt" from sessions
     where customer_id = $1 and expires_at > $2 order by last_seen_at desc, session_id desc limit 100`,
    [customerId, now],
  );
  return rows;
}

/** By what a session was opened, and where it is used; undefined where it has ended. */
export async function findSessionDevice(
  database: Queryable,
  { customerId, sessionId }: Which,
): Promise<Pick<SessionRecord, 'device' | 'place'> | undefined> {
  const { rows } = await database.query<Pick<SessionRecord, 'device' | 'place'>>({
    name: 'sign-in-find-session-device',
    text: 'select device, place from sessions where customer_id = $1 and session_id = $2',
    values: [customerId, sessionId],
  });
  return rows[0];
}

/** Which of these sessions are live, by their ids. */
export async function findLiveSessions(
  database: Queryable,
  sessions: readonly { readonly customerId: CustomerId; readonly sessionId: string }[],
  now: Date,
): Promise<Set<string>> {
  const { rows } = await database.query<{ sessionId: string }>({
    name: 'sign-in-find-live-sessions',
    text: `select session_id as "sessionId" from sessions
      where customer_id = any($1::text[]) and session_id = any($2::uuid[]) and expires_at > $3`,
    values: [
      [...new Set(sessions.map(({ customerId }) => customerId))],
      [...new Set(sessions.map(({ sessionId }) => sessionId))],
      now,
    ],
  });
  return new Set(rows.map(({ sessionId }) => sessionId));
}

/** Tells every process that these sessions have ended. A hint: who misses it finds out when it looks. */
export async function tellEnded(database: Queryable, sessionIds: readonly string[]): Promise<void> {
  await database.query({
    name: 'sign-in-tell-ended',
    text: `select pg_notify('session_ended', id) from unnest($1::text[]) as id`,
    values: [sessionIds],
  });
}

/**
 * Ends the session that a browser was in until now, where the one that it goes on in stands: it holds one token at a time,
 * so the older session would be left behind where nobody sees it. Whose it was does not matter: who has its token may end
 * it. Answers its id, or undefined where there is none.
 */
export async function endReplaced(
  tx: Queryable,
  replaced: TokenRef | undefined,
  by: TokenRef,
): Promise<string | undefined> {
  if (replaced === undefined) return undefined;
  const { rows } = await tx.query<{ sessionId: string }>({
    name: 'sign-in-end-replaced',
    text: `delete from sessions where customer_id = $1 and token_hash = $2
      and exists (select from sessions where customer_id = $3 and token_hash = $4)
      returning session_id as "sessionId"`,
    values: [replaced.customerId, replaced.tokenHash, by.customerId, by.tokenHash],
  });
  return rows[0]?.sessionId;
}

/** Ends the session of a token. Answers its id, or undefined where there is none. */
export async function deleteByToken(
  database: Queryable,
  { customerId, tokenHash }: TokenRef,
): Promise<string | undefined> {
  const { rows } = await database.query<{ sessionId: string }>({
    name: 'sign-in-delete-by-token',
    text: 'delete from sessions where customer_id = $1 and token_hash = $2 returning session_id as "sessionId"',
    values: [customerId, tokenHash],
  });
  return rows[0]?.sessionId;
}

export async function deleteSession(
  database: Database,
  customerId: CustomerId,
  sessionId: string,
): Promise<boolean> {
  const { rowCount } = await database.query(
    'delete from sessions where customer_id = $1 and session_id = $2',
    [customerId, sessionId],
  );
  return rowCount === 1;
}

/**
 * Ends one session, or all but the one that is kept, by the wish of somebody on another device: those devices are not
 * known any more, so that the next sign-in by one of them is told to the phone. Answers the ids of those that were ended.
 */
export async function endSessionsElsewhere(
  database: Queryable,
  { customerId, kept, ended }: { customerId: CustomerId; kept: string; ended?: string },
): Promise<string[]> {
  const { rows } = await database.query<{ sessionId: string }>(
    `with ended as (
        delete from sessions where customer_id = $1 and session_id <> $2 and ($3::uuid is null or session_id = $3)
        returning session_id, device_hash
      ), forgotten as (
        delete from customer_devices d using ended e
        where d.customer_id = $1 and d.device_hash = e.device_hash and d.device_hash is distinct from
          (select device_hash from sessions where customer_id = $1 and session_id = $2)
      )
      select session_id as "sessionId" from ended`,
    [customerId, kept, ended ?? null],
  );
  return rows.map((row) => row.sessionId);
}
