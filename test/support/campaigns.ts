import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { fen } from '../../server/kernel/money.ts';
import type {
  CampaignRecord,
  CouponDefinition,
  CouponKind,
  CouponRecord,
  PromotionKind,
  PromotionRecord,
} from '../../server/modules/pricing/campaigns/campaign-record.ts';
import { tellOfPrices } from '../../server/modules/pricing/campaigns/campaigns.sql.ts';
import type { Book } from '../../server/modules/pricing/index.ts';
import { waitFor } from './wait-for.ts';

const LONG_AGO = new Date('2026-01-01T00:00:00Z');
const FAR_OFF = new Date('2036-01-01T00:00:00Z');

type Changes<Record> = Partial<Omit<Record, 'kind' | 'definition'>>;

const common = () => ({
  campaignId: randomUUID(),
  state: 'running' as const,
  nameEn: null,
  startsAt: LONG_AGO,
  endsAt: FAR_OFF,
  code: null,
  version: 1,
});

/** 10 yuan off all goods, without a threshold, one each, plenty of them, for a week; a test says what matters to it. */
export function couponCampaign(
  definition: Partial<CouponDefinition> = {},
  { kind = 'amount', ...changes }: Changes<CouponRecord> & { readonly kind?: CouponKind } = {},
): CouponRecord {
  const validity = definition.validUntil === undefined ? { validDays: 7 } : {};
  return {
    ...{ kind, name: '满减券' },
    ...common(),
    ...changes,
    definition: {
      ...{ thresholdAmount: fen(0), scope: { kind: 'all' }, audience: 'all', quota: 1_000_000 },
      ...{ quotaPerCustomer: 1, ...(kind === 'amount' ? { amount: fen(1_000) } : {}) },
      ...validity,
      ...definition,
    } as CouponDefinition,
  };
}

/** A record of several kinds has them in one union. */
type DefinitionOf<Kind, Of = PromotionRecord> = Of extends { kind: infer Kinds; definition: infer Definition }
  ? Kind extends Kinds
    ? Definition
    : never
  : never;

export function promotion<Kind extends PromotionKind>(
  kind: Kind,
  definition: DefinitionOf<Kind>,
  changes: Changes<PromotionRecord> = {},
): PromotionRecord {
  return { kind, name: '活动', ...common(), ...changes, definition } as unknown as PromotionRecord;
}

/** Writes them past the back office, and tells all processes. */
export async function insertCampaigns(pool: pg.Pool, campaigns: readonly CampaignRecord[]): Promise<void> {
  for (const one of campaigns)
    await pool.query(
      `insert into campaigns (campaign_id, kind, state, name, name_en, starts_at, ends_at, code, definition, made_at, changed_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now(), now())
       on conflict (campaign_id) do update set state = excluded.state, definition = excluded.definition,
         starts_at = excluded.starts_at, ends_at = excluded.ends_at`,
      [
        ...[one.campaignId, one.kind, one.state, one.name, one.nameEn, one.startsAt, one.endsAt, one.code],
        JSON.stringify(one.definition),
      ],
    );
  await tellOfPrices(pool);
}

/** The same, until these processes of a shop know of them. */
export async function startCampaigns(
  pool: pg.Pool,
  processes: readonly { readonly house: { readonly pricing: { book(): Book } } }[],
  campaigns: readonly CampaignRecord[],
): Promise<void> {
  await insertCampaigns(pool, campaigns);
  await waitFor('the campaigns to be known', () =>
    processes.every(({ house }) =>
      campaigns.every((one) => {
        const known = house.pricing.book().campaigns.get(one.campaignId);
        return known?.state === one.state && known.endsAt.getTime() === one.endsAt.getTime();
      }),
    ),
  );
}

/** What quotas say, what coupons there are, and whether they agree. */
export async function countCoupons(
  pool: pg.Pool,
  campaignId: string,
): Promise<{ readonly coupons: number; readonly used: number; readonly most: number }> {
  const { rows } = await pool.query<{ coupons: number; used: number; most: number }>(
    `select (select count(*)::int from coupons where campaign_id = $1) as coupons,
       coalesce(sum(used), 0)::int as used, coalesce(sum(most), 0)::int as most
     from campaign_quotas where campaign_id = $1 and part = 'all'`,
    [campaignId],
  );
  return rows[0]!;
}
