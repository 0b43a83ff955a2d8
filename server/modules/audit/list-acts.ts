import type { CustomerId } from '../../kernel/ids.ts';
import type { Act } from './act.ts';
import { listActs, type ActFilter, type ListedAct } from './list-acts.sql.ts';
import { findParts } from './parts.sql.ts';
import { readPart, type PartDeps } from './personal-part.ts';
import { openReasonOf } from './sealed-reason.ts';

/**
 * Acts, newest first, with the reasons opened that are sealed in them. Whoever reads the trail may know why something was done; what
 * was changed of a customer's values stays sealed. A reason that went with its customer is none any more.
 */
export async function listOpened(deps: PartDeps, filter: ActFilter): Promise<Act[]> {
  const listed = await listActs(deps.database, filter);
  const ofCustomers = await openReasons(deps, listed);
  return listed.map(({ reasonSealed, ...act }) => {
    if (reasonSealed !== null)
      return { ...act, reason: openReasonOf(deps.sealing, act.subject, reasonSealed) };
    return { ...act, reason: act.reason ?? ofCustomers.get(act.part?.partId ?? '') ?? null };
  });
}

/** Why acts on customers were done, by the numbers of their parts. */
async function openReasons(
  { database, sealing, customers }: PartDeps,
  acts: readonly ListedAct[],
): Promise<Map<string, string>> {
  const parts = acts.flatMap(({ part }) => part ?? []);
  const ids: CustomerId[] = [...new Set(parts.map(({ customerId }) => customerId))];
  if (ids.length === 0) return new Map();
  const [sealed, dataKeys] = await Promise.all([findParts(database, parts), customers.dataKeys(ids)]);
  return new Map(
    parts.flatMap((part) => {
      const opened = readPart(sealing, part, dataKeys.get(part.customerId), sealed.get(part.partId));
      return opened.state === 'opened' && opened.reason !== undefined
        ? [[part.partId, opened.reason] as const]
        : [];
    }),
  );
}
