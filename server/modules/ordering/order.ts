import type { Fen } from '../../kernel/money.ts';
import type { DeviceMark } from '../../kernel/device-mark.ts';
import type { AddressId, CustomerId, OrderNo, SkuId } from '../../kernel/ids.ts';
import type { DeliveryMethod, PickUp } from './pick-up.ts';
import type { Image } from '../catalog/index.ts';
import type { AdjustmentKind, InstalmentOffer, PriceRefusal } from '../pricing/index.ts';

export const ORDER_STATES = [
  'awaiting_payment',
  'awaiting_shipment',
  'partly_shipped',
  'shipped',
  'delivered',
  'completed',
  'cancelled',
  'closed',
] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** What the customer may do with an order now; the pages draw a button for each. */
export type OrderAction = 'pay' | 'cancel' | 'buy_again';

/** How many pieces of one SKU an order may hold, and how many different SKUs. */
export const MAX_QUANTITY = 999;
export const MAX_LINES = 100;
/** Characters of a note to the shop, and of the words that go with a cancellation. */
export const LONGEST_NOTE = 200;
export const LONGEST_REASON = 200;

export type WantedLine = { readonly skuId: SkuId; readonly quantity: number };

export type OrderAddress = {
  readonly recipient: string;
  readonly phone: string;
  readonly regionCode: string;
  readonly region: readonly string[];
  readonly street: string;
};

export type OrderLine = {
  readonly skuId: SkuId;
  readonly productSlug: string;
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
  readonly image: Image | null;
  readonly quantity: number;
  /** Of one piece. */
  readonly price: Fen;
  /** Of the line: before discounts, the discount, after it. */
  readonly listAmount: Fen;
  readonly discountAmount: Fen;
  readonly amount: Fen;
  /** Given with the order: it costs nothing. */
  readonly isGift?: true;
};

/** Why the total is not what the goods are listed at: each fen of difference once, in the words of the language asked for. */
export type OrderAdjustment = {
  readonly kind: AdjustmentKind | 'price_change';
  readonly label: string;
  /** Negative takes off. */
  readonly amount: Fen;
  readonly reason: string;
  readonly campaignId?: string;
  readonly couponId?: string;
  /** What of it lies on which line. */
  readonly lines: readonly { readonly skuId: SkuId; readonly amount: Fen }[];
};

export type TimelineEntry = {
  readonly at: Date;
  readonly type: string;
  readonly state: OrderState;
  readonly note: string;
};

export type Order = {
  readonly orderNo: OrderNo;
  readonly state: OrderState;
  readonly lines: readonly OrderLine[];
  /** All of them, and the pieces in them, also where `lines` shows a few only. */
  readonly lineCount: number;
  readonly pieceCount: number;
  readonly itemsAmount: Fen;
  readonly discountAmount: Fen;
  readonly freightAmount: Fen;
  readonly totalAmount: Fen;
  /** Before coupons for it are taken off, freight is one of the adjustments. */
  readonly adjustments: readonly OrderAdjustment[];
  /** What all discounts together have saved, freight that a coupon pays for included. */
  readonly savedAmount: Fen;
  readonly paidAmount: Fen;
  readonly refundedAmount: Fen;
  readonly currency: 'CNY';
  readonly deliveryMethod: DeliveryMethod;
  /** Where it is fetched, as it was told of when it was placed. */
  readonly pickUp?: PickUp;
  /** Whose it is, and where it is sent; of one that is fetched, whom the shop calls. */
  readonly address: OrderAddress;
  /** How it could be paid by instalments; of one that its customer looks up, none where nothing is to be paid. */
  readonly instalments?: readonly InstalmentOffer[];
  readonly note: string | null;
  readonly placedAt: Date;
  readonly payBefore: Date;
  readonly timeline: readonly TimelineEntry[];
  readonly actions: readonly OrderAction[];
};

/** How many of an order's lines a list shows. */
export const SUMMARY_LINES = 5;

/** In lists: an order without its timeline and address, of its lines the first `SUMMARY_LINES`. */
export type OrderSummary = Omit<
  Order,
  'timeline' | 'address' | 'note' | 'instalments' | 'adjustments' | 'pickUp'
> & {
  /** Where the API has the whole order. */
  readonly url: string;
};

export type PlaceOrder = {
  readonly customerId: CustomerId;
  readonly idempotencyKey: string;
  readonly lines: readonly WantedLine[];
  readonly addressId: AddressId;
  /** Unsaid: it is sent. One that is fetched names an address too: the shop has to know whom to call. */
  readonly deliveryMethod?: DeliveryMethod;
  readonly note?: string;
  /** The total that the customer saw and agreed to. */
  readonly expectedTotalAmount: Fen;
  /** Which coupons to use; unsaid, the best. */
  readonly couponIds?: readonly string[];
  /** Order what lies in the cart and take it out; refused where it does not lie there, or not so many of it. */
  readonly fromCart?: boolean;
  readonly from?: OrderedFrom;
};

/** Where an order comes from, as far as the request tells: many accounts of one hand are counted together by it. */
export type OrderedFrom = { readonly clientAddress: string; readonly deviceMark?: DeviceMark };

/** A line of a product of which more is wanted, of all its variants together, than the customer may still buy. */
export type OverPurchaseLimit = {
  readonly skuId: SkuId;
  readonly requested: number;
  /** Of the product, within the time of its limit. */
  readonly left: number;
  readonly limit: number;
  /** Null: ever. */
  readonly days: number | null;
};

/** What hinders an order for want of earlier payments. */
export type UnpaidRefusal =
  | UnpaidHindrance
  | {
      readonly code: 'unpaid_sku_limit';
      readonly limit: number;
      readonly lines: readonly { skuId: SkuId; requested: number; left: number }[];
    };
/** The same where it is no single line's. */
export type UnpaidHindrance =
  | { readonly code: 'unpaid_orders_limit'; readonly unpaid: number; readonly limit: number }
  | {
      readonly code: 'unpaid_pieces_limit';
      readonly requested: number;
      readonly unpaid: number;
      readonly limit: number;
    }
  | { readonly code: 'unpaid_nearby_limit'; readonly by: 'device' | 'network' };

export type PlaceRefusal =
  | UnpaidRefusal
  | { readonly code: 'purchase_limit'; readonly lines: readonly OverPurchaseLimit[] }
  | {
      readonly code: 'out_of_stock';
      readonly lines: readonly { skuId: SkuId; requested: number; available: number }[];
    }
  | {
      readonly code: 'cart_changed';
      readonly lines: readonly { skuId: SkuId; requested: number; inCart: number }[];
    }
  | { readonly code: 'price_changed'; readonly totalAmount: Fen }
  | PriceRefusal
  | { readonly code: 'sku_not_found'; readonly skuIds: readonly SkuId[] }
  | { readonly code: 'not_for_sale'; readonly skuIds: readonly SkuId[] }
  /** The shop has closed the account to its owner. */
  | { readonly code: 'account_deactivated' }
  | { readonly code: 'address_not_found' }
  /** The shop has no orders fetched, or does no more. */
  | { readonly code: 'pick_up_not_offered' }
  | { readonly code: 'quantity_limit'; readonly limit: number }
  | { readonly code: 'too_many_lines'; readonly limit: number }
  | { readonly code: 'idempotency_key_reused' };

export type CancelRefusal =
  { readonly code: 'order_not_found' } | { readonly code: 'not_cancellable'; readonly state: OrderState };
