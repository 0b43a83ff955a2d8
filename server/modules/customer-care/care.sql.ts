import type { StaffId } from '../../kernel/actor.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';

/** The tags of these customers, in their order. */
export async function listTagsOf(
  on: Queryable,
  customerIds: readonly CustomerId[],
): Promise<Map<CustomerId, string[]>> {
  const { rows } = await on.query<{ customerId: CustomerId; tag: string }>({
    name: 'care-list-tags-of',
    text: `select customer_id as "customerId", tag from customer_tags where customer_id = any($1::text[])
      order by customer_id, tagged_at, tag`,
    values: [customerIds],
  });
  const tags = new Map<CustomerId, string[]>();
  for (const { customerId, tag } of rows) tags.set(customerId, [...(tags.get(customerId) ?? []), tag]);
  return tags;
}

/** Where a list of those with a tag goes on. */
export type TaggedPlace = { readonly at: Date; readonly customerId: CustomerId };

/** Who has a tag, the one who was given it last first. */
export async function listTagged(
  on: Queryable,
  tag: string,
  after: TaggedPlace | undefined,
  limit: number,
): Promise<TaggedPlace[]> {
  const { rows } = await on.query<TaggedPlace>({
    name: 'care-list-tagged',
    text: `select customer_id as "customerId", tagged_at as at from customer_tags
      where tag = $1 and (tagged_at, customer_id) < ($2::timestamptz, $3)
      order by tagged_at desc, customer_id desc limit $4`,
    values: [tag, after?.at ?? 'infinity', after?.customerId ?? '', limit],
  });
  return rows;
}

/** The next tag that anybody has, in their order; undefined after the last. One entry of an index, however many have it. */
export async function findNextTag(on: Queryable, after: string): Promise<string | undefined> {
  const { rows } = await on.query<{ tag: string }>({
    name: 'care-find-next-tag',
    text: 'select tag from customer_tags where tag > $1 order by tag limit 1',
    values: [after],
  });
  return rows[0]?.tag;
}

export async function insertTag(
  tx: Transaction,
  customerId: CustomerId,
  { tag, at, memberId }: { readonly tag: string; readonly at: Date; readonly memberId: StaffId },
): Promise<void> {
  await tx.query({
    name: 'care-insert-tag',
    text: `insert into customer_tags (customer_id, tag, tagged_at, member_id) values ($1, $2, $3, $4)
      on conflict (customer_id, tag) do nothing`,
    values: [customerId, tag, at, memberId],
  });
}

/** Takes all tags but these. */
export async function deleteOtherTags(
  tx: Transaction,
  customerId: CustomerId,
  kept: readonly string[],
): Promise<void> {
  await tx.query({
    name: 'care-delete-other-tags',
    text: 'delete from customer_tags where customer_id = $1 and not tag = any($2::text[])',
    values: [customerId, kept],
  });
}

export type StoredNote = {
  readonly noteId: string;
  readonly sealed: Buffer;
  readonly writtenAt: Date;
  readonly memberId: StaffId;
};

/** All of a customer's, the newest first: there are never more than `MOST_NOTES`, give or take those written at once. */
export async function listNotes(on: Queryable, customerId: CustomerId): Promise<StoredNote[]> {
  const { rows } = await on.query<StoredNote>({
    name: 'care-list-notes',
    text: `select note_id as "noteId", sealed, written_at as "writtenAt", member_id as "memberId" from customer_notes
      where customer_id = $1 order by note_id desc`,
    values: [customerId],
  });
  return rows;
}

export async function insertNote(
  tx: Transaction,
  customerId: CustomerId,
  { noteId, sealed, writtenAt, memberId }: StoredNote,
): Promise<void> {
  await tx.query({
    name: 'care-insert-note',
    text: `insert into customer_notes (customer_id, note_id, sealed, written_at, member_id) values ($1, $2, $3, $4, $5)`,
    values: [customerId, noteId, sealed, writtenAt, memberId],
  });
}

/** False where it is gone already. */
export async function deleteNote(tx: Transaction, customerId: CustomerId, noteId: string): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'care-delete-note',
    text: 'delete from customer_notes where customer_id = $1 and note_id = $2',
    values: [customerId, noteId],
  });
  return rowCount === 1;
}
