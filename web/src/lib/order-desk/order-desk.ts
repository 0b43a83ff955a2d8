import { m } from '#lib/words/m.ts';
import type { StaffOrder } from '#server/modules/ordering/index.ts';

/** What a page of one order can ask, by its address: `?do=price`. */
export const DESK_ACTS = ['price', 'address', 'cancel', 'reveal', 'tags'] as const;
export type DeskAct = (typeof DESK_ACTS)[number];

export function isDeskAct(text: string | null): text is DeskAct {
  return DESK_ACTS.some((act) => act === text);
}

/** What of an order can be seen in full, once somebody says why. */
export const SEEN_FIELDS = ['recipient', 'phone', 'street', 'note'] as const;
export type SeenField = (typeof SEEN_FIELDS)[number];
export type Seen = Readonly<Partial<Record<SeenField, string>>>;

const FIELD_NAMES: Readonly<Record<SeenField, () => string>> = {
  recipient: m.desk_recipient,
  phone: m.desk_phone,
  street: m.desk_street,
  note: m.desk_customers_note,
};
export const seenName = (field: SeenField): string => FIELD_NAMES[field]();

const PAYMENT_STATES: Readonly<Record<string, () => string>> = {
  pending: m.desk_payment_pending,
  succeeded: m.desk_payment_succeeded,
  failed: m.desk_payment_failed,
  cancelled: m.desk_payment_cancelled,
  expired: m.desk_payment_expired,
  partly_refunded: m.desk_payment_partly_refunded,
  refunded: m.desk_payment_refunded,
};
const REFUND_STATES: Readonly<Record<string, () => string>> = {
  requested: m.desk_refund_requested,
  completed: m.desk_refund_completed,
  refused: m.desk_refund_refused,
};
export const paymentState = (state: string): string => PAYMENT_STATES[state]?.() ?? state;
export const refundState = (state: string): string => REFUND_STATES[state]?.() ?? state;

type Entry = StaffOrder['timeline'][number];

/** Who has done something to an order, in words. `gateways`: what they are called. */
export function whoDid(
  { by, byId, byName }: Pick<Entry, 'by' | 'byId' | 'byName'>,
  gateways: ReadonlyMap<string, string>,
): string {
  switch (by) {
    case 'customer':
      return m.desk_by_customer();
    case 'staff':
      return byName ?? m.desk_by_nobody();
    case 'gateway':
    case 'carrier':
      return gateways.get(byId ?? '') ?? byId ?? '';
    case 'system':
      return m.desk_by_program();
  }
}
