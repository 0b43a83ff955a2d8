import { wordsIn, type Language } from '../../kernel/language.ts';
import {
  givesCoupons,
  takenOffBy,
  termsOf,
  type Book,
  type Payer,
  type PriceForPayer,
  type WeighedCoupon,
} from '../pricing/index.ts';
import type { QuotedCoupon, QuotedCoupons } from './quote.ts';

/** Which of a customer's coupons a price uses, which others it could use, and why it cannot use the rest. */
export function presentCoupons(
  { campaigns }: Book,
  held: Payer['coupons'],
  { coupons, barred, adjustments, best }: PriceForPayer,
  weighed: readonly WeighedCoupon[],
  language: Language,
): QuotedCoupons {
  const byId = new Map(
    held.flatMap(({ couponId, campaignId, validUntil }): [string, QuotedCoupon][] => {
      const campaign = campaigns.get(campaignId);
      if (campaign === undefined || !givesCoupons(campaign)) return [];
      const { name: zh, nameEn } = campaign;
      const name = wordsIn({ zh, en: nameEn ?? zh }, language);
      return [[couponId, { id: couponId, campaignId, name, ...termsOf(campaign), validUntil }]];
    }),
  );
  const find = (couponId: string): QuotedCoupon => byId.get(couponId)!;
  const weights = new Map(
    weighed.map(({ couponId, chosen, ...sums }) => [couponId, { ...sums, couponIds: chosen }]),
  );
  return {
    best,
    applied: coupons.applied.map((couponId) => ({
      ...find(couponId),
      discountAmount: takenOffBy(adjustments, couponId),
    })),
    available: coupons.available.map((couponId) => {
      const weight = weights.get(couponId);
      return { ...find(couponId), ...(weight === undefined ? {} : { chosen: weight }) };
    }),
    unavailable: [
      ...coupons.unavailable.map((one) => ({
        ...find(one.couponId),
        reason: one.reason,
        ...('missingAmount' in one ? { missingAmount: one.missingAmount } : {}),
      })),
      ...barred.map(({ couponId, reason }) => ({ ...find(couponId), reason })),
    ],
  };
}
