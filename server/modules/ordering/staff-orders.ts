import { actorColumns, type ActorKind, type StaffId } from '../../kernel/actor.ts';
import type { CustomerId, OrderNo } from '../../kernel/ids.ts';
import type { Fen } from '../../kernel/money.ts';
import { wordsIn, type Language } from '../../kernel/language.ts';
import { customerOfOrderNo } from '../../kernel/numbers.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction, type Transaction } from '../../platform/database.ts';
import { record, type PersonalChange, type SealedPart } from '../audit/index.ts';
import type { ChosenInstalments } from '../pricing/index.ts';
import { actBy, type StaffSession } from '../staff/index.ts';
import { maskAddress } from './mask-personal.ts';
import { noteBindingOf, type DataKey } from './order-address.ts';
import type { Order, OrderState } from './order.ts';
import { listNotes, type StoredNote } from './order-notes.sql.ts';
import type { OrderEventType } from './order.events.ts';
import { nextState } from './order.transitions.ts';
import { findClaimed, type ClaimedProtection } from './present-protection.ts';
import { gatherOrder, presentOrder, withReasons, type Found, type ReadDeps } from './read-orders.ts';
import { WORDS_FOR_STAFF } from './timeline-for-staff.ts';

export type OrderKey = { readonly customerId: CustomerId; readonly orderNo: OrderNo };

/** What staff may do to an order now, whoever of them may. */
export type StaffOrderAction = 'change_price' | 'change_address' | 'cancel';

/** An order as staff see it: what is personal is masked, and of everything that happened it says who has done it. */
export type StaffOrder = Omit<Order, 'note' | 'timeline' | 'actions'> & {
  readonly customerId: CustomerId;
  readonly hasNote: boolean;
  /** Its customer has none of it any more, nor has the shop. */
  readonly isErased: boolean;
  readonly tags: readonly string[];
  /** Oldest first. */
  readonly notes: readonly StaffNote[];
  readonly timeline: readonly StaffTimelineEntry[];
  readonly actions: readonly StaffOrderAction[];
  /** What its customer has claimed because it cost less later; null: nothing. */
  readonly priceProtection: ClaimedProtection | null;
} & MoneyShown;

/** What came in for an order and what went back, as the payment module tells it; the newest first. */
export type MoneyShown = {
  readonly payments: readonly {
    readonly paymentNo: string;
    readonly gateway: string;
    readonly gatewayName: string;
    readonly channel: string;
    readonly amount: Fen;
    readonly refundedAmount: Fen;
    readonly state: string;
    readonly createdAt: Date;
    /** Unsaid where it is paid at once. */
    readonly instalments?: ChosenInstalments;
    readonly failure?: { readonly code: string; readonly reason: string; readonly advice: string };
  }[];
  readonly refunds: readonly {
    readonly refundNo: string;
    readonly paymentNo: string;
    readonly amount: Fen;
    readonly reason: string;
    readonly state: string;
    readonly requestedAt: Date;
    readonly settledAt: Date | null;
  }[];
  /** What was said between the shop and payment services, the last of it. */
  readonly exchanges: readonly {
    readonly id: string;
    readonly at: Date;
    readonly kind: string;
    readonly gateway: string;
    readonly paymentNo: string;
    readonly refundNo: string | null;
    readonly what: string;
    readonly outcome: string;
    readonly facts: Readonly<Record<string, string | number>>;
  }[];
};

export type StaffNote = {
  readonly id: string;
  readonly text: string;
  readonly byId: StaffId;
  /** Null where nobody of that id is of the staff. */
  readonly byName: string | null;
  readonly at: Date;
};

export type StaffTimelineEntry = {
  readonly at: Date;
  readonly type: OrderEventType;
  readonly state: OrderState;
  readonly by: ActorKind;
  /** Which of the staff, which service or which job. */
  readonly byId: string | null;
  /** Of somebody of the staff. */
  readonly byName: string | null;
  /** What happened, in a sentence. */
  readonly note: string;
  /** In the words of one of the staff. */
  readonly reason: string | null;
};

/** What of an order is personal, each to be asked for by itself. */
export const PERSONAL_FIELDS = ['recipient', 'phone', 'street', 'note'] as const;
export type PersonalField = (typeof PERSONAL_FIELDS)[number];

export type OrderNotFound = { readonly code: 'order_not_found' };

