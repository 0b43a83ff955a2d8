import type { Queryable, Transaction } from '../../platform/database.ts';
import type { NewAct, PartOfAct, SealedPart } from './act.ts';

type ActWithPart = Pick<NewAct, 'at' | 'what'> & { readonly part: SealedPart };

/** Each by itself: behind a lock rows of customers are inserted by their values alone (decision 0048). */
export async function insertParts(tx: Transaction, acts: readonly ActWithPart[]): Promise<void> {
  await Promise.all(
    acts.map(({ part, at, what }) =>
      tx.query({
        name: 'audit-insert-part',
        text: `insert into audit_parts (customer_id, part_id, at, what, sealed) values ($1, $2, $3, $4, $5)`,
        values: [part.customerId, part.partId, at, what, part.sealed],
      }),
    ),
  );
}

/** Which of these parts are there, by their numbers. */
export async function listParts(on: Queryable, parts: readonly Omit<PartOfAct, 'hash'>[]): Promise<string[]> {
  if (parts.length === 0) return [];
  const { rows } = await on.query<{ partId: string }>({
    name: 'audit-list-parts',
    text: `select part_id as "partId" from audit_parts
      where customer_id = any($1::text[]) and part_id = any($2::uuid[])`,
    values: [parts.map(({ customerId }) => customerId), parts.map(({ partId }) => partId)],
  });
  return rows.map(({ partId }) => partId);
}

/** What is sealed in many, by their numbers; those that are not there are left out. */
export async function findParts(
  on: Queryable,
  parts: readonly Omit<PartOfAct, 'hash'>[],
): Promise<Map<string, Buffer>> {
  const { rows } = await on.query<{ partId: string; sealed: Buffer }>({
    name: 'audit-find-parts',
    text: `select part_id as "partId", sealed from audit_parts
      where customer_id = any($1::text[]) and part_id = any($2::uuid[])`,
    values: [parts.map(({ customerId }) => customerId), parts.map(({ partId }) => partId)],
  });
  return new Map(rows.map(({ partId, sealed }) => [partId, sealed]));
}

/** What is sealed; undefined where it is not there, as after an erasure. */
export async function findPart(
  on: Queryable,
  { customerId, partId }: PartOfAct,
): Promise<Buffer | undefined> {
  const { rows } = await on.query<{ sealed: Buffer }>({
    name: 'audit-find-part',
    text: 'select sealed from audit_parts where customer_id = $1 and part_id = $2',
    values: [customerId, partId],
  });
  return rows[0]?.sealed;
}
