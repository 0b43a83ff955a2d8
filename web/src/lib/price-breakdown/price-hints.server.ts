import { m } from '#lib/words/m.ts';
import type { Quote } from '#server/modules/ordering/index.ts';
import { formatAmount, formatPrice } from '../format/money.ts';
import type { IconName } from '../icon/icons.ts';

/** One thing that a basket has earned, or nearly has. */
export type PriceHint = { readonly icon: IconName; readonly text: string; readonly isMissing: boolean };

/** Free freight, the coupon that is used, and what more would bring. */
export function priceHints(quote: Quote): PriceHint[] {
  const { missingToFreeFreight, freightAmount, coupons, nextSteps, lines, freight } = quote;
  const isSent = freight.method === 'standard' && lines.every(({ problem }) => problem !== 'not_served');
  const used = coupons.applied.filter(({ discountAmount }) => discountAmount > 0);
  return [
    ...(missingToFreeFreight > 0
      ? [hint('truck', m.hint_missing_freight({ amount: formatPrice(missingToFreeFreight) }), true)]
      : freightAmount === 0 && isSent
        ? [hint('truck', m.hint_free_freight(), false)]
        : []),
    ...used.map(({ name, discountAmount }) =>
      hint('tag', m.hint_used({ label: name, amount: formatPrice(discountAmount) }), false),
    ),
    ...nextSteps.map(({ label, missingAmount, thresholdAmount }) =>
      hint(
        'badge-check',
        m.hint_next_step({
          ...{ label, amount: formatAmount(missingAmount), threshold: formatPrice(thresholdAmount) },
        }),
        true,
      ),
    ),
  ];
}

const hint = (icon: IconName, text: string, isMissing: boolean): PriceHint => ({ icon, text, isMissing });
