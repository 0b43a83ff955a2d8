import type { CustomerId, OrderNo } from '../../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../../platform/database.ts';
import type { CouponRow } from './coupon.ts';

export const COUPON_COLUMNS = `customer_id as "customerId", coupon_id as "couponId", campaign_id as "campaignId", state,
  valid_from as "validFrom", valid_until as "validUntil", order_no as "orderNo"`;

/** Hot: every batch of orders asks it once for all its customers. Those that are not valid yet as well. */
export async function listUsableCoupons(
  on: Queryable,
  customerIds: readonly CustomerId[],
  at: Date,
): Promise<CouponRow[]> {
  const { rows } = await on.query<CouponRow>({
    name: 'pricing-list-usable-coupons',
    text: `select ${COUPON_COLUMNS} from coupons
           where customer_id = any($1::text[]) and state = 'usable' and valid_until > $2`,
    values: [customerIds, at],
  });
  return rows;
}

/** Of a customer's own, whatever has become of them. */
export async function findCoupons(
  on: Queryable,
  customerId: CustomerId,
  couponIds: readonly string[],
): Promise<CouponRow[]> {
  const { rows } = await on.query<CouponRow>({
    name: 'pricing-find-coupons',
    text: `select ${COUPON_COLUMNS} from coupons where customer_id = $1 and coupon_id = any($2::uuid[])`,
    values: [customerId, couponIds],
  });
  return rows;
}

/**
 * Locks those of a customer's coupons that can be used, by rising id, until the transaction ends, and answers how many they are. One
 * that an order holds is passed over: whoever gives it back just now holds it and waits for quotas and stock.
 */
export async function lockUsableCoupons(
  tx: Transaction,
  customerId: CustomerId,
  couponIds: readonly string[],
): Promise<number> {
  const { rowCount } = await tx.query({
    name: 'pricing-lock-usable-coupons',
    text: `select from coupons where customer_id = $1 and coupon_id = any($2::uuid[]) and state = 'usable'
           order by coupon_id for update`,
    values: [customerId, couponIds],
  });
  return rowCount ?? 0;
}

export type Holding = {
  readonly customerId: CustomerId;
  readonly couponId: string;
  readonly orderNo: OrderNo;
};

/** Lets orders hold coupons; answers how many of them were still to be had. */
export async function holdCoupons(tx: Transaction, holdings: readonly Holding[]): Promise<number> {
  const { rowCount } = await tx.query({
    name: 'pricing-hold-coupons',
    text: `update coupons set state = 'held', order_no = h.no
           from unnest($1::text[], $2::uuid[], $3::text[]) as h (customer, coupon, no)
           where coupons.customer_id = any($1::text[]) and coupons.customer_id = h.customer collate "C"
             and coupons.coupon_id = h.coupon and coupons.state = 'usable'`,
    values: [
      holdings.map(({ customerId }) => customerId),
      holdings.map(({ couponId }) => couponId),
      holdings.map(({ orderNo }) => orderNo),
    ],
  });
  return rowCount ?? 0;
}

export type OfOrder = { readonly customerId: CustomerId; readonly orderNo: OrderNo };

export async function spendCoupons(tx: Transaction, orders: readonly OfOrder[], at: Date): Promise<void> {
  await tx.query({
    name: 'pricing-spend-coupons',
    text: `update coupons set state = 'used', used_at = $3
           where customer_id = any($1::text[]) and order_no = any($2::text[]) and state = 'held'`,
    values: [orders.map(({ customerId }) => customerId), orders.map(({ orderNo }) => orderNo), at],
  });
}

/** Coupons of an order that was cancelled can be used again at once. */
export async function freeCoupons(tx: Transaction, { customerId, orderNo }: OfOrder): Promise<void> {
  await tx.query({
    name: 'pricing-free-coupons',
    text: `update coupons set state = 'usable', order_no = null, used_at = null where customer_id = $1 and order_no = $2`,
    values: [customerId, orderNo],
  });
}
