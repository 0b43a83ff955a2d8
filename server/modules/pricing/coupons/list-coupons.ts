import type { CustomerId } from '../../../kernel/ids.ts';
import type { Language } from '../../../kernel/language.ts';
import type { Page } from '../../../kernel/page.ts';
import type { Database } from '../../../platform/database.ts';
import type { Book } from '../book.ts';
import { givesCoupons } from '../campaigns/campaign-record.ts';
import type { CouponRow } from './coupon.ts';
import { listExpired, listUsable, listUsed, type CouponPlace, type Walk } from './list-coupons.sql.ts';
import { presentCoupon, type HeldCoupon } from './present-coupon.ts';

export const COUPON_LISTS = ['usable', 'used', 'expired'] as const;
export type CouponList = (typeof COUPON_LISTS)[number];
export type CouponQuery = {
  readonly list: CouponList;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
};

/** After a moment, and of those that end at it after a coupon. */
export const COUPON_CURSOR = /^(\d{1,15})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const PAGE = 24;

/** What a customer has of coupons, page by page. */
export async function listCoupons(
  { database, book, now }: { readonly database: Database; readonly book: Book; readonly now: Date },
  customerId: CustomerId,
  { list, limit = PAGE, cursor }: CouponQuery,
  language: Language,
): Promise<Page<HeldCoupon>> {
  const after = readCursor(cursor);
  const rows = await find[list](database, customerId, now, { after, limit: limit + 1 });
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return {
    items: shown.flatMap((row) => {
      const campaign = book.campaigns.get(row.campaignId);
      // Made by another process a moment ago: told with the next look.
      if (campaign === undefined || !givesCoupons(campaign)) return [];
      return [presentCoupon(campaign, row, now, language)];
    }),
    nextCursor: last === undefined ? null : `${last.validUntil.getTime()}-${last.couponId}`,
  };
}

type Find = (database: Database, customerId: CustomerId, now: Date, walk: Walk) => Promise<CouponRow[]>;
const find: Readonly<Record<CouponList, Find>> = {
  usable: listUsable,
  used: (database, customerId, _now, walk) => listUsed(database, customerId, walk),
  expired: listExpired,
};

function readCursor(cursor = ''): CouponPlace | undefined {
  const [, at, couponId] = COUPON_CURSOR.exec(cursor) ?? [];
  return at === undefined ? undefined : { validUntil: new Date(Number(at)), couponId: couponId! };
}
