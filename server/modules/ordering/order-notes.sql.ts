import type { StaffId } from '../../kernel/actor.ts';
import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';

export type StoredNote = {
  readonly noteId: string;
  readonly sealed: Buffer;
  readonly memberId: StaffId;
  readonly at: Date;
};

type OrderKey = { readonly customerId: CustomerId; readonly orderNo: OrderNo };

const COLUMNS = `note_id as "noteId", sealed, member_id as "memberId", at`;

/** Oldest first. An order has `MAX_NOTES` at most. */
export async function listNotes(on: Queryable, { customerId, orderNo }: OrderKey): Promise<StoredNote[]> {
  const { rows } = await on.query<StoredNote>({
    name: 'list-order-notes',
    text: `select ${COLUMNS} from order_notes where customer_id = $1 and order_no = $2 order by note_id`,
    values: [customerId, orderNo],
  });
  return rows;
}

export async function findNoteByKey(
  on: Queryable,
  { customerId, orderNo }: OrderKey,
  key: string,
): Promise<StoredNote | undefined> {
  const { rows } = await on.query<StoredNote>({
    name: 'find-order-note-by-key',
    text: `select ${COLUMNS} from order_notes
      where customer_id = $1 and order_no = $2 and idempotency_key = $3`,
    values: [customerId, orderNo, key],
  });
  return rows[0];
}

/** False where the key was used before. */
export async function insertNote(
  on: Queryable,
  { customerId, orderNo }: OrderKey,
  { noteId, sealed, memberId, at }: StoredNote,
  key: string,
): Promise<boolean> {
  const { rowCount } = await on.query({
    name: 'insert-order-note',
    text: `insert into order_notes (customer_id, order_no, note_id, sealed, member_id, at, idempotency_key)
      values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing`,
    values: [customerId, orderNo, noteId, sealed, memberId, at, key],
  });
  return rowCount === 1;
}
