import { fen, ZERO, type Fen } from '../../kernel/money.ts';
import { givesCoupons } from './campaigns/campaign-record.ts';
import {
  priceFor,
  type Asked,
  type Payer,
  type PriceForPayer,
  type PricingGround,
} from './price-for.decide.ts';

/** A coupon that is not used, as it would be if the buyer chose it. */
export type WeighedCoupon = {
  readonly couponId: string;
  /** What it would take off; 0 for one that brings a gift. */
  readonly discountAmount: Fen;
  /** What all would cost then. */
  readonly totalAmount: Fen;
  /** All coupons that would be used then. */
  readonly chosen: readonly string[];
};

/** More are not weighed: nobody reads so many, and each costs a price. */
const MOST_WEIGHED = 20;

/**
 * What each coupon that could be used as well would change: beside those that are used where that is allowed, else in place of
 * those of its kind.
 */
export function weighCoupons(
  ground: PricingGround,
  payer: Payer,
  asked: Asked,
  { coupons: { applied, available } }: PriceForPayer,
): WeighedCoupon[] {
  const isFreight = freightCouponsOf(ground, payer);
  return available.slice(0, MOST_WEIGHED).flatMap((couponId) => {
    const others = applied.filter((id) => isFreight(id) !== isFreight(couponId));
    const ways = [[...applied, couponId], [...others, couponId], [couponId]];
    for (const chosen of ways) {
      const named = payer.coupons.filter((coupon) => chosen.includes(coupon.couponId));
      const outcome = priceFor(ground, { ...payer, coupons: named }, { ...asked, chosen });
      if (!outcome.ok) continue;
      const { adjustments, totalAmount } = outcome.value;
      return [{ couponId, chosen, totalAmount, discountAmount: takenOffBy(adjustments, couponId) }];
    }
    return [];
  });
}

export function takenOffBy(adjustments: PriceForPayer['adjustments'], couponId: string): Fen {
  const own = adjustments.find((adjustment) => adjustment.couponId === couponId);
  return own === undefined || own.amount === 0 ? ZERO : fen(-own.amount);
}

function freightCouponsOf({ book }: PricingGround, { coupons }: Payer): (couponId: string) => boolean {
  const freight = new Set(
    coupons
      .filter(({ campaignId }) => {
        const campaign = book.campaigns.get(campaignId);
        return campaign !== undefined && givesCoupons(campaign) && campaign.kind === 'freight';
      })
      .map(({ couponId }) => couponId),
  );
  return (couponId) => freight.has(couponId);
}
