import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { requireOffice } from '#lib/access/guard.server.ts';
import { cutText, readLine, readLines, readText } from '#lib/form/read-form.server.ts';
import { m } from '#lib/words/m.ts';
import type { AddressId } from '#server/kernel/ids.ts';

const LONGEST_REASON = 200;
const LONGEST_NOTE = 500;
const LONGEST_TAG = 12;
const MOST_TAGS = 10;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Customer = RequestEvent<{ id: string }>;
const pageOf = ({ params }: Customer): string => `/admin/customers/${params.id}`;

/** A reason that was typed, or what is wrong with it. */
function readReason(form: FormData): { reason: string; error: string | undefined } {
  const reason = readLine(form, 'reason');
  const length = [...reason].length;
  if (length === 0) return { reason, error: m.customer_reason_missing() };
  return {
    reason,
    error: length > LONGEST_REASON ? m.customer_reason_long({ count: length }) : undefined,
  };
}

/** Answers what was asked to see: it stands on the page that the form comes back to, and in no address. */
export async function reveal(event: Customer) {
  const { customerCare, session } = requireOffice(event, 'customers:reveal');
  const form = await event.request.formData();
  const { reason, error } = readReason(form);
  if (error !== undefined) return fail(422, { reason, error });
  const id = readText(form, 'id', 40);
  const what = UUID.test(id)
    ? ({ field: 'address', addressId: id as AddressId } as const)
    : ({ field: 'phone' } as const);
  const outcome = await customerCare.reveal(session, event.params.id, what, reason);
  if (!outcome.ok) return fail(404, { refusal: m.customer_gone() });
  return { seen: { id: what.field === 'phone' ? 'phone' : id, ...outcome.value } as Seen };
}

/** What was revealed: a phone, or an address by its id. */
export type Seen = {
  readonly id: string;
  readonly phone: string;
  readonly recipient?: string;
  readonly street?: string;
};

export async function changeTags(event: Customer) {
  const { customerCare, session } = requireOffice(event, 'customers:change');
  const form = await event.request.formData();
  const chosen = form.getAll('tag').filter((tag) => typeof tag === 'string');
  const typed = readLine(form, 'name');
  const tags = [...new Set([...chosen, ...typed.split(/[\s,，、]+/)])].filter(Boolean);
  if (
    tags.length > MOST_TAGS ||
    tags.some((tag) => [...tag].length > LONGEST_TAG || /[0-9０-９]{5}/.test(tag))
  )
    return fail(422, { typed, error: m.customer_tags_wrong() });
  const outcome = await customerCare.changeTags(session, event.params.id, tags);
  if (!outcome.ok) return fail(404, { refusal: m.customer_gone() });
  redirect(303, `${pageOf(event)}?changed`);
}

export async function addNote(event: Customer) {
  const { customerCare, session } = requireOffice(event, 'customers:change');
  const note = readLines(await event.request.formData(), 'note');
  const length = [...note].length;
  if (length === 0) return fail(422, { note, noteError: m.customer_note_missing() });
  if (length > LONGEST_NOTE)
    return fail(422, { note: cutText(note, 2_000), noteError: m.customer_note_long({ count: length }) });
  const outcome = await customerCare.addNote(session, event.params.id, note);
  if (outcome.ok) redirect(303, `${pageOf(event)}?changed`);
  switch (outcome.error.code) {
    case 'customer_not_found':
      return fail(404, { note, noteError: m.customer_gone() });
    case 'note_holds_number':
      return fail(422, { note, noteError: m.customer_note_number() });
    case 'too_many_customer_notes':
      return fail(409, { note, noteError: m.customer_note_many({ limit: outcome.error.limit }) });
  }
}

export async function removeNote(event: Customer) {
  const { customerCare, session } = requireOffice(event, 'customers:change');
  const id = readText(await event.request.formData(), 'id', 40);
  if (UUID.test(id)) await customerCare.removeNote(session, event.params.id, id);
  redirect(303, `${pageOf(event)}?changed`);
}

export async function closeOrOpen(event: Customer, act: 'deactivate' | 'reactivate') {
  const { customerCare, session } = requireOffice(event, 'customers:change');
  const { reason, error } = readReason(await event.request.formData());
  if (error !== undefined) return fail(422, { reason, error });
  const outcome = await customerCare[act](session, event.params.id, reason);
  if (!outcome.ok) return fail(404, { refusal: m.customer_gone() });
  redirect(303, `${pageOf(event)}?changed`);
}
