import { dayOf } from '../../../kernel/shop-day.ts';
import { newUuid, type CustomerId } from '../../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { QUOTA_PARTS, type CouponDefinition, type CouponRecord } from '../campaigns/campaign-record.ts';
import type { Change, Part } from '../campaigns/quota.ts';
import { partKey, type Left } from '../running.decide.ts';
import type { Claimed, Claiming, ClaimRefusal, NewCoupon } from './claim.ts';
import type { CouponRow } from './coupon.ts';

const DAY_MS = 24 * 3_600_000;

/** What somebody has had of a campaign, claimed or given by staff: the number of the last one, and how many. */
export type Had = { readonly last: number; readonly count: number };

export type ClaimGround = {
  readonly now: Date;
  /** What is left of the parts of these campaigns. */
  readonly left: Left;
  /** By `hadKey`; who has had none is missing. */
  readonly had: ReadonlyMap<string, Had>;
  /** Coupons that were got under these keys, by `requestKey`. */
  readonly earlier: ReadonlyMap<string, CouponRow>;
  /** Who has paid for an order. */
  readonly buyers: ReadonlySet<CustomerId>;
  /** Who has had what a person gets once, by `personKey`. */
  readonly people: ReadonlySet<string>;
};

type Decided = Result<Claimed, ClaimRefusal>;
export type Claims = {
  /** In the order asked for. */
  readonly decided: readonly Decided[];
  readonly coupons: readonly NewCoupon[];
  readonly people: readonly { readonly person: Buffer; readonly campaignId: string }[];
  readonly changes: readonly Change[];
};

export const hadKey = (customerId: CustomerId, campaignId: string): string => `${customerId} ${campaignId}`;
export const requestKey = (customerId: CustomerId, key: string): string => `${customerId} ${key}`;
export const personKey = (person: Buffer, campaignId: string): string =>
  `${person.toString('base64')} ${campaignId}`;

/** The parts of a campaign of which one is taken by a claim now, or by what staff give. */
export function partsOf({ campaign }: Pick<Claiming, 'campaign'>, now: Date): Part[] {
  const { campaignId, definition } = campaign;
  const all = { campaignId, part: QUOTA_PARTS.all };
  if (definition.quotaPerDay === undefined) return [all];
  return [all, { campaignId, part: dayPartOf(now) }];
}

/** The most that may be taken of a part of a campaign that nobody has taken of. */
export function mostOf({ quota, quotaPerDay }: CouponDefinition, part: string): number {
  return part === QUOTA_PARTS.all ? quota : (quotaPerDay ?? quota);
}

export function dayPartOf(now: Date): string {
  return QUOTA_PARTS.day(dayOf(now));
}

/**
 * Gives or refuses each claim, in order of arrival: who comes later finds what is left. Reads nothing, writes nothing, asks no
 * clock. A claim that is sent again is looked for first: it is answered as it was, whatever has become of the campaign.
 */
export function decideClaims(ground: ClaimGround, claims: readonly Claiming[]): Claims {
  const left = new Map(ground.left);
  const had = new Map(ground.had);
  const earlier = new Map(ground.earlier);
  const known = new Set(ground.people);
  const coupons: NewCoupon[] = [];
  const people: { person: Buffer; campaignId: string }[] = [];
  const taken = new Map<string, Change>();
  const decided = claims.map((claim): Decided => {
    const { customerId, campaign, key } = claim;
    const before = key === undefined ? undefined : earlier.get(requestKey(customerId, key));
    if (before !== undefined)
      return before.campaignId === campaign.campaignId
        ? ok({ coupon: before, replayed: true })
        : refuse({ code: 'idempotency_key_reused' });
    const refusal = checkClaim({ ...ground, left, had, people: known }, claim);
    if (refusal !== undefined) return refuse(refusal);
    const coupon = newCoupon(claim, had.get(hadKey(customerId, campaign.campaignId)), ground.now);
    coupons.push(coupon);
    for (const part of partsOf(claim, ground.now)) {
      left.set(partKey(part), left.get(partKey(part))! - 1);
      taken.set(partKey(part), { ...part, amount: (taken.get(partKey(part))?.amount ?? 0) + 1 });
    }
    for (const person of claim.people) {
      known.add(personKey(person, campaign.campaignId));
      people.push({ person, campaignId: campaign.campaignId });
    }
    const { last = 0, count = 0 } = had.get(hadKey(customerId, campaign.campaignId)) ?? {};
    had.set(hadKey(customerId, campaign.campaignId), { last: last + 1, count: count + 1 });
    if (key !== undefined) earlier.set(requestKey(customerId, key), coupon);
    return ok({ coupon, replayed: false });
  });
  return { decided, coupons, people, changes: [...taken.values()] };
}

/** Why somebody cannot have a coupon now; undefined where they can. What they can do least about comes first. */
function checkClaim(ground: ClaimGround, claim: Claiming): ClaimRefusal | undefined {
  const { now, left, had, buyers, people } = ground;
  const { customerId, campaign } = claim;
  const { audience, quotaPerCustomer } = campaign.definition;
  const over = checkTime(campaign, now);
  if (over !== undefined) return over;
  if (audience === 'new' && buyers.has(customerId)) return { code: 'new_customers_only' };
  const { count = 0 } = had.get(hadKey(customerId, campaign.campaignId)) ?? {};
  if (count >= quotaPerCustomer) return { code: 'coupon_limit', limit: quotaPerCustomer, by: 'customer' };
  if (claim.people.some((person) => people.has(personKey(person, campaign.campaignId))))
    return { code: 'coupon_limit', limit: 1, by: 'person' };
  const short = partsOf(claim, now).find((part) => (left.get(partKey(part)) ?? 0) < 1);
  if (short === undefined) return undefined;
  return { code: 'coupon_gone', of: short.part === QUOTA_PARTS.all ? 'all' : 'day' };
}

function checkTime(
  { state, startsAt, endsAt, definition }: CouponRecord,
  now: Date,
): ClaimRefusal | undefined {
  if (now >= endsAt || (definition.validUntil !== undefined && now >= new Date(definition.validUntil)))
    return { code: 'coupon_ended' };
  if (state !== 'running') return { code: 'coupon_paused' };
  return now < startsAt ? { code: 'coupon_not_started', startsAt: startsAt.toISOString() } : undefined;
}

function newCoupon(
  { customerId, campaign, way, key }: Claiming,
  had: Had | undefined,
  claimedAt: Date,
): NewCoupon {
  return {
    ...{ customerId, campaignId: campaign.campaignId, couponId: newUuid(claimedAt) },
    ...{ state: 'usable', orderNo: null, nth: (had?.last ?? 0) + 1, way, claimedAt, key },
    ...validityOf(campaign.definition, claimedAt),
  };
}

/** From when to when a coupon that is got now can be used. */
export function validityOf(
  { validDays, validFrom, validUntil }: CouponDefinition,
  claimedAt: Date,
): { readonly validFrom: Date; readonly validUntil: Date } {
  return validDays === undefined
    ? { validFrom: new Date(validFrom!), validUntil: new Date(validUntil!) }
    : { validFrom: claimedAt, validUntil: new Date(claimedAt.getTime() + validDays * DAY_MS) };
}
