import type { SkuId } from '../../kernel/ids.ts';
import type { Words } from '../../kernel/language.ts';
import { fen, ZERO, type Fen } from '../../kernel/money.ts';
import type { Coupon, PiecePrice, Promotion, Step } from './campaign.ts';
import {
  QUOTA_PARTS,
  givesCoupons,
  hasPrices,
  type CampaignRecord,
  type CouponRecord,
  type PricesRecord,
  type PromotionRecord,
} from './campaigns/campaign-record.ts';
import type { Change, Part } from './campaigns/quota.ts';
import type { Book, PricesOfSkus } from './book.ts';
import type { CouponRow } from './coupons/coupon.ts';

export const partKey = ({ campaignId, part }: Part): string => `${campaignId} ${part}`;

/** What is left of parts of campaigns, by `partKey`; a part that is missing has no end. */
export type Left = ReadonlyMap<string, number>;

/** The promotions that hold at this moment and could bear on these SKUs. */
export function runningPromotions(
  { campaigns, pricesOf }: Pick<Book, 'campaigns' | 'pricesOf'>,
  now: Date,
  skuIds: readonly SkuId[],
): PromotionRecord[] {
  return [...campaigns.values()].filter(
    (campaign): campaign is PromotionRecord =>
      !givesCoupons(campaign) &&
      isRunning(campaign, now) &&
      (!hasPrices(campaign) || skuIds.some((skuId) => pricesOf(campaign.campaignId).has(skuId))),
  );
}

export function isRunning({ state, startsAt, endsAt }: CampaignRecord, now: Date): boolean {
  return state === 'running' && startsAt <= now && now < endsAt;
}

/** What of these campaigns is limited, as far as these SKUs could take of it. */
export function limitedParts(
  { pricesOf }: Pick<Book, 'pricesOf'>,
  campaigns: readonly PromotionRecord[],
  skuIds: readonly SkuId[],
): Part[] {
  return campaigns.flatMap((campaign) => {
    const { campaignId } = campaign;
    const parts: Part[] =
      campaign.definition.budgetAmount === undefined ? [] : [{ campaignId, part: QUOTA_PARTS.budget }];
    if (!hasPrices(campaign)) return parts;
    const own = skuIds.flatMap((skuId) => pricesOf(campaignId).get(skuId) ?? []);
    const counted = own.filter(({ pieces }) => pieces !== undefined);
    return [...parts, ...counted.map(({ skuId }) => ({ campaignId, part: QUOTA_PARTS.sku(skuId) }))];
  });
}

const wordsOf = ({ name, nameEn }: CampaignRecord): Words => ({ zh: name, en: nameEn ?? name });

/** The first step of a price, for these SKUs: as many pieces as are left of the campaign, and for this customer. */
export function toPiecePrice(
  campaign: PricesRecord,
  prices: PricesOfSkus,
  skuIds: readonly SkuId[],
  left: Left,
  taken: Left,
): PiecePrice {
  const { campaignId, kind, definition } = campaign;
  const { piecesPerCustomer } = definition;
  const own = skuIds.flatMap((skuId) => prices.get(skuId) ?? []);
  const roomOf = (skuId: SkuId): number => {
    const key = partKey({ campaignId, part: QUOTA_PARTS.sku(skuId) });
    const mine = piecesPerCustomer === undefined ? Infinity : piecesPerCustomer - (taken.get(key) ?? 0);
    return Math.max(0, Math.min(left.get(key) ?? Infinity, mine));
  };
  return {
    ...{ kind, campaignId, label: wordsOf(campaign) },
    prices: new Map(own.map(({ skuId, price }) => [skuId, fen(price)])),
    mostPieces: new Map(own.map(({ skuId }) => [skuId, roomOf(skuId)])),
  };
}

/** All further steps but coupons. */
export function toPromotion(
  campaign: Exclude<PromotionRecord, { kind: 'limited_time_price' | 'flash_sale' }>,
): Promotion {
  const { campaignId, definition } = campaign;
  const { priority = 0, exclusiveWith = [] } = definition;
  const own = { campaignId, label: wordsOf(campaign), priority, exclusiveWith };
  switch (campaign.kind) {
    case 'n_for_m':
    case 'second_at_half_price':
    case 'spend_and_save':
      return { ...campaign.definition, ...own, kind: campaign.kind } as Promotion;
    case 'bundle_price': {
      const { parts, price } = campaign.definition;
      return {
        ...own,
        kind: 'bundle_price',
        parts: new Map(parts.map(({ skuId, quantity }) => [skuId, quantity])),
        price: fen(price),
      };
    }
  }
}

export function toCoupon(
  campaign: CouponRecord,
  { couponId, validUntil }: Pick<CouponRow, 'couponId' | 'validUntil'>,
): Coupon {
  const { campaignId, kind, definition } = campaign;
  const {
    scope,
    thresholdBasis = 'after_promotions',
    exclusiveWith = [],
    stacksWith = [],
    stackable = false,
  } = definition;
  const held = {
    ...{ couponId, campaignId, label: wordsOf(campaign), scope, thresholdBasis },
    ...{ validUntil, exclusiveWith, stacksWith, isStackable: stackable },
  };
  const { amount, giftSkuId, thresholdAmount } = definition;
  switch (kind) {
    case 'amount':
    case 'percent':
      return { ...held, kind: 'discount', steps: stepsOf(campaign) };
    case 'gift':
      if (giftSkuId === undefined) throw new Error(`campaign ${campaignId} gives nothing`);
      return { ...held, kind, thresholdAmount: fen(thresholdAmount), giftSkuId };
    case 'freight':
      return {
        ...{ ...held, kind, thresholdAmount: fen(thresholdAmount) },
        ...(amount === undefined ? {} : { amount }),
      };
  }
}

/** The steps of a coupon, of which most have one. */
export function stepsOf({ kind, definition }: CouponRecord): readonly Step[] {
  const { steps, amount = ZERO, percentOff = 0, capAmount, thresholdAmount } = definition;
  if (steps !== undefined) return steps;
  return kind === 'percent'
    ? [{ thresholdAmount, percentOff, ...(capAmount === undefined ? {} : { capAmount }) }]
    : [{ thresholdAmount, amount }];
}

/** By what a campaign's takings are counted: pieces of a SKU at its price, and what it took off in all. */
export function usesOf(
  { pricesOf }: Pick<Book, 'pricesOf'>,
  campaign: PromotionRecord | undefined,
  adjustment: { readonly amount: Fen; readonly pieces?: ReadonlyMap<SkuId, number> },
): Change[] {
  if (campaign === undefined) return [];
  const { campaignId, definition } = campaign;
  const ofBudget =
    definition.budgetAmount === undefined || adjustment.amount === 0
      ? []
      : [{ campaignId, part: QUOTA_PARTS.budget, amount: -adjustment.amount }];
  if (!hasPrices(campaign)) return ofBudget;
  const isForAll = campaign.definition.piecesPerCustomer === undefined;
  const ofPieces = [...(adjustment.pieces ?? [])]
    .filter(([skuId]) => !isForAll || pricesOf(campaignId).get(skuId)?.pieces !== undefined)
    .map(([skuId, amount]) => ({ campaignId, part: QUOTA_PARTS.sku(skuId), amount }));
  return [...ofBudget, ...ofPieces];
}
