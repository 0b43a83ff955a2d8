import type { CustomerId, OrderNo } from '../../../kernel/ids.ts';
import type { Queryable, Transaction } from '../../../platform/database.ts';
import type { Change, Part, Quota, Use } from './quota.ts';

type QuotaRow = Part & { readonly used: string; readonly most: string | null };

const COLUMNS = 'q.campaign_id as "campaignId", q.part, q.used, q.most';
const OF_PARTS = `from campaign_quotas q join unnest($1::uuid[], $2::text[]) as w (campaign, part)
  on q.campaign_id = w.campaign and q.part = w.part collate "C"`;

const namesOf = (parts: readonly Part[]): unknown[] => [
  parts.map(({ campaignId }) => campaignId),
  parts.map(({ part }) => part),
];

/** What is left of campaigns, locked until the transaction ends, by rising campaign and part; taken before stock. */
export async function lockQuotas(tx: Transaction, parts: readonly Part[]): Promise<Quota[]> {
  const { rows } = await tx.query<QuotaRow>({
    name: 'pricing-lock-quotas',
    text: `select ${COLUMNS} ${OF_PARTS} order by q.campaign_id, q.part for update of q`,
    values: namesOf(parts),
  });
  return rows.map(toQuota);
}

export async function findQuotas(on: Queryable, parts: readonly Part[]): Promise<Quota[]> {
  const { rows } = await on.query<QuotaRow>({
    name: 'pricing-find-quotas',
    text: `select ${COLUMNS} ${OF_PARTS}`,
    values: namesOf(parts),
  });
  return rows.map(toQuota);
}

/** All parts of these campaigns. */
export async function listQuotas(on: Queryable, campaignIds: readonly string[]): Promise<Quota[]> {
  const { rows } = await on.query<QuotaRow>({
    name: 'pricing-list-quotas',
    text: `select ${COLUMNS} from campaign_quotas q where q.campaign_id = any($1::uuid[])`,
    values: [campaignIds],
  });
  return rows.map(toQuota);
}

function toQuota({ used, most, ...part }: QuotaRow): Quota {
  return { ...part, used: Number(used), most: most === null ? null : Number(most) };
}

/** Parts that nobody has taken of yet; one that there is stays as it is. */
export async function insertQuotas(
  on: Queryable,
  quotas: readonly (Part & { readonly most: number | null })[],
): Promise<void> {
  await on.query({
    name: 'pricing-insert-quotas',
    text: `insert into campaign_quotas (campaign_id, part, most)
           select * from unnest($1::uuid[], $2::text[], $3::bigint[]) on conflict (campaign_id, part) do nothing`,
    values: [...namesOf(quotas), quotas.map(({ most }) => most)],
  });
}

/** Adds to what was given, of rows that `lockQuotas` holds; the constraint `never_beyond_the_quota` stands behind. */
export async function changeQuotas(tx: Transaction, changes: readonly Change[]): Promise<void> {
  await tx.query({
    name: 'pricing-change-quotas',
    text: `update campaign_quotas set used = used + c.amount
           from unnest($1::uuid[], $2::text[], $3::bigint[]) as c (campaign, part, amount)
           where campaign_quotas.campaign_id = c.campaign and campaign_quotas.part = c.part collate "C"`,
    values: [...namesOf(changes), changes.map(({ amount }) => amount)],
  });
}

export async function insertUses(tx: Transaction, uses: readonly Use[]): Promise<void> {
  await tx.query({
    name: 'pricing-insert-uses',
    text: `insert into campaign_uses (customer_id, order_no, campaign_id, part, amount)
           select * from unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::bigint[])`,
    values: [
      uses.map(({ customerId }) => customerId),
      uses.map(({ orderNo }) => orderNo),
      ...namesOf(uses),
      uses.map(({ amount }) => amount),
    ],
  });
}

/** What customers have had of campaigns that limit each of them. */
export async function sumUses(
  on: Queryable,
  customerIds: readonly CustomerId[],
  campaignIds: readonly string[],
): Promise<(Change & { readonly customerId: CustomerId })[]> {
  const { rows } = await on.query<Part & { customerId: CustomerId; amount: string }>({
    name: 'pricing-sum-uses',
    text: `select customer_id as "customerId", campaign_id as "campaignId", part, sum(amount) as amount from campaign_uses
           where customer_id = any($1::text[]) and campaign_id = any($2::uuid[]) and not given_back
           group by customer_id, campaign_id, part`,
    values: [customerIds, campaignIds],
  });
  return rows.map(({ amount, ...use }) => ({ ...use, amount: Number(amount) }));
}

type OfOrder = { readonly customerId: CustomerId; readonly orderNo: OrderNo };

/** What an order has taken of campaigns and not given back. */
export async function listUses(on: Queryable, { customerId, orderNo }: OfOrder): Promise<Change[]> {
  const { rows } = await on.query<Part & { amount: string }>({
    name: 'pricing-list-uses',
    text: `select campaign_id as "campaignId", part, amount from campaign_uses
           where customer_id = $1 and order_no = $2 and not given_back`,
    values: [customerId, orderNo],
  });
  return rows.map(({ amount, ...part }) => ({ ...part, amount: Number(amount) }));
}

/** The same of what it has given back. */
export async function listGivenBack(on: Queryable, { customerId, orderNo }: OfOrder): Promise<Change[]> {
  const { rows } = await on.query<Part & { amount: string }>({
    name: 'pricing-list-given-back',
    text: `select campaign_id as "campaignId", part, amount from campaign_uses
           where customer_id = $1 and order_no = $2 and given_back`,
    values: [customerId, orderNo],
  });
  return rows.map(({ amount, ...part }) => ({ ...part, amount: Number(amount) }));
}

export async function giveUsesBack(tx: Transaction, { customerId, orderNo }: OfOrder): Promise<void> {
  await tx.query({
    name: 'pricing-give-uses-back',
    text: 'update campaign_uses set given_back = true where customer_id = $1 and order_no = $2',
    values: [customerId, orderNo],
  });
}

/** The other way round, for an order that is paid after all. */
export async function takeUsesAgain(tx: Transaction, { customerId, orderNo }: OfOrder): Promise<void> {
  await tx.query({
    name: 'pricing-take-uses-again',
    text: 'update campaign_uses set given_back = false where customer_id = $1 and order_no = $2',
    values: [customerId, orderNo],
  });
}
