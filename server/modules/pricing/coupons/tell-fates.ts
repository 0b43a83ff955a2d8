import type { CustomerId, OrderNo } from '../../../kernel/ids.ts';
import { wordsIn, type Language } from '../../../kernel/language.ts';
import type { Queryable } from '../../../platform/database.ts';
import type { Book } from '../book.ts';
import type { CouponState } from './coupon.ts';
import { findCoupons } from './coupons.sql.ts';

/** What has become of a coupon of a customer's. */
export type CouponFate = {
  readonly id: string;
  readonly name: string;
  readonly state: CouponState | 'expired';
  /** The order that holds it or has used it. */
  readonly orderNo?: OrderNo;
};

/** For who chose coupons that cannot be used: which they are, and what has become of each. Those of others are left out. */
export async function tellFates(
  on: Queryable,
  { campaigns }: Book,
  { customerId, couponIds }: { readonly customerId: CustomerId; readonly couponIds: readonly string[] },
  now: Date,
  language: Language,
): Promise<CouponFate[]> {
  const rows = await findCoupons(on, customerId, couponIds);
  return rows.flatMap(({ couponId: id, campaignId, state, validUntil, orderNo }) => {
    const campaign = campaigns.get(campaignId);
    if (campaign === undefined) return [];
    const { name: zh, nameEn } = campaign;
    return [
      {
        ...{ id, name: wordsIn({ zh, en: nameEn ?? zh }, language) },
        state: state === 'usable' && validUntil <= now ? 'expired' : state,
        ...(orderNo === null ? {} : { orderNo }),
      },
    ];
  });
}
