import { randomUUID } from 'node:crypto';
import { claimByCode, claimInPlace } from '#lib/coupon/claim-in-place.server.ts';
import { describeClaimable } from '#lib/coupon/describe-coupons.server.ts';
import { systemClock } from '#server/kernel/clock.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
  const { shop, session, language } = locals;
  const claimable = await shop.coupons.claimable(session?.customerId ?? null, {}, language);
  const now = systemClock.now();
  return {
    tickets: claimable.map((one) => describeClaimable(one, now)),
    claimKey: randomUUID(),
    now,
  };
};

export const actions: Actions = { claim: claimInPlace, redeem: claimByCode };
