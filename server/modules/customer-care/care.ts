import type { StaffId } from '../../kernel/actor.ts';
import type { AddressId, CustomerId } from '../../kernel/ids.ts';

/** A customer as the list shows one: the phone masked, null of who was erased. */
export type CustomerItem = {
  readonly customerId: CustomerId;
  readonly phoneMasked: string | null;
  readonly createdAt: Date;
  readonly lastSignedInAt: Date;
  readonly deactivatedAt: Date | null;
  readonly tags: readonly string[];
};

export type Note = {
  readonly noteId: string;
  readonly text: string;
  readonly writtenAt: Date;
  readonly memberId: StaffId;
};

/** What of a customer is personal, each to be asked for by itself. */
export type RevealWhat =
  { readonly field: 'phone' } | { readonly field: 'address'; readonly addressId: AddressId };
/** By the names of what was asked for: a phone, or recipient, phone and street. */
export type Revealed = Readonly<Record<string, string>>;

export type CustomerNotFound = { readonly code: 'customer_not_found' };
export type NoteRefusal =
  | CustomerNotFound
  /** It holds what looks like a phone or identity number: those are seen by an act, and not read in passing. */
  | { readonly code: 'note_holds_number' }
  | { readonly code: 'too_many_customer_notes'; readonly limit: number };

export const LONGEST_TAG = 12;
export const MOST_TAGS = 10;
export const LONGEST_NOTE = 500;
export const MOST_NOTES = 100;

/** Mobile numbers, and identity numbers of eighteen digits, with signs between or not; order numbers hold neither. */
const PHONE = /(?<![0-9A-Za-z])(?:\+?86)?1[3-9]\d{9}(?!\d)/;
const IDENTITY = /(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])/;

/** Whether a text holds a number that tells of a person by itself. */
export function holdsPersonalNumber(text: string): boolean {
  const joined = text.normalize('NFKC').replaceAll(/(?<=\d)[\s._/·-]+(?=\d)/g, '');
  return PHONE.test(joined) || IDENTITY.test(joined);
}
