import type { CustomerId } from '../../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../../platform/database.ts';
import type { NewCoupon } from './claim.ts';
import type { CouponRow } from './coupon.ts';
import { COUPON_COLUMNS } from './coupons.sql.ts';

export type HadRow = {
  readonly customerId: CustomerId;
  readonly campaignId: string;
  readonly nth: number;
};

/** What these customers have had of these campaigns: a row for each coupon, whatever has become of it. */
export async function listHad(
  on: Queryable,
  customerIds: readonly CustomerId[],
  campaignIds: readonly string[],
): Promise<HadRow[]> {
  const { rows } = await on.query<HadRow>({
    name: 'pricing-list-had-coupons',
    text: `select customer_id as "customerId", campaign_id as "campaignId", nth from coupons
           where customer_id = any($1::text[]) and campaign_id = any($2::uuid[])`,
    values: [customerIds, campaignIds],
  });
  return rows;
}

/** The coupons that were got under these keys by these customers, and by another of them under the key of one. */
export async function listByKeys(
  on: Queryable,
  customerIds: readonly CustomerId[],
  keys: readonly string[],
): Promise<(CouponRow & { readonly key: string })[]> {
  const { rows } = await on.query<CouponRow & { key: string }>({
    name: 'pricing-list-coupons-by-keys',
    text: `select ${COUPON_COLUMNS}, claim_key as key from coupons
           where customer_id = any($1::text[]) and claim_key = any($2::text[])`,
    values: [customerIds, keys],
  });
  return rows;
}

export type PersonRow = { readonly person: Buffer; readonly campaignId: string };

/** Which of these have had something of these campaigns by whatever account. */
export async function listPeople(
  on: Queryable,
  people: readonly Buffer[],
  campaignIds: readonly string[],
): Promise<PersonRow[]> {
  const { rows } = await on.query<PersonRow>({
    name: 'pricing-list-people',
    text: `select person_hash as person, campaign_id as "campaignId" from campaign_people
           where person_hash = any($1::bytea[]) and campaign_id = any($2::uuid[])`,
    values: [people, campaignIds],
  });
  return rows;
}

export async function insertPeople(tx: Transaction, people: readonly PersonRow[]): Promise<void> {
  await tx.query({
    name: 'pricing-insert-people',
    text: `insert into campaign_people (person_hash, campaign_id)
           select * from unnest($1::bytea[], $2::uuid[])`,
    values: [people.map(({ person }) => person), people.map(({ campaignId }) => campaignId)],
  });
}

export async function insertCoupons(tx: Transaction, coupons: readonly NewCoupon[]): Promise<void> {
  await tx.query({
    name: 'pricing-insert-coupons',
    text: `insert into coupons (customer_id, coupon_id, campaign_id, nth, state, valid_from, valid_until, way, claimed_at,
             claim_key)
           select customer, coupon, campaign, nth, 'usable', valid_from, valid_until, way, claimed_at, key
           from unnest($1::text[], $2::uuid[], $3::uuid[], $4::int[], $5::timestamptz[], $6::timestamptz[], $7::text[],
             $8::timestamptz[], $9::text[])
             as c (customer, coupon, campaign, nth, valid_from, valid_until, way, claimed_at, key)`,
    values: [
      coupons.map(({ customerId }) => customerId),
      coupons.map(({ couponId }) => couponId),
      coupons.map(({ campaignId }) => campaignId),
      coupons.map(({ nth }) => nth),
      coupons.map(({ validFrom }) => validFrom),
      coupons.map(({ validUntil }) => validUntil),
      coupons.map(({ way }) => way),
      coupons.map(({ claimedAt }) => claimedAt),
      coupons.map(({ key }) => key ?? null),
    ],
  });
}
