import type { Words } from '../../kernel/language.ts';
import type { ProductId, SkuId } from '../../kernel/ids.ts';
import type { Fen } from '../../kernel/money.ts';

/** What of a basket something holds for. `except`: all goods but these products. */
export type Scope =
  | { readonly kind: 'all' }
  | { readonly kind: 'products' | 'except'; readonly ids: readonly ProductId[] }
  /** With all categories below them. */
  | { readonly kind: 'categories'; readonly ids: readonly string[] };

/** From `thresholdAmount` on, itself included, so much is taken off. `percentOff` in basis points: 2000 is 20 % off, 八折. */
export type Step = { readonly thresholdAmount: Fen } & (
  | { readonly amount: Fen; readonly percentOff?: undefined }
  | { readonly percentOff: number; readonly amount?: undefined; readonly capAmount?: Fen }
);

type Campaign = {
  readonly campaignId: string;
  readonly label: Words;
  /** Higher comes first; among equals the smaller id. */
  readonly priority: number;
  /** Campaigns that do not go together with this one: the better for the buyer is taken. */
  readonly exclusiveWith: readonly string[];
};

/** A price of one piece that is lower for a while, for somebody, or for the first pieces. */
export type PiecePrice = {
  readonly kind: 'limited_time_price' | 'flash_sale' | 'member_price';
  readonly campaignId: string;
  readonly label: Words;
  readonly prices: ReadonlyMap<SkuId, Fen>;
  /** So many pieces of a SKU at most; as many as are wanted where nothing is said. */
  readonly mostPieces?: ReadonlyMap<SkuId, number>;
};

/** What is given for pieces that are bought together; a piece counts for one of them only. */
export type SetPromotion = Campaign &
  (
    | { readonly kind: 'n_for_m'; readonly scope: Scope; readonly n: number; readonly m: number }
    | { readonly kind: 'second_at_half_price'; readonly scope: Scope }
    | { readonly kind: 'bundle_price'; readonly parts: ReadonlyMap<SkuId, number>; readonly price: Fen }
  );

/** The highest step that is reached, once. */
export type SpendAndSave = Campaign & {
  readonly kind: 'spend_and_save';
  readonly scope: Scope;
  readonly steps: readonly Step[];
};

export type Promotion = SetPromotion | SpendAndSave;

/** Of which amounts a threshold is looked for: of what is left after all promotions, or of what was before spend-and-save. */
export type ThresholdBasis = 'after_promotions' | 'before_spend_and_save';

type HeldCoupon = {
  readonly couponId: string;
  readonly campaignId: string;
  readonly label: Words;
  readonly scope: Scope;
  readonly thresholdBasis: ThresholdBasis;
  readonly validUntil: Date;
  readonly exclusiveWith: readonly string[];
  /** Campaigns of coupons with which this one may be used in one order, besides one for freight. */
  readonly stacksWith: readonly string[];
  /** With every other that says the same. */
  readonly isStackable?: boolean;
};

export type GoodsCoupon = HeldCoupon &
  (
    | { readonly kind: 'discount'; readonly steps: readonly Step[] }
    | { readonly kind: 'gift'; readonly thresholdAmount: Fen; readonly giftSkuId: SkuId }
  );
/** Takes off freight up to `amount`, all of it where nothing is said. */
export type FreightCoupon = HeldCoupon & {
  readonly kind: 'freight';
  readonly thresholdAmount: Fen;
  readonly amount?: Fen;
};
export type Coupon = GoodsCoupon | FreightCoupon;

/** By priority, the higher first; among equals the smaller id, whatever order they were handed over in. */
export function inOrder<C extends Campaign>(campaigns: readonly C[]): C[] {
  return campaigns.toSorted(
    (a, b) =>
      b.priority - a.priority || (a.campaignId < b.campaignId ? -1 : a.campaignId > b.campaignId ? 1 : 0),
  );
}

/** The step that an amount reaches, and the one that comes after it. */
export function stepsAround(steps: readonly Step[], amount: Fen): { reached?: Step; next?: Step } {
  let reached: Step | undefined;
  let next: Step | undefined;
  for (const step of steps) {
    const isReached = amount >= step.thresholdAmount;
    if (isReached && (reached === undefined || step.thresholdAmount > reached.thresholdAmount))
      reached = step;
    if (!isReached && (next === undefined || step.thresholdAmount < next.thresholdAmount)) next = step;
  }
  return { ...(reached && { reached }), ...(next && { next }) };
}
