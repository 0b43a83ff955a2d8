import { ADVISORY_LOCKS } from '../../platform/advisory-locks.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import { NO_HEAD, type Head, type StoredLink } from './chain.ts';

/** Lets one transaction at a time add to the chain, until it ends. */
export async function lockTrail(tx: Transaction): Promise<void> {
  await tx.query({
    name: 'audit-lock',
    text: 'select pg_advisory_xact_lock($1)',
    values: [ADVISORY_LOCKS.auditTrail],
  });
}

/** The last link; the next one follows it only where `lockTrail` was called before, in this transaction. */
export async function findHead(on: Queryable): Promise<Head> {
  const { rows } = await on.query<{ seq: string; hash: Buffer }>({
    name: 'audit-head',
    text: 'select seq, row_hash as hash from audit_acts order by seq desc limit 1',
    values: [],
  });
  const [last] = rows;
  return last === undefined ? NO_HEAD : { seq: Number(last.seq), hash: last.hash };
}

export async function insertLinks(tx: Transaction, links: readonly StoredLink[]): Promise<void> {
  await tx.query({
    name: 'audit-insert',
    text: `insert into audit_acts (seq, at, by, by_id, by_key, what, subject_kind, subject_id, before, after, reason, reason_sealed,
        origin, part_of, part_id, part_hash, previous_hash, row_hash)
      select seq, at, by, by_id, by_key, what, subject_kind, subject_id, before::json, after::json, reason,
        decode(reason_sealed, 'hex'), origin, part_of, part_id, decode(part_hash, 'hex'), previous_hash, row_hash
      from unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::text[],
        $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::uuid[], $16::text[],
        $17::bytea[], $18::bytea[])
        as a (seq, at, by, by_id, by_key, what, subject_kind, subject_id, before, after, reason, reason_sealed,
          origin, part_of, part_id, part_hash, previous_hash, row_hash)`,
    values: COLUMNS.map((column) => links.map((link) => link[column])),
  });
}

/** In the order in which they are inserted. */
const COLUMNS = [
  'seq',
  'at',
  'by',
  'byId',
  'byKey',
  'what',
  'subjectKind',
  'subjectId',
  'before',
  'after',
  'reason',
  'reasonSealed',
  'origin',
  'partOf',
  'partId',
  'partHash',
  'previous',
  'hash',
] as const satisfies readonly (keyof StoredLink)[];

/** The next links in the order of the chain, as they stand there. `after`: the number of the last of the page before. */
export async function listLinks(
  on: Queryable,
  after: number | undefined,
  size: number,
): Promise<StoredLink[]> {
  const { rows } = await on.query<Omit<StoredLink, 'seq' | 'at'> & { seq: string; at: Date | number }>({
    name: 'audit-list-links',
    text: `select seq, at, by, by_id as "byId", by_key as "byKey", what, subject_kind as "subjectKind", subject_id as "subjectId",
        before::text, after::text, reason, encode(reason_sealed, 'hex') as "reasonSealed", origin,
        part_of as "partOf", part_id as "partId", encode(part_hash, 'hex') as "partHash",
        previous_hash as previous, row_hash as hash
      from audit_acts where $1::bigint is null or seq > $1::bigint order by seq limit $2`,
    values: [after ?? null, size],
  });
  // Whoever changed the time by hand may have written one that no `Date` knows: that has no text, and then no such hash.
  return rows.map(({ seq, at, ...link }) => ({ ...link, seq: Number(seq), at: new Date(at).toJSON() }));
}

/**
 * Takes the rights to change or remove acts from this role, and from everybody: a backup that was put back, or a table that was
 * given to another role, may have brought them back. Processes that start at once do it one after the other.
 */
export async function takeRightsAway(tx: Transaction): Promise<void> {
  await lockTrail(tx);
  await tx.query('revoke update, delete, truncate on audit_acts from public, current_user');
}
