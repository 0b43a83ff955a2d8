import { cleanDigits } from '../../../kernel/clean-text.ts';
import { isCustomerId, type CustomerId } from '../../../kernel/ids.ts';
import type { Language } from '../../../kernel/language.ts';
import type { Page } from '../../../kernel/page.ts';
import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { keepBudgets } from '../../../platform/budgets/keep-budgets.ts';
import type { StaffSession } from '../../staff/index.ts';
import type { Book } from '../book.ts';
import { givesCoupons, type CouponRecord } from '../campaigns/campaign-record.ts';
import type { Claim, Claimed, ClaimRefusal, WantedRefusal } from './claim.ts';
import { makeClaiming, type ClaimResult } from './claim-coupons.ts';
import { giveCoupon, type GiveDeps, type Giving } from './give-coupon.ts';
import { countGuesses, type CodeGuesses } from './guess-codes.ts';
import { listClaimable, type Claimable, type ClaimableDeps, type ClaimableQuery } from './list-claimable.ts';
import { listCoupons, type CouponQuery } from './list-coupons.ts';
import { namePeople } from './name-people.ts';
import { presentCoupon, type HeldCoupon } from './present-coupon.ts';

type Got = { readonly coupon: HeldCoupon; readonly replayed: boolean };

/** Coupons as customers get and have them. */
export type Coupons = {
  claim(claim: Claim, language: Language): Promise<Result<Got, ClaimRefusal | WantedRefusal>>;
  list(customerId: CustomerId, query: CouponQuery, language: Language): Promise<Page<HeldCoupon>>;
  /** What is offered to everybody now; what is gone stands last. */
  claimable(
    customerId: CustomerId | null,
    query: ClaimableQuery,
    language: Language,
  ): Promise<readonly Claimable[]>;
  /** One of the staff gives a customer one, besides those that each may claim; never more than there are in all. */
  give(
    by: StaffSession,
    giving: Giving,
    language: Language,
  ): Promise<Result<Got, ClaimRefusal | { readonly code: 'not_found' }>>;
  /** Waits for the coupons that are being given. */
  drain(): Promise<void>;
};

export type CouponDeps = GiveDeps & ClaimableDeps & { book(): Book };

export function makeCoupons(deps: CouponDeps): Coupons {
  const { database, clock } = deps;
  const claiming = makeClaiming(deps);
  const guesses = countGuesses({ budgets: keepBudgets({ database, clock }), sealing: deps.sealing });
  const present = (campaign: CouponRecord, { coupon, replayed }: Claimed, language: Language): Got => ({
    coupon: presentCoupon(campaign, coupon, clock.now(), language),
    replayed,
  });
  const answer = (campaign: CouponRecord, outcome: ClaimResult, language: Language) =>
    outcome.ok ? ok(present(campaign, outcome.value, language)) : outcome;
  return {
    async claim(claim, language) {
      const found = await findWanted(deps.book(), guesses, claim);
      if (!found.ok) return found;
      const campaign = found.value;
      const { customerId, key, from } = claim;
      const people = campaign.definition.audience === 'new' ? await namePeople(deps, customerId, from) : [];
      const way = 'code' in claim.wanted ? 'code' : 'claimed';
      return answer(campaign, await claiming.submit({ customerId, campaign, way, key, people }), language);
    },
    list: (customerId, query, language) =>
      listCoupons({ database, book: deps.book(), now: clock.now() }, customerId, query, language),
    claimable: (customerId, query, language) =>
      listClaimable(deps, { book: deps.book(), now: clock.now() }, customerId, query, language),
    async give(by, giving, language) {
      const campaign = deps.book().campaigns.get(giving.campaignId);
      if (campaign === undefined || !givesCoupons(campaign) || !isCustomerId(giving.customerId))
        return refuse({ code: 'not_found' });
      const outcome = await giveCoupon(deps, by, campaign, { ...giving, customerId: giving.customerId });
      return outcome.ok ? ok(present(campaign, outcome.value, language)) : outcome;
    },
    drain: () => claiming.drain(),
  };
}

/** Whose coupon is wanted. A draft is nobody's to see; what has a code is only for who knows it. */
async function findWanted(
  { campaigns }: Book,
  guesses: CodeGuesses,
  { customerId, wanted, from }: Claim,
): Promise<Result<CouponRecord, WantedRefusal>> {
  if ('campaignId' in wanted) {
    const campaign = campaigns.get(wanted.campaignId);
    return campaign !== undefined && isOffered(campaign) && campaign.code === null
      ? ok(campaign)
      : refuse({ code: 'not_found' });
  }
  const retryAfterSeconds = await guesses.take(customerId, from);
  if (retryAfterSeconds !== undefined) return refuse({ code: 'too_many_requests', retryAfterSeconds });
  const code = cleanDigits(wanted.code).toUpperCase();
  const campaign = [...campaigns.values()].find((one) => one.code === code);
  if (campaign === undefined || !isOffered(campaign)) return refuse({ code: 'coupon_code_unknown' });
  await guesses.giveBack(customerId, from);
  return ok(campaign);
}

function isOffered(campaign: Parameters<typeof givesCoupons>[0]): campaign is CouponRecord {
  return givesCoupons(campaign) && campaign.state !== 'draft';
}
