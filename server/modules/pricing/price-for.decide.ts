import type { ProductId, SkuId } from '../../kernel/ids.ts';
import type { Fen } from '../../kernel/money.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { Book } from './book.ts';
import {
  givesCoupons,
  hasPrices,
  QUOTA_PARTS,
  type CouponRecord,
  type PromotionRecord,
} from './campaigns/campaign-record.ts';
import type { Change } from './campaigns/quota.ts';
import type { CouponRow } from './coupons/coupon.ts';
import type { Unusable } from './coupons.decide.ts';
import { priceBasket, type PriceRefusal } from './price-basket.decide.ts';
import type { Price } from './price.ts';
import { partKey, toCoupon, toPiecePrice, toPromotion, usesOf, type Left } from './running.decide.ts';

/** Goods as they are wanted, with all of them that a price looks at. */
export type WantedGoods = {
  readonly skuId: SkuId;
  readonly productId: ProductId;
  readonly categoryIds: readonly string[];
  readonly price: Fen;
  readonly quantity: number;
  /** Null: the template of the shop. */
  readonly freightTemplateId: string | null;
  readonly weightGrams: number;
  readonly volumeCm3: number;
};

/** Who is asked to pay the price. Of a visitor nothing is known, who holds nothing. */
export type Payer = {
  readonly coupons: readonly CouponRow[];
  /** What they have had of campaigns that limit each customer, by `partKey`. */
  readonly taken: Left;
  /** Whether they have paid for no order yet; undefined where no coupon asks. */
  readonly isNew?: boolean;
};
export const NOBODY: Payer = { coupons: [], taken: new Map() };

export type Asked = {
  readonly goods: readonly WantedGoods[];
  readonly chosen: 'best' | readonly string[];
  readonly regionCode?: string | undefined;
  readonly isPickedUp?: boolean;
};

/** What prices are decided by at one moment. `left`: of campaigns that are limited. `giftsLeft`: pieces of SKUs that are given. */
export type PricingGround = {
  readonly book: Book;
  readonly now: Date;
  /** The promotions that hold now and could bear on what is bought. */
  readonly running: readonly PromotionRecord[];
  readonly left: Left;
  readonly giftsLeft: ReadonlyMap<SkuId, number>;
};

/** Why a coupon was not even looked at. */
export type Barred = {
  readonly couponId: string;
  readonly reason: 'campaign_paused' | 'new_customers_only' | 'not_yet_valid' | 'gift_gone';
};

/** Why a coupon cannot be used. */
export type CouponHindrance = Barred['reason'] | Unusable['reason'];

export type PriceForPayer = Price & {
  readonly barred: readonly Barred[];
  /** What of limited campaigns is used up by it. */
  readonly uses: readonly Change[];
};

/**
 * What goods cost this customer at this moment. A campaign whose budget is less than it would take off takes nothing off: it
 * is never given beyond what it was meant to.
 */
export function priceFor(
  ground: PricingGround,
  payer: Payer,
  asked: Asked,
): Result<PriceForPayer, PriceRefusal> {
  const { book, running } = ground;
  const skuIds = asked.goods.map(({ skuId }) => skuId);
  const { coupons, barred } = sortCoupons(ground, payer);
  let over = new Set<string>();
  for (;;) {
    const campaigns = running.filter(({ campaignId }) => !over.has(campaignId));
    const outcome = priceBasket({
      goods: asked.goods.map((goods) => toGoods(book, goods)),
      piecePrices: campaigns
        .filter(hasPrices)
        .map((one) => toPiecePrice(one, book.pricesOf(one.campaignId), skuIds, ground.left, payer.taken)),
      promotions: campaigns.flatMap((one) => (hasPrices(one) ? [] : [toPromotion(one)])),
      coupons,
      chosen: asked.chosen,
      freight: book.freight,
      ...(asked.regionCode === undefined ? {} : { regionCode: asked.regionCode }),
      ...(asked.isPickedUp === undefined ? {} : { isPickedUp: asked.isPickedUp }),
    });
    if (!outcome.ok) return outcome;
    const uses = countUses(book, campaigns, outcome.value);
    const beyond = uses.filter((use) => isBudget(use) && use.amount > (ground.left.get(partKey(use)) ?? 0));
    if (beyond.length === 0) return ok({ ...outcome.value, barred, uses });
    over = new Set([...over, ...beyond.map(({ campaignId }) => campaignId)]);
  }
}

const isBudget = ({ part }: Change): boolean => part === QUOTA_PARTS.budget;

function countUses(book: Book, campaigns: readonly PromotionRecord[], { adjustments }: Price): Change[] {
  const byId = new Map(campaigns.map((one) => [one.campaignId, one]));
  return adjustments.flatMap((adjustment) =>
    usesOf(
      book,
      adjustment.campaignId === undefined ? undefined : byId.get(adjustment.campaignId),
      adjustment,
    ),
  );
}

/** Goods as a price looks at them: with all categories above their own, and the template of the shop where they name none. */
export function toGoods(book: Book, { freightTemplateId, categoryIds, ...goods }: WantedGoods) {
  return {
    ...goods,
    categoryIds: book.withAbove(categoryIds),
    templateId: freightTemplateId ?? book.defaultTemplateId,
  };
}

function sortCoupons({ book, now, giftsLeft }: PricingGround, { coupons, isNew }: Payer) {
  const barred: Barred[] = [];
  const usable = coupons.flatMap((coupon) => {
    const campaign = book.campaigns.get(coupon.campaignId);
    // Deleted with its campaign, as far as this process knows.
    if (campaign === undefined || !givesCoupons(campaign)) return [];
    const reason = barredBy(campaign, coupon, now, isNew, giftsLeft);
    if (reason === undefined) return [toCoupon(campaign, coupon)];
    barred.push({ couponId: coupon.couponId, reason });
    return [];
  });
  return { coupons: usable, barred };
}

function barredBy(
  { state, definition: { audience, giftSkuId } }: CouponRecord,
  { validFrom }: CouponRow,
  now: Date,
  isNew: boolean | undefined,
  giftsLeft: ReadonlyMap<SkuId, number>,
): Barred['reason'] | undefined {
  if (state !== 'running') return 'campaign_paused';
  if (audience === 'new' && isNew !== true) return 'new_customers_only';
  if (now < validFrom) return 'not_yet_valid';
  return giftSkuId !== undefined && (giftsLeft.get(giftSkuId) ?? 0) < 1 ? 'gift_gone' : undefined;
}
