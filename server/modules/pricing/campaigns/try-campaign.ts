import type { Clock } from '../../../kernel/clock.ts';
import { newUuid, type CustomerId, type SkuId } from '../../../kernel/ids.ts';
import { refuse, ok, type Result } from '../../../kernel/result.ts';
import type { Database, Queryable } from '../../../platform/database.ts';
import type { SkuForSale } from '../../catalog/index.ts';
import { availableOf, findStock } from '../../stock/index.ts';
import { withCampaigns, type Book } from '../book.ts';
import type { CouponRow } from '../coupons/coupon.ts';
import type { PriceRefusal } from '../price-basket.decide.ts';
import { NOBODY, priceFor, type Payer, type PriceForPayer } from '../price-for.decide.ts';
import { groundOf, makePriceOrders, payerOf } from '../price-orders.ts';
import { givesCoupons, type CampaignRecord } from './campaign-record.ts';
import { listCampaigns } from './campaigns.sql.ts';
import type { CampaignFault } from './check-campaign.decide.ts';
import { familyOf, type Family, type Invalid, type NotFound } from './save-campaigns.ts';

const DAY_MS = 24 * 3_600_000;

/** Goods as a price looks at them, by their names. */
export type TrialSku = Omit<SkuForSale, 'image' | 'originalPrice'>;

export type TrialDeps = {
  readonly database: Database;
  readonly clock: Clock;
  book(): Book;
  skusForSale(skuIds: readonly SkuId[], on: Queryable): Promise<ReadonlyMap<SkuId, TrialSku>>;
  findBuyers(on: Queryable, customerIds: readonly CustomerId[]): Promise<ReadonlySet<CustomerId>>;
};

export type TrialRequest = {
  /** Each SKU once. */
  readonly lines: readonly { readonly skuId: SkuId; readonly quantity: number }[];
  /** With the coupons that they hold, and what they have had of campaigns. Left out: a visitor who has ordered nothing. */
  readonly customerId?: CustomerId | undefined;
};

/** Why the campaign takes no effect on the basket, where it takes none. */
export type NoEffect = {
  readonly reason: string;
  readonly missingAmount?: number;
};

export type Trial = {
  readonly skus: ReadonlyMap<SkuId, TrialSku>;
  readonly without: PriceForPayer;
  readonly with: PriceForPayer;
  readonly noEffect: NoEffect | undefined;
};

export type TrialRefusal =
  NotFound | Invalid | { readonly code: 'trial_not_priced'; readonly skuIds: readonly SkuId[] };

/**
 * What a basket costs with a campaign and without it: as if it ran now, whatever its state and period, and as if one of its
 * coupons were held. Beside it stand those that run.
 */
export async function tryCampaign(
  deps: TrialDeps,
  family: Family | undefined,
  campaignId: string,
  request: TrialRequest,
): Promise<Result<Trial, TrialRefusal>> {
  const found = (await listCampaigns(deps.database)).find((one) => one.campaignId === campaignId);
  if (found === undefined || (family !== undefined && familyOf(found) !== family))
    return refuse({ code: 'campaign_not_found' });
  const skuIds = request.lines.map(({ skuId }) => skuId);
  const skus = await deps.skusForSale(skuIds, deps.database);
  const faults = skuIds.flatMap((skuId, at): CampaignFault[] => [
    ...(skus.has(skuId) ? [] : [{ path: `lines.${at}.skuId`, code: 'unknown' as const }]),
    ...(skuIds.indexOf(skuId) < at ? [{ path: `lines.${at}.skuId`, code: 'twice' as const }] : []),
  ]);
  if (faults.length > 0) return refuse({ code: 'campaign_invalid', faults });
  const now = deps.clock.now();
  const book = deps.book();
  const others = [...book.campaigns.values()].filter((one) => one.campaignId !== campaignId);
  const tried = asIfRunning(found, now);
  const goods = request.lines.map(({ skuId, quantity }) => ({ ...skus.get(skuId)!, quantity }));
  const held = givesCoupons(found) ? asIfHeld(found, now) : undefined;
  const without = await price(deps, withCampaigns(book, others), goods, request, undefined);
  if (!without.ok) return notPriced(without.error);
  const withIt = await price(deps, withCampaigns(book, [...others, tried]), goods, request, held);
  if (!withIt.ok) return notPriced(withIt.error);
  return ok({
    ...{ skus, without: without.value, with: withIt.value },
    noEffect: whyNone(withIt.value, found, held?.couponId),
  });
}

