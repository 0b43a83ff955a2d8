import type { CustomerId } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';
import { everyPage } from '../../platform/walk.ts';
import { listUnerased } from '../customers/index.ts';
import { listLinks } from './audit.sql.ts';
import { findMisfit, NO_HEAD, type Head, type Misfit, type StoredLink } from './chain.ts';
import { listParts } from './parts.sql.ts';

const PAGE = 500;

/** Parts that acts name and that are not there: gone with their customers, as an erasure has it, or `lost` though these are there. */
export type PartsGone = { readonly erased: number; readonly lost: number };

export type Verified =
  | { readonly outcome: 'fits'; readonly head: Head; readonly parts: PartsGone }
  | { readonly outcome: 'misfit'; readonly misfit: Misfit }
  /** The rows fit each other, but none has the hash that was known. */
  | { readonly outcome: 'unknown_head'; readonly head: Head };

/**
 * Recomputes the chain from its first row, a page at a time, and answers its head or the first row that does not fit. `known`: a
 * hash that was the head once and was kept elsewhere; it must be in the chain, else rows were cut off at the end, or all from
 * some row on were written anew. Rows that are added meanwhile are looked at too. Of the parts that acts name it is counted which
 * are gone; what is sealed in those that are there is not opened.
 */
export async function verifyTrail(on: Queryable, known?: Buffer): Promise<Verified> {
  let head = NO_HEAD;
  const parts = { erased: 0, lost: 0 };
  let isKnown = known === undefined || known.equals(NO_HEAD.hash);
  for await (const page of everyPage<StoredLink>(PAGE, (after) => listLinks(on, after?.seq, PAGE))) {
    for (const link of page) {
      const misfit = findMisfit(head, link);
      if (misfit !== undefined) return { outcome: 'misfit', misfit };
      head = { seq: link.seq, hash: link.hash };
      isKnown ||= known!.equals(link.hash);
    }
    const gone = await countGone(on, page);
    parts.erased += gone.erased;
    parts.lost += gone.lost;
  }
  return isKnown ? { outcome: 'fits', head, parts } : { outcome: 'unknown_head', head };
}

/** Of the parts that these acts name. */
async function countGone(on: Queryable, page: readonly StoredLink[]): Promise<PartsGone> {
  const named = page.flatMap(({ partOf, partId }) =>
    partOf === null ? [] : [{ customerId: partOf as CustomerId, partId: partId! }],
  );
  const there = new Set(await listParts(on, named));
  const gone = named.filter(({ partId }) => !there.has(partId));
  if (gone.length === 0) return { erased: 0, lost: 0 };
  const unerased = new Set(
    await listUnerased(
      on,
      gone.map(({ customerId }) => customerId),
    ),
  );
  const lost = gone.filter(({ customerId }) => unerased.has(customerId)).length;
  return { erased: gone.length - lost, lost };
}
