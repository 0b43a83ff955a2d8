import { formatAmount } from '#lib/format/money.ts';
import { m } from '#lib/words/m.ts';
import type { OnBehalfRefusal } from '#server/modules/ordering/index.ts';
import type { DraftErrors } from './draft.ts';

/** Why an order was not placed: at the field that it is about, or for the whole of it. */
export function behalfRefusal(refusal: OnBehalfRefusal): { errors?: DraftErrors; refusal?: string } {
  switch (refusal.code) {
    case 'customer_unknown':
      return { errors: { phone: m.behalf_customer_unknown() } };
    case 'customer_not_agreed':
      return { errors: { phone: m.behalf_customer_not_agreed() } };
    case 'account_deactivated':
      return { errors: { phone: m.behalf_deactivated() } };
    case 'phone_invalid':
      return { errors: { phone: m.phone_invalid() } };
    case 'recipient_invalid':
      return { errors: { recipient: m.address_recipient_invalid() } };
    case 'region_unknown':
      return { errors: { regionCode: m.address_region_missing() } };
    case 'street_invalid':
      return { errors: { street: m.address_street_invalid() } };
    case 'not_served':
      return { errors: { regionCode: m.behalf_not_served() } };
    case 'price_changed':
      return { refusal: m.behalf_price_changed({ amount: formatAmount(refusal.totalAmount) }) };
    case 'out_of_stock':
      return { errors: { lines: m.behalf_out_of_stock() } };
    case 'sku_not_found':
    case 'not_for_sale':
      return { errors: { lines: m.behalf_not_for_sale() } };
    case 'purchase_limit':
    case 'quantity_limit':
    case 'too_many_lines':
      return { errors: { lines: m.behalf_too_many() } };
    case 'unpaid_orders_limit':
    case 'unpaid_pieces_limit':
    case 'unpaid_sku_limit':
    case 'unpaid_nearby_limit':
      return { refusal: m.behalf_unpaid() };
    case 'coupon_unavailable':
    case 'idempotency_key_reused':
    case 'cart_changed':
    case 'pick_up_not_offered':
    case 'address_not_found':
      return { refusal: m.behalf_again() };
  }
}
