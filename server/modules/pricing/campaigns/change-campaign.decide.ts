import { refuse, ok, type Result } from '../../../kernel/result.ts';
import { isCouponKind, type CampaignForm } from './campaign-form.ts';
import { QUOTA_PARTS, type CampaignRecord, type CampaignState } from './campaign-record.ts';
import type { CampaignFault } from './check-campaign.decide.ts';

export const CAMPAIGN_ACTS = ['start', 'pause', 'resume'] as const;
export type CampaignAct = (typeof CAMPAIGN_ACTS)[number];

const MOVES: Readonly<Record<CampaignAct, { from: CampaignState; to: CampaignState }>> = {
  start: { from: 'draft', to: 'running' },
  pause: { from: 'running', to: 'paused' },
  resume: { from: 'paused', to: 'running' },
};

export type ActRefusal =
  | { readonly code: 'campaign_state'; readonly state: CampaignState; readonly act: CampaignAct }
  | { readonly code: 'campaign_over' };

/** The state after an act; a campaign whose end has come begins no more. */
export function decideAct(
  { state, endsAt }: Pick<CampaignRecord, 'state' | 'endsAt'>,
  act: CampaignAct,
  now: Date,
): Result<CampaignState, ActRefusal> {
  const { from, to } = MOVES[act];
  if (state !== from) return refuse({ code: 'campaign_state', state, act });
  return to === 'running' && endsAt <= now ? refuse({ code: 'campaign_over' }) : ok(to);
}

/** What somebody sees of a campaign: its state and its period together. */
export const CAMPAIGN_PHASES = ['draft', 'scheduled', 'running', 'paused', 'ended'] as const;
export type CampaignPhase = (typeof CAMPAIGN_PHASES)[number];

export function phaseOf(
  { state, startsAt, endsAt }: Pick<CampaignRecord, 'state' | 'startsAt' | 'endsAt'>,
  now: Date,
): CampaignPhase {
  if (state === 'draft') return 'draft';
  if (endsAt <= now) return 'ended';
  if (state === 'paused') return 'paused';
  return now < startsAt ? 'scheduled' : 'running';
}

/** What has been given of a campaign, by part. */
export type Used = ReadonlyMap<string, number>;

export type FixedRefusal = {
  readonly code: 'campaign_fixed';
  readonly fields: readonly string[];
  readonly because: 'started' | 'coupons_out';
};

/** Customers hold coupons of it: these may be changed (`quota` and `validUntil` only to more), and nothing by which a coupon would be worth less. */
const FREE_WITH_COUPONS_OUT: ReadonlySet<string> = new Set([
  ...(['name', 'nameEn', 'endsAt', 'quota', 'quotaPerDay', 'validUntil'] as const),
]);

/** Fields that a change would touch and may not. */
export function checkChange(
  before: CampaignForm,
  after: CampaignForm,
  state: CampaignState,
  used: Used,
): FixedRefusal | undefined {
  const changed = changedFields(before, after);
  if (state !== 'draft' && changed.includes('kind'))
    return { code: 'campaign_fixed', fields: ['kind'], because: 'started' };
  if (isCouponKind(before.kind) && (used.get(QUOTA_PARTS.all) ?? 0) > 0) {
    const shrunk = [
      ...((after.quota ?? 0) < (before.quota ?? 0) ? ['quota'] : []),
      ...((after.validUntil ?? '') < (before.validUntil ?? '') ? ['validUntil'] : []),
    ];
    const fields = changed
      .filter((name) => !FREE_WITH_COUPONS_OUT.has(name) || shrunk.includes(name))
      .toSorted();
    if (fields.length > 0) return { code: 'campaign_fixed', fields, because: 'coupons_out' };
  }
  return undefined;
}

/** Names of fields that differ. */
export function changedFields(before: CampaignForm, after: CampaignForm): string[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)];
  return [...new Set([...was.keys(), ...is.keys()])].filter((name) => was.get(name) !== is.get(name));
}

const fieldsOf = (form: CampaignForm): Map<string, string> =>
  new Map(Object.entries(form).map(([name, value]) => [name, JSON.stringify(value, sortFields)]));

/** One text of a value, in whatever order its fields came: the database has one of its own. */
function sortFields(_name: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** How much of each part a campaign may give; null where there is no end to it. */
export type Limits = ReadonlyMap<string, number | null>;

export function limitsOf(form: CampaignForm): Limits {
  if (isCouponKind(form.kind)) return new Map([[QUOTA_PARTS.all, form.quota ?? null]]);
  const pieces = (form.prices ?? []).flatMap(({ skuId, pieces: most }): [string, number][] =>
    most === undefined ? [] : [[QUOTA_PARTS.sku(skuId), most]],
  );
  return new Map<string, number | null>([[QUOTA_PARTS.budget, form.budgetAmount ?? null], ...pieces]);
}

/** Limits below what is used already. */
export function checkLimits(form: CampaignForm, used: Used): CampaignFault[] {
  const isBelow = (part: string, most: number | undefined): boolean =>
    most !== undefined && most < (used.get(part) ?? 0);
  const below: string[] = [
    ...(isBelow(QUOTA_PARTS.all, form.quota) ? ['quota'] : []),
    ...(isBelow(QUOTA_PARTS.budget, form.budgetAmount) ? ['budgetAmount'] : []),
    ...(form.prices ?? []).flatMap(({ skuId, pieces }, at) =>
      isBelow(QUOTA_PARTS.sku(skuId), pieces) ? [`prices.${at}.pieces`] : [],
    ),
  ];
  return below.map((path) => ({ path, code: 'below_used' }));
}
