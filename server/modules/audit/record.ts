import type { Transaction } from '../../platform/database.ts';
import type { NewAct } from './act.ts';
import { findHead, insertLinks, lockTrail } from './audit.sql.ts';
import { linkActs } from './chain.ts';
import { insertParts } from './parts.sql.ts';

/**
 * Adds these acts to the trail, in the transaction of what they did. Call it last: from here to the commit no other
 * transaction adds any, and one that waits for rows of this one while this one waits for the trail is a deadlock, of which the
 * engine ends one. In a transaction of READ COMMITTED, as all of ours are: in others two could not both follow the same act.
 */
export async function record(tx: Transaction, acts: readonly NewAct[]): Promise<void> {
  if (acts.length === 0) return;
  const withParts = acts.flatMap(({ at, what, part }) => (part === undefined ? [] : { at, what, part }));
  if (withParts.length > 0) await insertParts(tx, withParts);
  // In one round trip; the second statement sees what was committed while the first one waited.
  const [, head] = await Promise.all([lockTrail(tx), findHead(tx)]);
  await insertLinks(tx, linkActs(head, acts));
}
