import { fen, ZERO, type Fen } from '../../kernel/money.ts';
import { linesIn, spread, sumOf, takeOff, type Basket, type Shares } from './basket.ts';
import { stepsAround, type Coupon, type FreightCoupon, type GoodsCoupon, type Step } from './campaign.ts';

/** The basket on both bases on which thresholds are looked for, and which campaigns have brought it there. */
export type Promoted = {
  readonly beforeSpendAndSave: Basket;
  readonly afterPromotions: Basket;
  readonly campaigns: readonly Excluding[];
};

type Excluding = { readonly campaignId: string; readonly exclusiveWith: readonly string[] };

/** Why a coupon cannot be used. */
export type Unusable =
  | { readonly reason: 'nothing_in_scope' }
  | { readonly reason: 'below_threshold'; readonly missingAmount: Fen }
  | { readonly reason: 'not_with_campaign'; readonly campaignId: string };

/** Two campaigns that either of them says not to go together. */
export function areExclusive(a: Excluding, b: Excluding): boolean {
  return a.exclusiveWith.includes(b.campaignId) || b.exclusiveWith.includes(a.campaignId);
}

/** Why this coupon cannot be used with this basket; undefined where it can. */
export function checkCoupon(promoted: Promoted, coupon: Coupon): Unusable | undefined {
  const basket = basisOf(promoted, coupon);
  const lines = linesIn(basket, coupon.scope);
  if (lines.length === 0) return { reason: 'nothing_in_scope' };
  const other = promoted.campaigns.find((campaign) => areExclusive(campaign, coupon));
  if (other !== undefined) return { reason: 'not_with_campaign', campaignId: other.campaignId };
  const sum = sumOf(basket.left, lines);
  const lowest = lowestThreshold(coupon);
  return sum >= lowest ? undefined : { reason: 'below_threshold', missingAmount: fen(lowest - sum) };
}

function basisOf({ beforeSpendAndSave, afterPromotions }: Promoted, { thresholdBasis }: Coupon): Basket {
  return thresholdBasis === 'after_promotions' ? afterPromotions : beforeSpendAndSave;
}

function lowestThreshold(coupon: Coupon): Fen {
  if (coupon.kind !== 'discount') return coupon.thresholdAmount;
  return fen(Math.min(...coupon.steps.map(({ thresholdAmount }) => thresholdAmount)));
}

/** What a goods coupon takes off a basket, spread over its lines; see `offBy`. */
export function applyGoodsCoupon(promoted: Promoted, basket: Basket, coupon: GoodsCoupon): Shares {
  return spread(basket, linesIn(basket, coupon.scope), offBy(promoted, basket, coupon));
}

/**
 * What a goods coupon that can be used takes off a basket that other coupons may have lowered already: the step that its basis
 * reaches, of what is left, and never more than that. A gift takes nothing off.
 */
function offBy(promoted: Promoted, basket: Basket, coupon: GoodsCoupon): Fen {
  if (coupon.kind === 'gift') return ZERO;
  const lines = linesIn(basket, coupon.scope);
  const { reached } = stepsAround(coupon.steps, sumOf(basisOf(promoted, coupon).left, lines));
  return reached === undefined ? ZERO : offAmount(reached, sumOf(basket.left, lines));
}

/** What a step takes off an amount. A percentage is rounded to the nearest fen, half a fen for the buyer. */
export function offAmount(step: Step, amount: Fen): Fen {
  if (step.percentOff === undefined) return fen(Math.min(step.amount, amount));
  const exact = BigInt(amount) * BigInt(step.percentOff);
  const rounded = Number((exact + 5_000n) / 10_000n);
  return fen(Math.min(rounded, step.capAmount ?? rounded, amount));
}

/** What is off freight by a coupon that can be used. */
export function offFreight({ amount }: FreightCoupon, freightAmount: Fen): Fen {
  return amount === undefined ? freightAmount : fen(Math.min(amount, freightAmount));
}

/**
 * Coupons that may be used together, in the order in which they are taken off: percentages first, which leaves the buyer the
 * less to pay, then by id. Alone, and as many as `most` of which each two name one another.
 */
export function listTogether(coupons: readonly GoodsCoupon[], most: number): GoodsCoupon[][] {
  const sorted = coupons.toSorted(byKind);
  const together: GoodsCoupon[][] = [[]];
  const extend = (chosen: GoodsCoupon[], from: number): void => {
    for (let index = from; index < sorted.length; index += 1) {
      const next = sorted[index]!;
      if (!chosen.every((one) => mayStack(one, next))) continue;
      const more = [...chosen, next];
      together.push(more);
      if (more.length < most) extend(more, index + 1);
    }
  };
  extend([], 0);
  return together;
}

function byKind(a: GoodsCoupon, b: GoodsCoupon): number {
  const isPercent = (coupon: GoodsCoupon): boolean =>
    coupon.kind === 'discount' && coupon.steps.some(({ percentOff }) => percentOff !== undefined);
  return Number(isPercent(b)) - Number(isPercent(a)) || (a.couponId < b.couponId ? -1 : 1);
}

function mayStack(a: GoodsCoupon, b: GoodsCoupon): boolean {
  // Two coupons of one campaign are used in two orders.
  if (a.campaignId === b.campaignId || areExclusive(a, b)) return false;
  const isNamed = a.stacksWith.includes(b.campaignId) || b.stacksWith.includes(a.campaignId);
  return isNamed || (a.isStackable === true && b.isStackable === true);
}

export type Applied = { readonly basket: Basket; readonly shares: readonly Shares[] };

export type CouponTrail = {
  /** Takes all of them off, one after the other. */
  apply(coupons: readonly GoodsCoupon[]): Applied;
  /** What the goods come to then; the last one need not be spread over lines for it. */
  sumAfter(coupons: readonly GoodsCoupon[]): Fen;
};

/**
 * What the coupons that were asked for last have begun with is not worked out again: `listTogether` tells those that begin alike one
 * after the other.
 */
export function couponTrail(promoted: Promoted): CouponTrail {
  const trail: { readonly coupon: GoodsCoupon; readonly own: Shares; readonly basket: Basket }[] = [];
  function apply(coupons: readonly GoodsCoupon[]): Applied {
    let same = 0;
    while (same < trail.length && trail[same]!.coupon === coupons[same]) same += 1;
    trail.length = same;
    for (const coupon of coupons.slice(same)) {
      const before = trail.at(-1)?.basket ?? promoted.afterPromotions;
      const own = applyGoodsCoupon(promoted, before, coupon);
      trail.push({ coupon, own, basket: takeOff(before, own) });
    }
    const basket = trail.at(-1)?.basket ?? promoted.afterPromotions;
    return { basket, shares: trail.map(({ own }) => own) };
  }
  return {
    apply,
    sumAfter(coupons) {
      const { basket } = apply(coupons.slice(0, -1));
      const last = coupons.at(-1);
      return fen(sumOf(basket.left) - (last === undefined ? 0 : offBy(promoted, basket, last)));
    },
  };
}
