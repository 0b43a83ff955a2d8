import { dayOf } from '../../../kernel/shop-day.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { ZERO, type Fen } from '../../../kernel/money.ts';
import type { Page } from '../../../kernel/page.ts';
import { refuse, ok, type Result } from '../../../kernel/result.ts';
import type { Database, Queryable } from '../../../platform/database.ts';
import type { CampaignRecord } from './campaign-record.ts';
import { listCampaigns } from './campaigns.sql.ts';
import { phaseOf, type CampaignPhase } from './change-campaign.decide.ts';
import { listLimits } from './limits.sql.ts';
import type { Quota } from './quota.ts';
import { familyOf, type Family, type NotFound } from './save-campaigns.ts';

/** What came of a campaign: orders that were paid, what it took off them, and what they came to. */
export type CampaignEffect = {
  readonly orders: number;
  readonly discountAmount: Fen;
  readonly revenueAmount: Fen;
};

export type ShownCampaign = {
  readonly campaign: CampaignRecord;
  readonly phase: CampaignPhase;
  /** By part, what was given and what may be. */
  readonly quotas: readonly Quota[];
  readonly effect: CampaignEffect;
};

export type ShowDeps = {
  readonly database: Database;
  readonly clock: Clock;
  sumCampaigns(on: Queryable, campaignIds: readonly string[]): Promise<ReadonlyMap<string, CampaignEffect>>;
};

export type CampaignQuery = {
  readonly family?: Family | undefined;
  readonly phase?: CampaignPhase | undefined;
  readonly limit: number;
  /** The id of the last one of the page before. */
  readonly cursor?: string | undefined;
};

/** The newest first. Read afresh: staff look at what they have just saved. */
export async function listShown(deps: ShowDeps, query: CampaignQuery): Promise<Page<ShownCampaign>> {
  const now = deps.clock.now();
  const all = (await listCampaigns(deps.database))
    .filter((one) => query.family === undefined || familyOf(one) === query.family)
    .filter((one) => query.phase === undefined || phaseOf(one, now) === query.phase)
    .filter(({ campaignId }) => query.cursor === undefined || campaignId < query.cursor)
    .toSorted((a, b) => (a.campaignId < b.campaignId ? 1 : -1));
  const page = all.slice(0, query.limit);
  return {
    items: await showAll(deps, page),
    nextCursor: all.length > page.length ? page.at(-1)!.campaignId : null,
  };
}

export async function showCampaign(
  deps: ShowDeps,
  family: Family | undefined,
  campaignId: string,
): Promise<Result<ShownCampaign, NotFound>> {
  const found = (await listCampaigns(deps.database)).find((one) => one.campaignId === campaignId);
  if (found === undefined || (family !== undefined && familyOf(found) !== family))
    return refuse({ code: 'campaign_not_found' });
  const [shown] = await showAll(deps, [found]);
  return ok(shown!);
}

export async function countPhases(deps: ShowDeps): Promise<ReadonlyMap<CampaignPhase, number>> {
  const now = deps.clock.now();
  const all = await listCampaigns(deps.database);
  const groups = Map.groupBy(all, (one) => phaseOf(one, now));
  return new Map([...groups].map(([phase, of]) => [phase, of.length]));
}

const NONE: CampaignEffect = { orders: 0, discountAmount: ZERO, revenueAmount: ZERO };

async function showAll(
  { database, clock, sumCampaigns }: ShowDeps,
  campaigns: readonly CampaignRecord[],
): Promise<ShownCampaign[]> {
  if (campaigns.length === 0) return [];
  const now = clock.now();
  const ids = campaigns.map(({ campaignId }) => campaignId);
  const [quotas, effects] = await Promise.all([
    listLimits(database, ids, `day ${dayOf(now)}`),
    sumCampaigns(database, ids),
  ]);
  const byCampaign = Map.groupBy(quotas, ({ campaignId }) => campaignId);
  return campaigns.map((campaign) => ({
    campaign,
    phase: phaseOf(campaign, now),
    quotas: byCampaign.get(campaign.campaignId) ?? [],
    effect: effects.get(campaign.campaignId) ?? NONE,
  }));
}
