import { m } from '#lib/words/m.ts';
import { formatAmount } from '#lib/format/money.ts';
import type { StaffOrderRefusal } from '#server/modules/ordering/index.ts';

/** Why something was not done to an order, and what to do instead. */
export function deskRefusal(refusal: StaffOrderRefusal): string {
  switch (refusal.code) {
    case 'order_not_found':
      return m.desk_gone();
    case 'not_cancellable':
      if (refusal.state === 'awaiting_shipment') return m.desk_paid_by_itself();
      return refusal.state === 'cancelled' ? m.desk_cancelled_already() : m.desk_not_cancellable();
    case 'price_not_changeable':
      return m.desk_price_not_changeable();
    case 'price_changed_meanwhile':
      return m.desk_price_changed_meanwhile({ amount: formatAmount(refusal.totalAmount) });
    case 'payment_unsettled':
      return m.desk_payment_unsettled();
    case 'address_not_changeable':
      return m.desk_address_not_changeable();
    case 'recipient_invalid':
      return m.address_recipient_invalid();
    case 'phone_invalid':
      return m.phone_invalid();
    case 'region_unknown':
      return m.address_region_missing();
    case 'street_invalid':
      return m.address_street_invalid();
    case 'too_many_notes':
      return m.desk_too_many_notes({ count: refusal.limit });
    case 'too_many_tags':
      return m.desk_too_many_tags({ count: refusal.limit });
    case 'customer_erased':
      return m.desk_erased();
    case 'idempotency_key_reused':
      return m.desk_note_twice();
  }
}
