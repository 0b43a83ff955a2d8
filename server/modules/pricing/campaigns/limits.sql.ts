import type { Queryable, Transaction } from '../../../platform/database.ts';
import type { Quota } from './quota.ts';

type Named = { readonly campaignId: string; readonly part: string };

/** Rows of parts that have none yet: nothing of them was given. */
export async function makeQuotas(tx: Transaction, parts: readonly Named[]): Promise<void> {
  await tx.query({
    name: 'pricing-make-quotas',
    text: `insert into campaign_quotas (campaign_id, part) select * from unnest($1::uuid[], $2::text[])
           on conflict do nothing`,
    values: [parts.map(({ campaignId }) => campaignId), parts.map(({ part }) => part)],
  });
}

/** How much may be given, of rows that `lockQuotas` holds. */
export async function setLimits(
  tx: Transaction,
  limits: readonly (Named & { readonly most: number | null })[],
): Promise<void> {
  await tx.query({
    name: 'pricing-set-limits',
    text: `update campaign_quotas set most = l.most from unnest($1::uuid[], $2::text[], $3::bigint[]) as l (campaign, part, most)
           where campaign_quotas.campaign_id = l.campaign and campaign_quotas.part = l.part collate "C"`,
    values: [
      limits.map(({ campaignId }) => campaignId),
      limits.map(({ part }) => part),
      limits.map(({ most }) => most),
    ],
  });
}

/** What campaigns have given and may give, days that are over left out. */
export async function listLimits(
  on: Queryable,
  campaignIds: readonly string[],
  today: string,
): Promise<Quota[]> {
  const { rows } = await on.query<Omit<Quota, 'used' | 'most'> & { used: string; most: string | null }>({
    name: 'pricing-list-limits',
    text: `select campaign_id as "campaignId", part, used, most from campaign_quotas
           where campaign_id = any($1::uuid[]) and (part not like 'day %' or part >= $2 collate "C") order by campaign_id, part`,
    values: [campaignIds, today],
  });
  return rows.map(({ used, most, ...part }) => ({
    ...part,
    used: Number(used),
    most: most === null ? null : Number(most),
  }));
}
