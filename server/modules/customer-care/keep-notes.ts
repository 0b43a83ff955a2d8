import { isCustomerId, newUuid } from '../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction } from '../../platform/database.ts';
import { record } from '../audit/index.ts';
import { actBy, type StaffSession } from '../staff/index.ts';
import {
  holdsPersonalNumber,
  MOST_NOTES,
  type CustomerNotFound,
  type Note,
  type NoteRefusal,
} from './care.ts';
import { deleteNote, insertNote, listNotes } from './care.sql.ts';
import type { CareHouse } from './customer-care.module.ts';
import { noteBinding } from './note-binding.ts';

/** Writes a note about a customer, sealed by the customer's own key. */
export async function addNote(
  house: CareHouse,
  by: StaffSession,
  customerId: string,
  text: string,
): Promise<Result<Note, NoteRefusal>> {
  if (holdsPersonalNumber(text)) return refuse({ code: 'note_holds_number' });
  const [known] = isCustomerId(customerId) ? await house.customers.findMany([customerId]) : [];
  if (known === undefined || known.phoneMasked === null) return refuse({ code: 'customer_not_found' });
  const id = known.customerId;
  const [dataKey, notes, part] = await Promise.all([
    house.customers.dataKey(id),
    listNotes(house.database, id),
    house.audit.sealPart(id, { before: null, after: { note: text } }),
  ]);
  if (notes.length >= MOST_NOTES) return refuse({ code: 'too_many_customer_notes', limit: MOST_NOTES });
  const writtenAt = house.clock.now();
  const noteId = newUuid(writtenAt);
  const memberId = by.staffId;
  const sealed = house.sealing.seal(dataKey, noteBinding(noteId), text);
  await inTransaction(house.database, async (tx) => {
    await insertNote(tx, id, { noteId, sealed, writtenAt, memberId });
    const subject = { kind: 'customer', id };
    await record(tx, [actBy(by, writtenAt, { what: 'customer:note', subject, part })]);
  });
  return ok({ noteId, text, writtenAt, memberId });
}

/** Removes one; the trail keeps what it said, sealed. */
export async function removeNote(
  house: CareHouse,
  by: StaffSession,
  customerId: string,
  noteId: string,
): Promise<Result<null, CustomerNotFound>> {
  if (!isCustomerId(customerId)) return refuse({ code: 'customer_not_found' });
  const found = (await listNotes(house.database, customerId)).find((note) => note.noteId === noteId);
  if (found === undefined) return refuse({ code: 'customer_not_found' });
  const dataKey = await house.customers.dataKey(customerId);
  const note = house.sealing.open(dataKey, noteBinding(noteId), found.sealed);
  const part = await house.audit.sealPart(customerId, { before: { note }, after: null });
  await inTransaction(house.database, async (tx) => {
    if (!(await deleteNote(tx, customerId, noteId))) return;
    const subject = { kind: 'customer', id: customerId };
    await record(tx, [actBy(by, house.clock.now(), { what: 'customer:unnote', subject, part })]);
  });
  return ok(null);
}
