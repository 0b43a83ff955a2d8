import { m } from '#lib/paraglide/messages.js';
import type { PlaceRefusal, Quote } from '../../../../server/modules/ordering/index.ts';
import { formatAmount } from '../format/money.ts';

/** A refused order in words, and the part of the page that it is about. */
export type CheckoutRefusal = {
  readonly part: 'lines' | 'address' | 'price' | 'form';
  readonly title: string;
  readonly text: string;
};

/** Cause first, then what was not lost, then the step. `seen` is the total that the customer had agreed to. */
export function checkoutRefusal(
  refusal: PlaceRefusal,
  quote: Quote | undefined,
  seen: number,
): CheckoutRefusal {
  const nameOf = (skuId: string | undefined): string =>
    quote?.lines.find((line) => line.skuId === skuId)?.name ?? '';
  switch (refusal.code) {
    case 'out_of_stock': {
      const [short] = refusal.lines;
      const name = nameOf(short?.skuId);
      return short === undefined || short.available === 0
        ? { part: 'lines', title: m.checkout_sold_out_title({ name }), text: m.checkout_sold_out_text() }
        : {
            part: 'lines',
            title: m.checkout_short_title({ name, count: short.available }),
            text: m.checkout_short_text(),
          };
    }
    case 'price_changed':
      return {
        part: 'price',
        title: m.checkout_price_changed_title(),
        text: m.checkout_price_changed_text({
          before: formatAmount(seen),
          now: formatAmount(refusal.totalAmount),
        }),
      };
    case 'sku_not_found':
    case 'not_for_sale':
      return {
        part: 'lines',
        title: m.checkout_not_for_sale_title({ name: nameOf(refusal.skuIds[0]) }),
        text: m.checkout_not_for_sale_text(),
      };
    case 'address_not_found':
      return {
        part: 'address',
        title: m.checkout_address_gone_title(),
        text: m.checkout_address_gone_text(),
      };
    case 'quantity_limit':
      return {
        part: 'lines',
        title: m.checkout_quantity_title({ count: refusal.limit }),
        text: m.checkout_quantity_text(),
      };
    case 'too_many_lines':
      return {
        part: 'lines',
        title: m.checkout_lines_title({ count: refusal.limit }),
        text: m.checkout_lines_text(),
      };
    case 'idempotency_key_reused':
      return { part: 'form', title: m.checkout_reused_title(), text: m.checkout_reused_text() };
  }
}