/** The same without any campaign. */
export async function tryNone(
  deps: TrialDeps,
  { lines }: TrialRequest,
): Promise<Result<PriceForPayer, TrialRefusal>> {
  const skus = await deps.skusForSale(
    lines.map(({ skuId }) => skuId),
    deps.database,
  );
  const goods = lines.map(({ skuId, quantity }) => ({ ...skus.get(skuId)!, quantity }));
  const none = await price(deps, withCampaigns(deps.book(), []), goods, { lines }, undefined);
  return none.ok ? none : notPriced(none.error);
}

/** The best way is looked for and nothing is named, so that only freight can be in the way. */
function notPriced(refusal: PriceRefusal) {
  if (refusal.code !== 'not_served') throw new Error(`a basket was tried and refused: ${refusal.code}`);
  return refuse({ code: 'trial_not_priced', skuIds: refusal.skuIds });
}

function asIfRunning(campaign: CampaignRecord, now: Date): CampaignRecord {
  const endsAt = new Date(Math.max(campaign.endsAt.getTime(), now.getTime() + DAY_MS));
  return { ...campaign, state: 'running', startsAt: now, endsAt };
}

function asIfHeld({ campaignId }: CampaignRecord, now: Date): CouponRow {
  return {
    ...{ customerId: '' as CustomerId, couponId: newUuid(now), campaignId, state: 'usable', orderNo: null },
    ...{ validFrom: now, validUntil: new Date(now.getTime() + DAY_MS) },
  };
}

async function price(
  { database, clock, findBuyers }: TrialDeps,
  book: Book,
  goods: readonly (TrialSku & { readonly quantity: number })[],
  { customerId }: TrialRequest,
  held: CouponRow | undefined,
): Promise<Result<PriceForPayer, PriceRefusal>> {
  const orders = makePriceOrders(() => book, findBuyers);
  const skuIds = goods.map(({ skuId }) => skuId);
  const buying = customerId === undefined ? [] : [{ customerId, skuIds }];
  const before = await orders.gather(database, buying, clock.now(), skuIds);
  const campaign = held && book.campaigns.get(held.campaignId);
  const gift = campaign && givesCoupons(campaign) ? campaign.definition.giftSkuId : undefined;
  const giftIds = [...new Set([...before.giftSkuIds, ...(gift === undefined ? [] : [gift])])];
  const [left, behind, stock] = await Promise.all([
    orders.look(database, before),
    orders.findBehind(database, before, buying),
    findStock(database, giftIds),
  ]);
  const isNew = customerId === undefined || !(await findBuyers(database, [customerId])).has(customerId);
  const own: Payer = customerId === undefined ? NOBODY : payerOf(before, behind, customerId);
  const payer: Payer = { ...own, isNew, coupons: [...own.coupons, ...(held ? [held] : [])] };
  const giftsLeft = new Map(giftIds.map((skuId) => [skuId, availableOf(stock.get(skuId))]));
  return priceFor(groundOf(before, left, giftsLeft), payer, { goods, chosen: 'best' });
}

function whyNone(
  { adjustments, coupons, barred, freight }: PriceForPayer,
  { campaignId, kind }: CampaignRecord,
  couponId: string | undefined,
): NoEffect | undefined {
  if (adjustments.some((one) => one.campaignId === campaignId)) return undefined;
  const hindered = coupons.unavailable.find((one) => one.couponId === couponId);
  const barring = barred.find((one) => one.couponId === couponId);
  if (barring !== undefined) return { reason: barring.reason };
  if (hindered === undefined && kind === 'freight' && freight.amount === 0)
    return { reason: 'freight_is_free' };
  if (hindered === undefined) return { reason: couponId === undefined ? 'not_reached' : 'others_are_better' };
  const { reason } = hindered;
  return { reason, ...('missingAmount' in hindered && { missingAmount: hindered.missingAmount }) };
}
