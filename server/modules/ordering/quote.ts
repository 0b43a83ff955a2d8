import type { AddressId } from '../../kernel/ids.ts';
import type { Fen } from '../../kernel/money.ts';
import type { PurchaseLimit } from '../catalog/index.ts';
import type { CouponHindrance, CouponTerms, InstalmentOffer } from '../pricing/index.ts';
import type { DeliveryMethod, PickUp } from './pick-up.ts';
import type {
  OrderAdjustment,
  OrderedFrom,
  OrderLine,
  PlaceRefusal,
  UnpaidHindrance,
  WantedLine,
} from './order.ts';

export type QuoteRequest = {
  readonly lines: readonly WantedLine[];
  readonly addressId?: AddressId;
  readonly deliveryMethod?: DeliveryMethod;
  /** Where no address is named, the district it would likely go to: freight is an estimate then. */
  readonly regionCode?: string;
  /**
   * For pages: goods that do not go there are a problem of their lines, and freight is left out. Everybody else is refused
   * (`not_served`), since there is no total to be agreed to.
   */
  readonly tellsNotServed?: boolean;
  readonly couponIds?: readonly string[];
  readonly from?: OrderedFrom;
};

export type QuoteLine = OrderLine & {
  readonly available: number;
  /** How many could be ordered now: what is there, what one order may hold, and what the customer has not paid yet. */
  readonly orderable: number;
  /** Why this line could not be ordered as it is. */
  readonly problem?: 'out_of_stock' | 'not_for_sale' | 'unpaid_sku_limit' | 'purchase_limit' | 'not_served';
  /** Where a customer may buy so many pieces of the product only, and how many of them this one still may. */
  readonly purchaseLimit?: PurchaseLimit & { readonly left: number };
};

export type Quote = {
  readonly lines: readonly QuoteLine[];
  readonly itemsAmount: Fen;
  readonly discountAmount: Fen;
  readonly freightAmount: Fen;
  /** What is missing to free freight; 0 where it is free, or where no amount makes it so. */
  readonly missingToFreeFreight: Fen;
  readonly totalAmount: Fen;
  readonly currency: 'CNY';
  readonly adjustments: readonly OrderAdjustment[];
  readonly savedAmount: Fen;
  readonly coupons: QuotedCoupons;
  /** `bounded`: there were so many ways to combine coupons that not all were looked at. */
  readonly proof: 'exact' | 'bounded';
  readonly freight: QuotedFreight;
  /** Where the order could be fetched; null where the shop has none fetched. */
  readonly pickUp: PickUp | null;
  /** What is given with it. */
  readonly gifts: readonly Omit<OrderLine, 'isGift'>[];
  /** "¥18.50 more for ¥30 off". */
  readonly nextSteps: readonly QuotedStep[];
  /** How it could be paid by instalments. */
  readonly instalments: readonly InstalmentOffer[];
  /** Why nothing could be ordered before something is paid or cancelled. */
  readonly hindrance?: UnpaidHindrance;
  /** So long an order placed now would hold its goods. */
  readonly payMinutes: number;
};

/** A coupon of the customer, in the words of its campaign. */
export type QuotedCoupon = CouponTerms & {
  readonly id: string;
  readonly campaignId: string;
  readonly name: string;
  readonly validUntil: Date;
};
export type QuotedCoupons = {
  readonly applied: readonly (QuotedCoupon & { readonly discountAmount: Fen })[];
  /** They could be used in place of those. */
  readonly available: readonly (QuotedCoupon & {
    /** What choosing it would change; unsaid of the twenty-first and those after it. */
    readonly chosen?: {
      /** All coupons that would be used then. */
      readonly couponIds: readonly string[];
      /** What this one would take off. */
      readonly discountAmount: Fen;
      readonly totalAmount: Fen;
    };
  })[];
  readonly unavailable: readonly (QuotedCoupon & {
    readonly reason: CouponHindrance;
    /** What is missing to its threshold. */
    readonly missingAmount?: Fen;
  })[];
  /** Those that make it cheapest, and what it costs with them. */
  readonly best: { readonly couponIds: readonly string[]; readonly totalAmount: Fen };
};
export type QuotedFreight = {
  /** Before a coupon for it. */
  readonly amount: Fen;
  readonly reason: string;
  readonly method: DeliveryMethod;
  /** In how many days it arrives: from, to. */
  readonly carrierDays: readonly [number, number] | null;
};
export type QuotedStep = {
  readonly campaignId: string;
  readonly label: string;
  readonly missingAmount: Fen;
  readonly thresholdAmount: Fen;
};

export type QuoteRefusal = Extract<
  PlaceRefusal,
  {
    code:
      | 'sku_not_found'
      | 'address_not_found'
      | 'quantity_limit'
      | 'too_many_lines'
      | 'not_served'
      | 'pick_up_not_offered'
      | 'coupon_unavailable';
  }
>;
