import type { CustomerId, OrderNo } from '../../../kernel/ids.ts';
import { fen, type Fen } from '../../../kernel/money.ts';
import type { CouponKind, CouponRecord } from '../campaigns/campaign-record.ts';

export const COUPON_STATES = ['usable', 'held', 'used', 'taken_back'] as const;
export type CouponState = (typeof COUPON_STATES)[number];

/** A coupon of a customer; what it takes off says its campaign. */
export type CouponRow = {
  readonly customerId: CustomerId;
  readonly couponId: string;
  readonly campaignId: string;
  readonly state: CouponState;
  readonly validFrom: Date;
  readonly validUntil: Date;
  readonly orderNo: OrderNo | null;
};

/** What a coupon is worth, as its ticket says it. */
export type CouponTerms = {
  readonly kind: CouponKind;
  /** Up to so much; of a percentage its cap. */
  readonly amount?: Fen;
  /** Basis points: 2000 is 20 % off. */
  readonly percentOff?: number;
  readonly thresholdAmount: Fen;
};

/** Of several steps the lowest threshold, and the most that it can be. */
export function termsOf({ kind, definition }: CouponRecord): CouponTerms {
  const { steps, amount, percentOff, capAmount, thresholdAmount } = definition;
  if (steps === undefined)
    return tidy(kind, thresholdAmount, kind === 'percent' ? capAmount : amount, percentOff);
  const last = steps.reduce((top, step) => (step.thresholdAmount > top.thresholdAmount ? step : top));
  const lowest = fen(Math.min(...steps.map((step) => step.thresholdAmount)));
  return last.percentOff === undefined
    ? tidy(kind, lowest, last.amount, undefined)
    : tidy(kind, lowest, last.capAmount, last.percentOff);
}

function tidy(
  kind: CouponKind,
  thresholdAmount: Fen,
  amount: Fen | undefined,
  percentOff: number | undefined,
) {
  return {
    ...{ kind, thresholdAmount },
    ...(amount === undefined ? {} : { amount }),
    ...(percentOff === undefined ? {} : { percentOff }),
  };
}
