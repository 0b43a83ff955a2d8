import { isCustomerId, type AddressId, type CustomerId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import type { Consent } from '../customers/index.ts';
import { maskContact, maskName, ORDER_STATES, type OrderSummary } from '../ordering/index.ts';
import type { CustomerItem, Note } from './care.ts';
import { listNotes, listTagsOf } from './care.sql.ts';
import type { CareHouse } from './customer-care.module.ts';
import { noteBinding } from './note-binding.ts';

/** Where a customer has goods sent to, as far as staff see it before they ask for more. */
export type MaskedAddress = {
  readonly id: AddressId;
  readonly recipient: string;
  readonly phone: string;
  /** Province, city, district. */
  readonly region: readonly string[];
  readonly isDefault: boolean;
};

/** All that staff see of a customer; nothing personal is in it in full but what staff have written themselves. */
export type CustomerCard = CustomerItem & {
  readonly addresses: readonly MaskedAddress[];
  readonly orderCount: number;
  /** The newest five. */
  readonly orders: readonly OrderSummary[];
  readonly consents: readonly Consent[];
  /** Up to a hundred. */
  readonly sessionCount: number;
  readonly notes: readonly Note[];
  /** When the account is erased, where its owner has asked for that. */
  readonly eraseAt: Date | null;
  readonly deactivation: { readonly memberId: string; readonly at: Date; readonly reason: string } | null;
};

const NEWEST = 5;

/** Undefined where there is no such customer. Of who was erased what is kept of trade is left. */
export async function showCustomer(
  house: CareHouse,
  customerId: string,
  language: Language,
): Promise<CustomerCard | undefined> {
  if (!isCustomerId(customerId)) return undefined;
  const { customers, ordering, signIn, privacy, addresses, database } = house;
  const [known] = await customers.findMany([customerId]);
  if (known === undefined) return undefined;
  const isErased = known.phoneMasked === null;
  const [tags, orders, counts, { items: consents }, sessionCount, deletion, own, notes, deactivation] =
    await Promise.all([
      listTagsOf(database, [customerId]),
      ordering.list(customerId, { limit: NEWEST }, language),
      ordering.count(customerId, ORDER_STATES),
      customers.consents(customerId),
      signIn.countSessions(customerId),
      privacy.deletion(customerId),
      isErased ? [] : addresses.addresses(customerId),
      isErased ? [] : openNotes(house, customerId),
      customers.deactivation(customerId),
    ]);
  return {
    ...{ ...known, tags: tags.get(customerId) ?? [], consents, sessionCount, notes },
    addresses: own.map(({ id, recipient, phone, region, isDefault }) => ({
      ...{ id, region, isDefault },
      recipient: maskName(recipient),
      phone: maskContact(phone),
    })),
    orderCount: [...counts.values()].reduce((sum, count) => sum + count, 0),
    orders: orders.items,
    eraseAt: deletion?.eraseAt ?? null,
    deactivation: deactivation ?? null,
  };
}

async function openNotes(
  { database, sealing, customers }: CareHouse,
  customerId: CustomerId,
): Promise<Note[]> {
  const stored = await listNotes(database, customerId);
  if (stored.length === 0) return [];
  const dataKey = await customers.dataKey(customerId);
  return stored.map(({ sealed, ...note }) => ({
    ...note,
    text: sealing.open(dataKey, noteBinding(note.noteId), sealed),
  }));
}