export type StaffOrderDeps = Omit<ReadDeps, 'findDataKey'> & {
  sealPart(customerId: CustomerId, told: PersonalChange): Promise<SealedPart>;
  /** Undefined where the customer was erased. */
  findKeyIfAny(customerId: CustomerId): Promise<DataKey | undefined>;
  findMoney(order: OrderKey, language: Language): Promise<MoneyShown>;
  /** The names of the staff, by their ids. */
  staffNames(): Promise<ReadonlyMap<string, string>>;
  /** Puts it on record that staff see something of a customer's in full, for the customer to see. */
  recordStaffRead(
    customerId: CustomerId,
    read: {
      readonly staffName: string;
      readonly staffRole: string;
      readonly what: string;
      readonly why: string;
    },
    tx: Transaction,
  ): Promise<void>;
};

/** The number tells the customer, so staff find an order as its customer does. */
export function orderKeyOf(orderNo: string): OrderKey | undefined {
  const customerId = customerOfOrderNo(orderNo);
  return customerId && { customerId, orderNo: orderNo as OrderNo };
}

export async function showToStaff(
  deps: StaffOrderDeps,
  orderNo: string,
  language: Language,
): Promise<StaffOrder | undefined> {
  const key = orderKeyOf(orderNo);
  if (key === undefined) return undefined;
  const [found, notes, names, money] = await Promise.all([
    gatherOrder(deps, key.customerId, key.orderNo),
    listNotes(deps.database, key),
    deps.staffNames(),
    deps.findMoney(key, language),
  ]);
  if (found === undefined) return undefined;
  const { note, actions: _ofCustomer, address, ...order } = presentOrder(deps, found, language);
  const { stored, dataKey } = found;
  return {
    ...{ ...order, ...money },
    customerId: key.customerId,
    address: maskAddress(address),
    hasNote: note !== null,
    isErased: dataKey === undefined,
    tags: stored.tags ?? [],
    notes: dataKey === undefined ? [] : notes.map((one) => openNote(deps, dataKey, one, names)),
    timeline: tellStaff(deps, found, names, language),
    actions: actionsOfStaff(stored, deps.clock.now()),
    priceProtection: findClaimed(found.events, found.lines, language) ?? null,
  };
}

function openNote(
  { sealing }: StaffOrderDeps,
  dataKey: DataKey,
  { noteId, sealed, memberId, at }: StoredNote,
  names: ReadonlyMap<string, string>,
): StaffNote {
  const text = sealing.open(dataKey, noteBindingOf(noteId), sealed);
  return { id: noteId, text, byId: memberId, byName: names.get(memberId) ?? null, at };
}

function tellStaff(
  deps: StaffOrderDeps,
  { stored, events, dataKey }: Found,
  names: ReadonlyMap<string, string>,
  language: Language,
): StaffTimelineEntry[] {
  return withReasons(deps, stored, dataKey, events).map(({ at, type, state, actor, facts }) => {
    const [by, byId] = actorColumns(actor);
    const byName = by === 'staff' && byId !== null ? (names.get(byId) ?? null) : null;
    const note = wordsIn(WORDS_FOR_STAFF[type](facts), language);
    return { at, type, state, by, byId, byName, note, reason: facts.reason ?? null };
  });
}

function actionsOfStaff(order: { state: OrderState; payBefore: Date }, now: Date): StaffOrderAction[] {
  const canBePaid = order.state === 'awaiting_payment' && now < order.payBefore;
  return [
    ...(canBePaid ? (['change_price'] as const) : []),
    ...(nextState(order.state, 'address_changed') ? (['change_address'] as const) : []),
    ...(nextState(order.state, 'cancelled_by_shop') ? (['cancel'] as const) : []),
  ];
}

/**
 * Shows one of the staff something personal of an order in full, once it is on record: in the audit trail, and for the customer,
 * who sees who has looked at what and why. Null where there is none (a note).
 */
export async function revealToStaff(
  deps: StaffOrderDeps,
  by: StaffSession,
  orderNo: string,
  { field, reason }: { readonly field: PersonalField; readonly reason: string },
): Promise<Result<string | null, OrderNotFound>> {
  const key = orderKeyOf(orderNo);
  const found = key && (await gatherOrder(deps, key.customerId, key.orderNo));
  if (found === undefined || found.dataKey === undefined) return refuse({ code: 'order_not_found' });
  const { address, note } = presentOrder(deps, found, 'zh-CN');
  const value = field === 'note' ? note : address[field];
  const { customerId } = found.stored;
  const part = await deps.sealPart(customerId, { before: null, after: null, reason });
  await inTransaction(deps.database, async (tx) => {
    const read = { staffName: by.name, staffRole: by.roles.join(', '), what: `order.${field}`, why: reason };
    await deps.recordStaffRead(customerId, read, tx);
    const subject = { kind: 'order', id: orderNo };
    const did = { what: 'order:reveal', subject, after: { field }, part };
    await record(tx, [actBy(by, deps.clock.now(), did)]);
  });
  return ok(value);
}
