import type { CustomerId, SkuId } from '../../../kernel/ids.ts';
import type { Language } from '../../../kernel/language.ts';
import { onOneConnection, type Queryable } from '../../../platform/database.ts';
import type { SkuForSale } from '../../catalog/index.ts';
import { isInScope } from '../basket.ts';
import type { Book } from '../book.ts';
import type { Scope } from '../campaign.ts';
import { givesCoupons, QUOTA_PARTS, type CouponRecord } from '../campaigns/campaign-record.ts';
import { findQuotas } from '../campaigns/quotas.sql.ts';
import { partKey } from '../running.decide.ts';
import { dayPartOf, hadKey, mostOf, partsOf } from './claim.decide.ts';
import { leftIn, sumUp, type ClaimDeps } from './claim-coupons.ts';
import { listHad } from './claims.sql.ts';
import { factsOf, type CouponFacts } from './present-coupon.ts';

/** A campaign whose coupons can be claimed now. */
export type Claimable = CouponFacts & {
  /** Until when it can be claimed. */
  readonly endsAt: Date;
  /** For so many days after it was claimed, or between two moments. */
  readonly validDays?: number;
  readonly validFrom?: Date;
  readonly validUntil?: Date;
  /** Whether the customer has as many as each may have. */
  readonly claimed: boolean;
  readonly claimedCount: number;
  readonly quotaPerCustomer: number;
  /** How many are left, today as well; null where there is no end to them. */
  readonly remaining: number | null;
  /** Nothing is left today, and there will be some tomorrow. */
  readonly isGoneToday: boolean;
};

export type ClaimableDeps = Pick<ClaimDeps, 'database' | 'findBuyers'> & {
  skusForSale(skuIds: readonly SkuId[], on: Queryable): Promise<ReadonlyMap<SkuId, SkuForSale>>;
};
export type ClaimableQuery = {
  /** Only what could bear on one of these. */
  readonly skuIds?: readonly SkuId[] | undefined;
};

/**
 * What is offered to everybody at this moment, to a customer or a visitor: first what they can still have, by how soon it ends; what
 * is gone comes last. Nothing is asked where nothing is offered, else all in one round trip.
 */
export async function listClaimable(
  deps: ClaimableDeps,
  { book, now }: { readonly book: Book; readonly now: Date },
  customerId: CustomerId | null,
  { skuIds }: ClaimableQuery,
  language: Language,
): Promise<Claimable[]> {
  const offered = offeredNow(book, now);
  if (offered.length === 0) return [];
  const { quotas, had, buyers, skus } = await findState(deps, offered, now, customerId, skuIds ?? []);
  const left = leftIn(quotas);
  const own = sumUp(had);
  const isNew = customerId === null || !buyers.has(customerId);
  return offered
    .filter(({ definition }) => definition.audience === 'all' || isNew)
    .filter(({ definition }) => skuIds === undefined || bearsOn(book, skus.values(), definition.scope))
    .map((campaign) => {
      const { count = 0 } =
        customerId === null ? {} : (own.get(hadKey(customerId, campaign.campaignId)) ?? {});
      return describe(campaign, left, count, now, language);
    })
    .toSorted((a, b) => rankOf(a) - rankOf(b) || a.endsAt.getTime() - b.endsAt.getTime());
}

/** Those with a code are for who knows it. */
function offeredNow({ campaigns }: Book, now: Date): CouponRecord[] {
  return [...campaigns.values()].filter(
    (campaign): campaign is CouponRecord =>
      givesCoupons(campaign) &&
      campaign.state === 'running' &&
      campaign.code === null &&
      campaign.startsAt <= now &&
      now < campaign.endsAt &&
      (campaign.definition.validUntil === undefined || now < new Date(campaign.definition.validUntil)),
  );
}

function findState(
  deps: ClaimableDeps,
  offered: readonly CouponRecord[],
  now: Date,
  customerId: CustomerId | null,
  skuIds: readonly SkuId[],
) {
  const parts = offered.flatMap((campaign) => partsOf({ campaign }, now));
  const campaignIds = offered.map(({ campaignId }) => campaignId);
  const asksNew = offered.some(({ definition }) => definition.audience === 'new');
  return onOneConnection(deps.database, async (on) => {
    const [quotas, had, buyers, skus] = await Promise.all([
      findQuotas(on, parts),
      customerId === null ? [] : listHad(on, [customerId], campaignIds),
      customerId === null || !asksNew ? new Set<CustomerId>() : deps.findBuyers(on, [customerId]),
      skuIds.length === 0 ? new Map<SkuId, SkuForSale>() : deps.skusForSale(skuIds, on),
    ]);
    return { quotas, had, buyers, skus };
  });
}

function bearsOn(book: Book, skus: Iterable<SkuForSale>, scope: Scope): boolean {
  return [...skus].some(({ productId, categoryIds }) =>
    isInScope({ productId, categoryIds: book.withAbove(categoryIds) }, scope),
  );
}

function describe(
  campaign: CouponRecord,
  left: ReadonlyMap<string, number>,
  claimedCount: number,
  now: Date,
  language: Language,
): Claimable {
  const { campaignId, definition, endsAt } = campaign;
  const { validDays, validFrom, validUntil, quotaPerCustomer, quotaPerDay } = definition;
  const leftOf = (part: string): number =>
    Math.max(0, left.get(partKey({ campaignId, part })) ?? mostOf(definition, part));
  const inAll = leftOf(QUOTA_PARTS.all);
  const today = quotaPerDay === undefined ? inAll : Math.min(inAll, leftOf(dayPartOf(now)));
  return {
    ...factsOf(campaign, language),
    endsAt,
    ...(validDays === undefined
      ? { validFrom: new Date(validFrom!), validUntil: new Date(validUntil!) }
      : { validDays }),
    ...{ claimed: claimedCount >= quotaPerCustomer, claimedCount, quotaPerCustomer },
    remaining: Number.isFinite(today) ? today : null,
    isGoneToday: today === 0 && inAll > 0,
  };
}

const rankOf = ({ claimed, remaining }: Claimable): number => (claimed ? 1 : remaining === 0 ? 2 : 0);
