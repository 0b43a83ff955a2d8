import { wordsIn, type Language } from '../../../kernel/language.ts';
import type { SkuId } from '../../../kernel/ids.ts';
import type { Fen } from '../../../kernel/money.ts';
import type { Scope, Step } from '../campaign.ts';
import type { CouponKind, CouponRecord } from '../campaigns/campaign-record.ts';
import type { CouponRow, CouponState } from './coupon.ts';

/** What a coupon gives, in the words of its campaign. */
export type CouponFacts = {
  readonly campaignId: string;
  readonly name: string;
  readonly kind: CouponKind;
  readonly amount?: Fen;
  /** Basis points. */
  readonly percentOff?: number;
  readonly capAmount?: Fen;
  readonly giftSkuId?: SkuId;
  readonly thresholdAmount: Fen;
  readonly steps?: readonly Step[];
  readonly scope: { readonly kind: Scope['kind']; readonly ids: readonly string[] };
  readonly audience: 'all' | 'new';
};

/** As its customer sees it: one whose time is over has a state of its own. */
export type ShownCouponState = CouponState | 'expired';
export type HeldCoupon = CouponFacts & {
  readonly id: string;
  readonly validFrom: Date;
  readonly validUntil: Date;
  readonly state: ShownCouponState;
  readonly orderNo?: string;
};

export function factsOf(campaign: CouponRecord, language: Language): CouponFacts {
  const { campaignId, kind, name, nameEn, definition } = campaign;
  const { amount, percentOff, capAmount, giftSkuId, thresholdAmount, steps, scope, audience } = definition;
  return {
    ...{ campaignId, kind, thresholdAmount, audience },
    name: wordsIn({ zh: name, en: nameEn ?? name }, language),
    ...(amount === undefined ? {} : { amount }),
    ...(percentOff === undefined ? {} : { percentOff }),
    ...(capAmount === undefined ? {} : { capAmount }),
    ...(giftSkuId === undefined ? {} : { giftSkuId }),
    ...(steps === undefined ? {} : { steps }),
    scope: { kind: scope.kind, ids: scope.kind === 'all' ? [] : scope.ids },
  };
}

export function presentCoupon(
  campaign: CouponRecord,
  { couponId, state, validFrom, validUntil, orderNo }: CouponRow,
  now: Date,
  language: Language,
): HeldCoupon {
  const isOver = state === 'usable' && validUntil <= now;
  return {
    id: couponId,
    ...factsOf(campaign, language),
    ...{ validFrom, validUntil, state: isOver ? 'expired' : state },
    ...(orderNo === null ? {} : { orderNo }),
  };
}
