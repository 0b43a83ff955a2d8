import type { SkuId } from '../../kernel/ids.ts';
import { givesCoupons, hasPrices, type PromotionRecord } from './campaigns/campaign-record.ts';
import type { Book, PricesOfSkus } from './book.ts';
import { priceBasket } from './price-basket.decide.ts';
import { toGoods, type WantedGoods } from './price-for.decide.ts';
import type { Adjustment, Price } from './price.ts';
import { runningPromotions, toCoupon, toPiecePrice, toPromotion } from './running.decide.ts';

/** A coupon that an order has used. */
export type UsedCoupon = { readonly couponId: string; readonly campaignId: string };

/**
 * What goods that were bought would cost whoever comes today, without the way to them: by today's prices and by the promotions that
 * hold for everybody. What is limited (a flash sale, so many pieces, a budget) is nobody's right who comes later, and would be
 * given beyond its quota here, which counts orders alone. Coupons that the order has used count again by the terms of their
 * campaigns, where it still reaches them; others do not, as they are no price of the goods.
 */
export function priceAgain(
  book: Book,
  now: Date,
  goods: readonly WantedGoods[],
  used: readonly UsedCoupon[],
): Price {
  const skuIds = goods.map(({ skuId }) => skuId);
  const running = runningPromotions(book, now, skuIds).filter(isForEverybody);
  const outcome = priceBasket({
    goods: goods.map((one) => toGoods(book, one)),
    piecePrices: running
      .filter(hasPrices)
      .map((one) => toPiecePrice(one, withoutEnd(book.pricesOf(one.campaignId)), skuIds, NONE, NONE)),
    promotions: running.flatMap((one) => (hasPrices(one) ? [] : [toPromotion(one)])),
    coupons: used.flatMap(({ couponId, campaignId }) => {
      const campaign = book.campaigns.get(campaignId);
      return campaign !== undefined && givesCoupons(campaign) && takesOffGoods(campaign.kind)
        ? [toCoupon(campaign, { couponId, validUntil: campaign.endsAt })]
        : [];
    }),
    chosen: 'best',
    freight: book.freight,
    isPickedUp: true,
  });
  if (!outcome.ok) throw new Error('goods without coupons of choice and without a way have a price');
  return outcome.value;
}

/** Which lines one adjustment ties together: they are compared as one, since it could lie on either. `all`: on any of them. */
export function tiesOf(kind: Adjustment['kind'] | 'price_change', skuIds: Iterable<SkuId>): SkuId[] | 'all' {
  switch (kind) {
    case 'limited_time_price':
    case 'flash_sale':
    case 'member_price':
    case 'freight':
    case 'freight_coupon':
    case 'gift':
      return [];
    // It lies on the cheaper pieces of a set alone, which the dearer have made.
    case 'n_for_m':
    case 'second_at_half_price':
      return 'all';
    case 'bundle_price':
    case 'spend_and_save':
    case 'coupon':
    case 'price_change':
      return [...skuIds];
  }
}

const NONE = new Map<string, number>();

const takesOffGoods = (kind: string): boolean => kind === 'amount' || kind === 'percent';

function isForEverybody(campaign: PromotionRecord): boolean {
  if (campaign.definition.budgetAmount !== undefined || campaign.kind === 'flash_sale') return false;
  return !hasPrices(campaign) || campaign.definition.piecesPerCustomer === undefined;
}

const withoutEnd = (prices: PricesOfSkus): PricesOfSkus =>
  new Map([...prices].filter(([, { pieces }]) => pieces === undefined));
