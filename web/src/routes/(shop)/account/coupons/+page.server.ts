import { requireSession } from '#lib/access/guard.server.ts';
import { readCouponTab } from '#lib/coupon/coupon-tabs.ts';
import { describeOwn } from '#lib/coupon/describe-coupons.server.ts';
import { systemClock } from '#server/kernel/clock.ts';
import type { PageServerLoad } from './$types';

const CURSOR = /^\d{1,15}-[0-9a-f-]{36}$/;

export const load: PageServerLoad = async (event) => {
  const { customerId } = requireSession(event);
  const { shop, language } = event.locals;
  const tab = readCouponTab(event.url.searchParams.get('state'));
  const asked = event.url.searchParams.get('cursor') ?? '';
  // Anything else that an address can hold starts at the beginning.
  const cursor = CURSOR.test(asked) ? asked : undefined;
  const { items, nextCursor } = await shop.coupons.list(customerId, { list: tab, cursor }, language);
  const now = systemClock.now();
  return {
    ...{ tab, nextCursor, now },
    isFirst: cursor === undefined,
    tickets: items.map((coupon) => describeOwn(coupon, now)),
  };
};
