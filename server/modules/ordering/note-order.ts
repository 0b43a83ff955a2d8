import { newUuid } from '../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction, type Database } from '../../platform/database.ts';
import type { Clock } from '../../kernel/clock.ts';
import { record } from '../audit/index.ts';
import { actBy, type StaffSession } from '../staff/index.ts';
import { noteBindingOf, type DataKey, type OrderSealing } from './order-address.ts';
import { findNoteByKey, insertNote, listNotes } from './order-notes.sql.ts';
import { findOrderState } from './order.sql.ts';
import type { OrderKey, OrderNotFound } from './staff-orders.ts';

/** Characters of a note, and how many an order may have. */
export const LONGEST_STAFF_NOTE = 500;
export const MAX_NOTES = 100;

export type NoteRefusal =
  | OrderNotFound
  | { readonly code: 'too_many_notes'; readonly limit: number }
  /** There is no key any more to seal it by. */
  | { readonly code: 'customer_erased' }
  | { readonly code: 'idempotency_key_reused' };

export type NoteDeps = {
  readonly database: Database;
  readonly clock: Clock;
  readonly sealing: OrderSealing;
  /** Undefined where the customer was erased. */
  findKeyIfAny(customerId: OrderKey['customerId']): Promise<DataKey | undefined>;
};

/**
 * Keeps what one of the staff noted about an order, once for each key; `false` where it was there already. Nothing that is noted is
 * changed or removed. Sealed, since people write names and numbers there; of the words the audit trail has nothing.
 */
export async function writeNote(
  deps: NoteDeps,
  by: StaffSession,
  key: OrderKey,
  { text, idempotencyKey }: { readonly text: string; readonly idempotencyKey: string },
): Promise<Result<boolean, NoteRefusal>> {
  const [state, dataKey, notes, earlier] = await Promise.all([
    findOrderState(deps.database, key.customerId, key.orderNo),
    deps.findKeyIfAny(key.customerId),
    listNotes(deps.database, key),
    findNoteByKey(deps.database, key, idempotencyKey),
  ]);
  if (state === undefined) return refuse({ code: 'order_not_found' });
  if (dataKey === undefined) return refuse({ code: 'customer_erased' });
  if (earlier !== undefined) {
    const isSame = deps.sealing.open(dataKey, noteBindingOf(earlier.noteId), earlier.sealed) === text;
    return isSame ? ok(false) : refuse({ code: 'idempotency_key_reused' });
  }
  if (notes.length >= MAX_NOTES) return refuse({ code: 'too_many_notes', limit: MAX_NOTES });
  const at = deps.clock.now();
  const noteId = newUuid(at);
  const sealed = deps.sealing.seal(dataKey, noteBindingOf(noteId), text);
  const isNew = await inTransaction(deps.database, async (tx) => {
    if (!(await insertNote(tx, key, { noteId, sealed, memberId: by.staffId, at }, idempotencyKey)))
      return false;
    const subject = { kind: 'order', id: key.orderNo };
    await record(tx, [actBy(by, at, { what: 'order:note', subject, after: { noteId } })]);
    return true;
  });
  // The same request came twice at once: the other has written it, or what stands there is another text.
  return isNew ? ok(true) : writeNote(deps, by, key, { text, idempotencyKey });
}
