import { randomUUID } from 'node:crypto';
import type { SkuId } from '#server/kernel/ids.ts';
import { systemClock } from '#server/kernel/clock.ts';
import { describeClaimable } from './describe-coupons.server.ts';
import type { ClaimTicket } from './ticket-view.ts';

/** As many as a strip shows; the coupon centre has them all. */
const MOST = 6;

export type Strip = { readonly tickets: readonly ClaimTicket[]; readonly claimKey: string };

/** What could be claimed for these goods; undefined where there is nothing. What is gone is left out. */
export async function loadStrip(
  { shop, session, language }: App.Locals,
  skuIds: readonly SkuId[],
): Promise<Strip | undefined> {
  if (skuIds.length === 0) return undefined;
  const claimable = await shop.coupons.claimable(session?.customerId ?? null, { skuIds }, language);
  const now = systemClock.now();
  const tickets = claimable
    .map((one) => describeClaimable(one, now))
    .filter(({ state }) => state !== 'gone')
    .slice(0, MOST);
  return tickets.length === 0 ? undefined : { tickets, claimKey: randomUUID() };
}
