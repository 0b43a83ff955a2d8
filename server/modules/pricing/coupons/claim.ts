import type { CustomerId } from '../../../kernel/ids.ts';
import type { Refusal } from '../../../kernel/result.ts';
import type { Attempter } from '../../../platform/budgets/attempter.ts';
import type { CouponRecord } from '../campaigns/campaign-record.ts';
import type { CouponRow } from './coupon.ts';

export const COUPON_WAYS = ['claimed', 'code', 'given'] as const;
export type CouponWay = (typeof COUPON_WAYS)[number];

/** What somebody asks for: a campaign that is offered to everybody, or the one of a code. */
export type Wanted = { readonly campaignId: string } | { readonly code: string };

export type Claim = {
  readonly customerId: CustomerId;
  readonly wanted: Wanted;
  readonly from: Attempter;
  /** Of a request that may be sent again. */
  readonly key?: string | undefined;
};

export type ClaimRefusal =
  /** Nothing is left of the campaign, or of its day. */
  | Refusal<'coupon_gone', { readonly of: 'all' | 'day' }>
  /** The customer has had as many as each may have, or this person has by another account. */
  | Refusal<'coupon_limit', { readonly limit: number; readonly by: 'customer' | 'person' }>
  | Refusal<'coupon_paused'>
  | Refusal<'coupon_not_started', { readonly startsAt: string }>
  | Refusal<'coupon_ended'>
  | Refusal<'new_customers_only'>
  | Refusal<'idempotency_key_reused'>;
export type WantedRefusal =
  | Refusal<'not_found'>
  | Refusal<'coupon_code_unknown'>
  | Refusal<'too_many_requests', { readonly retryAfterSeconds: number }>;

/** A coupon that was got; `replayed`: by an earlier request of the same key. */
export type Claimed = { readonly coupon: CouponRow; readonly replayed: boolean };

/** A claim whose campaign is known. `people`: by which the person is known again, where the campaign is for new ones. */
export type Claiming = {
  readonly customerId: CustomerId;
  readonly campaign: CouponRecord;
  readonly way: CouponWay;
  readonly key?: string | undefined;
  readonly people: readonly Buffer[];
};

/** A coupon that is to be written. */
export type NewCoupon = CouponRow & {
  readonly nth: number;
  readonly way: CouponWay;
  readonly claimedAt: Date;
  readonly key: string | undefined;
};
