import type { Words } from '../../kernel/language.ts';
import type { Fen } from '../../kernel/money.ts';
import type { SkuId } from '../../kernel/ids.ts';
import type { Goods } from './basket.ts';
import type { Coupon, PiecePrice, Promotion } from './campaign.ts';
import type { Unusable } from './coupons.decide.ts';
import type { Freight } from './freight.decide.ts';
import type { FreightGoods, FreightRules } from './freight.ts';
import type { NextStep } from './promotions.decide.ts';

/** All that decides a price. The same input has the same price today and in ten years. */
export type PricingInput = {
  /** Each SKU once. */
  readonly goods: readonly (Goods & FreightGoods)[];
  /** Those that run at this moment and hold for this customer; the caller knows the time and the customer. */
  readonly piecePrices: readonly PiecePrice[];
  readonly promotions: readonly Promotion[];
  /** That the customer holds, and whose period this is. */
  readonly coupons: readonly Coupon[];
  /** Which of them to use: the best, or these. */
  readonly chosen: 'best' | readonly string[];
  readonly freight: FreightRules;
  /** Six digits; undefined where it is not known yet. */
  readonly regionCode?: string;
  /** Nothing is carried. */
  readonly isPickedUp?: boolean;
};

export type AdjustmentKind =
  PiecePrice['kind'] | Promotion['kind'] | 'coupon' | 'gift' | 'freight' | 'freight_coupon';

/** Why the total differs from the sum of the list amounts. Every fen of difference stands in one of them, once. */
export type Adjustment = {
  readonly kind: AdjustmentKind;
  /** Negative takes off. */
  readonly amount: Fen;
  readonly campaignId?: string;
  readonly couponId?: string;
  /** The campaign's own words. */
  readonly label?: Words;
  /** What of it lies on which line, in the sign of `amount`; of freight nothing does. */
  readonly lines: ReadonlyMap<SkuId, Fen>;
  /** Of prices of single pieces: how many of each SKU have them. */
  readonly pieces?: ReadonlyMap<SkuId, number>;
};

export type PricedLine = {
  readonly skuId: SkuId;
  readonly listAmount: Fen;
  readonly discountAmount: Fen;
  readonly amount: Fen;
};

export type CouponsOfPrice = {
  readonly applied: readonly string[];
  /** They could be used in place of those. */
  readonly available: readonly string[];
  readonly unavailable: readonly ({ readonly couponId: string } & Unusable)[];
};

export type Price = {
  /** In the order in which the goods were handed over. */
  readonly lines: readonly PricedLine[];
  readonly adjustments: readonly Adjustment[];
  readonly itemsAmount: Fen;
  readonly discountAmount: Fen;
  readonly freightAmount: Fen;
  readonly totalAmount: Fen;
  /** What all adjustments together take off, freight that a coupon pays for included. */
  readonly savedAmount: Fen;
  readonly coupons: CouponsOfPrice;
  /** The cheapest that there is: this one, or what other coupons would make of it. */
  readonly best: { readonly couponIds: readonly string[]; readonly totalAmount: Fen };
  /** `bounded`: there were so many ways to combine coupons that not all were looked at. */
  readonly proof: 'exact' | 'bounded';
  /** Before coupons for it. */
  readonly freight: Freight;
  readonly gifts: readonly SkuId[];
  readonly nextSteps: readonly NextStep[];
};
