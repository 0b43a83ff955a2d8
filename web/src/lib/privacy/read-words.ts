import { m } from '#lib/words/m.ts';

const WHAT: Readonly<Record<string, () => string>> = {
  'customer.address': m.reads_of_address,
  'customer.phone': m.reads_of_own_phone,
  'order.note': m.reads_of_note,
  'order.phone': m.reads_of_phone,
  'order.recipient': m.reads_of_recipient,
  'order.street': m.reads_of_street,
};
/** What somebody of the staff has looked at, in the words of the page; as it was written where it is none of ours. */
export const wordsOfRead = (what: string): string => WHAT[what]?.() ?? what;
