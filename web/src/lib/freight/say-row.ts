import { m } from '#lib/words/m.ts';
import type { FreightBasis, FreightRow } from '#server/modules/pricing/freight.ts';
import { formatPrice } from '../format/money.ts';
import { sayUnits } from './freight-units.ts';

/** `首 1 件 ¥8，每加 1 件 ¥2，偏远附加 ¥15`: what a row asks. */
export function sayRow(basis: FreightBasis, row: FreightRow): string {
  const { firstUnits, firstAmount, furtherUnits, furtherAmount, surchargeAmount } = row;
  const asked =
    furtherAmount === 0
      ? m.template_says_flat({ amount: formatPrice(firstAmount) })
      : m.template_says({
          ...{ first: sayUnits(basis, firstUnits), firstAmount: formatPrice(firstAmount) },
          ...{ further: sayUnits(basis, furtherUnits), furtherAmount: formatPrice(furtherAmount) },
        });
  if (surchargeAmount === 0) return asked;
  return m.template_says_surcharge({ asked, amount: formatPrice(surchargeAmount) });
}
