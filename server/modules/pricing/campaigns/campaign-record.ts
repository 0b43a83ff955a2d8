import type { SkuId } from '../../../kernel/ids.ts';
import type { Fen } from '../../../kernel/money.ts';
import type { PiecePrice, Promotion, Scope, Step, ThresholdBasis } from '../campaign.ts';

export const PROMOTION_KINDS = [
  'limited_time_price',
  'flash_sale',
  'n_for_m',
  'second_at_half_price',
  'bundle_price',
  'spend_and_save',
] as const satisfies readonly (PiecePrice['kind'] | Promotion['kind'])[];
export const COUPON_KINDS = ['amount', 'percent', 'freight', 'gift'] as const;
export type PromotionKind = (typeof PROMOTION_KINDS)[number];
export type CouponKind = (typeof COUPON_KINDS)[number];

export const CAMPAIGN_STATES = ['draft', 'running', 'paused'] as const;
export type CampaignState = (typeof CAMPAIGN_STATES)[number];

type Record<Kind, Definition> = {
  readonly campaignId: string;
  readonly kind: Kind;
  readonly state: CampaignState;
  readonly name: string;
  readonly nameEn: string | null;
  /** Of a promotion when it holds, of coupons when they can be claimed. */
  readonly startsAt: Date;
  readonly endsAt: Date;
  /** By which a coupon is claimed; null: it is offered to everybody. */
  readonly code: string | null;
  readonly definition: Definition;
  readonly version: number;
};

/** How a campaign stands beside others. Higher priorities come first. */
type Beside = { readonly priority?: number; readonly exclusiveWith?: readonly string[] };

/** What it may take off in all; as much as is asked for where nothing is said. */
type Budget = { readonly budgetAmount?: Fen };

/** Prices of single SKUs; of a flash sale so many pieces of each in all, and for a customer. */
export type PricesDefinition = Budget & {
  readonly prices: readonly { readonly skuId: SkuId; readonly price: Fen; readonly pieces?: number }[];
  readonly piecesPerCustomer?: number;
};
export type SetDefinition = Budget & Beside & { readonly scope: Scope };
export type PromotionRecord =
  | Record<'limited_time_price' | 'flash_sale', PricesDefinition>
  | Record<'n_for_m', SetDefinition & { readonly n: number; readonly m: number }>
  | Record<'second_at_half_price', SetDefinition>
  | Record<
      'bundle_price',
      Budget &
        Beside & {
          readonly parts: readonly { readonly skuId: SkuId; readonly quantity: number }[];
          readonly price: Fen;
        }
    >
  | Record<'spend_and_save', SetDefinition & { readonly steps: readonly Step[] }>;

/** From when to when a coupon that was claimed is valid: for so many days, or between two moments. */
type Validity =
  | { readonly validDays: number; readonly validFrom?: undefined; readonly validUntil?: undefined }
  | { readonly validDays?: undefined; readonly validFrom: string; readonly validUntil: string };

export type CouponDefinition = Beside &
  Validity & {
    readonly thresholdAmount: Fen;
    /** Of kind `amount` what it takes off, of kind `freight` up to how much. */
    readonly amount?: Fen;
    /** Basis points: 2000 is 20 % off. */
    readonly percentOff?: number;
    readonly capAmount?: Fen;
    readonly giftSkuId?: SkuId;
    /** In place of a single threshold. */
    readonly steps?: readonly Step[];
    readonly thresholdBasis?: ThresholdBasis;
    readonly scope: Scope;
    /** `new`: who has paid for no order yet. */
    readonly audience: 'all' | 'new';
    /** How many may be claimed in all, by a customer, and on a day of Shanghai. */
    readonly quota: number;
    readonly quotaPerCustomer: number;
    readonly quotaPerDay?: number;
    /** Campaigns of other goods coupons with which it may be used in one order. */
    readonly stacksWith?: readonly string[];
    /** With every other goods coupon of a campaign that says the same. */
    readonly stackable?: boolean;
  };
export type CouponRecord = Record<CouponKind, CouponDefinition>;

export type CampaignRecord = PromotionRecord | CouponRecord;

export function givesCoupons(campaign: CampaignRecord): campaign is CouponRecord {
  return (COUPON_KINDS as readonly string[]).includes(campaign.kind);
}

export type PricesRecord = Extract<PromotionRecord, { definition: PricesDefinition }>;

/** Whether it asks other prices for single pieces. */
export function hasPrices(campaign: CampaignRecord): campaign is PricesRecord {
  return campaign.kind === 'limited_time_price' || campaign.kind === 'flash_sale';
}

export type CampaignKind = PromotionKind | CouponKind;

/** The parts by which `campaign_quotas` counts what a campaign has given. */
export const QUOTA_PARTS = {
  all: 'all',
  budget: 'budget',
  day: (day: string): string => `day ${day}`,
  sku: (skuId: SkuId): string => `sku ${skuId}`,
} as const;
