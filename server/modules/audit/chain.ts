import { createHash } from 'node:crypto';
import type { Act, NewAct } from './act.ts';
import { canonicalJson } from './canonical-json.ts';

/** An act as its row has it: what is hashed, and nothing of the row is not. Times and values are texts, as they are hashed. */
export type Link = {
  readonly seq: number;
  /** RFC 3339 in UTC with milliseconds; null where the column holds no time that has such a text. */
  readonly at: string | null;
  readonly by: string;
  readonly byId: string;
  /** Of the staff, by which key. */
  readonly byKey: string | null;
  readonly what: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  /** The text of the JSON. */
  readonly before: string | null;
  readonly after: string | null;
  readonly reason: string | null;
  /** In lower-case hexadecimal, as it was sealed: by a key that no rotation changes. */
  readonly reasonSealed: string | null;
  readonly origin: string | null;
  readonly partOf: string | null;
  readonly partId: string | null;
  /** In lower-case hexadecimal. */
  readonly partHash: string | null;
  /** The hash of the one before. */
  readonly previous: Buffer;
};

export type StoredLink = Link & { readonly hash: Buffer };

/** The last of a chain. */
export type Head = Pick<Act, 'seq'> & { readonly hash: Buffer };

/** Before the first. */
export const NO_HEAD: Head = { seq: 0, hash: Buffer.alloc(32) };

/**
 * The hash of a link: SHA-256 over the UTF-8 of one JSON object by RFC 8785 (see `canonicalJson`), with the fields of `Link`
 * under these names, `previous` in lower-case hexadecimal. What is null is left out, so that a column of later changes no hash
 * of before. `before` and `after` stand in it as texts, as they were written.
 */
export function hashOf({ previous, ...fields }: Link): Buffer {
  const known = Object.entries(fields).filter(([, value]) => value !== null);
  const text = canonicalJson({ ...Object.fromEntries(known), previous: previous.toString('hex') });
  return createHash('sha256').update(text).digest();
}

/** Acts as the next links of a chain, in their order. */
export function linkActs(head: Head, acts: readonly NewAct[]): StoredLink[] {
  let { seq, hash: previous } = head;
  return acts.map((act) => {
    seq += 1;
    const link = { ...fieldsOf(act), seq, previous };
    const hash = hashOf(link);
    previous = hash;
    return { ...link, hash };
  });
}

function fieldsOf({ actor, what, subject, before, after, reason, from, at, part }: NewAct) {
  return {
    at: at.toISOString(),
    by: actor.by,
    byId: storable(nameOf(actor)),
    byKey: (actor.by === 'staff' && actor.keyId) || null,
    what: storable(what),
    subjectKind: storable(subject.kind),
    subjectId: storable(subject.id),
    before: before === null ? null : canonicalJson(before),
    after: after === null ? null : canonicalJson(after),
    ...reasonOf(reason),
    origin: from === null ? null : storable(from),
    partOf: part?.customerId ?? null,
    partId: part?.partId ?? null,
    partHash: part?.hash.toString('hex') ?? null,
  };
}

function reasonOf(reason: NewAct['reason']): Pick<Link, 'reason' | 'reasonSealed'> {
  if (reason === null) return { reason: null, reasonSealed: null };
  return 'typedBehindCommand' in reason
    ? { reason: storable(reason.typedBehindCommand), reasonSealed: null }
    : { reason: null, reasonSealed: reason.toString('hex') };
}

function nameOf(actor: NewAct['actor']): string {
  switch (actor.by) {
    case 'customer':
      return actor.customerId;
    case 'staff':
      return actor.staffId;
    case 'gateway':
    case 'carrier':
      return actor.name;
    case 'system':
      return actor.job;
  }
}

/** As PostgreSQL gives it back: a text there knows no NUL and no half characters. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\u{fffd}');
}

/** Why a row does not fit the rows before it. */
export type Misfit = {
  readonly seq: number;
  /**
   * `changed`: it is not what it was when it was written. `missing`: it is not there. `out_of_order`: it is as it was written,
   * but after another one than now stands before it.
   */
  readonly why: 'changed' | 'missing' | 'out_of_order';
};

/** What is wrong with a row after this head; undefined where it is the next one. */
export function findMisfit(head: Head, { hash, ...link }: StoredLink): Misfit | undefined {
  const seq = head.seq + 1;
  if (link.seq > seq) return { seq, why: 'missing' };
  if (link.seq < seq) return { seq: link.seq, why: 'out_of_order' };
  if (!hashOf(link).equals(hash)) return { seq, why: 'changed' };
  return link.previous.equals(head.hash) ? undefined : { seq, why: 'out_of_order' };
}
