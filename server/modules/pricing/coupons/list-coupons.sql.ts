import type { CustomerId } from '../../../kernel/ids.ts';
import type { Queryable } from '../../../platform/database.ts';
import type { CouponRow } from './coupon.ts';
import { COUPON_COLUMNS } from './coupons.sql.ts';

/** Where a list of coupons goes on. */
export type CouponPlace = { readonly validUntil: Date; readonly couponId: string };

const FIRST = '00000000-0000-0000-0000-000000000000';
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** Of a customer, beyond the place where the last page ended. */
export type Walk = { readonly after: CouponPlace | undefined; readonly limit: number };

/** What a customer could use, soon or now: what ends first comes first. */
export async function listUsable(
  on: Queryable,
  customerId: CustomerId,
  now: Date,
  { after, limit }: Walk,
): Promise<CouponRow[]> {
  const { rows } = await on.query<CouponRow>({
    name: 'pricing-list-own-usable-coupons',
    text: `select ${COUPON_COLUMNS} from coupons
           where customer_id = $1 and state = 'usable' and valid_until > $2
             and (valid_until, coupon_id) > ($3::timestamptz, $4::uuid)
           order by valid_until, coupon_id limit $5`,
    values: [customerId, now, after?.validUntil ?? now, after?.couponId ?? LAST, limit],
  });
  return rows;
}

/** What orders hold or have used: what ends last comes first. */
export async function listUsed(
  on: Queryable,
  customerId: CustomerId,
  { after, limit }: Walk,
): Promise<CouponRow[]> {
  const { rows } = await on.query<CouponRow>({
    name: 'pricing-list-own-used-coupons',
    text: `select ${COUPON_COLUMNS} from coupons
           where customer_id = $1 and state in ('held', 'used')
             and (valid_until, coupon_id) < ($2::timestamptz, $3::uuid)
           order by valid_until desc, coupon_id desc limit $4`,
    values: [customerId, after?.validUntil ?? 'infinity', after?.couponId ?? FIRST, limit],
  });
  return rows;
}

/** What can be used no more, unused: its time is over, or the shop took it back. */
export async function listExpired(
  on: Queryable,
  customerId: CustomerId,
  now: Date,
  { after, limit }: Walk,
): Promise<CouponRow[]> {
  const { rows } = await on.query<CouponRow>({
    name: 'pricing-list-own-expired-coupons',
    text: `select ${COUPON_COLUMNS} from coupons
           where customer_id = $1 and (state = 'taken_back' or (state = 'usable' and valid_until <= $2))
             and (valid_until, coupon_id) < ($3::timestamptz, $4::uuid)
           order by valid_until desc, coupon_id desc limit $5`,
    values: [customerId, now, after?.validUntil ?? 'infinity', after?.couponId ?? FIRST, limit],
  });
  return rows;
}
