import { dayOf } from '../../../kernel/shop-day.ts';
import type { Clock } from '../../../kernel/clock.ts';
import { newUuid } from '../../../kernel/ids.ts';
import { refuse, ok, type Result } from '../../../kernel/result.ts';
import { inTransaction, type Database, type Transaction } from '../../../platform/database.ts';
import { record, type Json } from '../../audit/index.ts';
import { actBy } from '../../staff/index.ts';
import {
  applyPatch,
  definitionOf,
  fillForm,
  formOf,
  isCouponKind,
  namedIn,
  type CampaignForm,
  type FormPatch,
} from './campaign-form.ts';
import { QUOTA_PARTS, type CampaignRecord } from './campaign-record.ts';
import {
  insertCampaign,
  listCampaigns,
  lockCampaigns,
  tellOfPrices,
  updateCampaign,
  type NewCampaign,
} from './campaigns.sql.ts';
import {
  changedFields,
  checkChange,
  checkLimits,
  decideAct,
  limitsOf,
  type ActRefusal,
  type CampaignAct,
  type FixedRefusal,
  type Used,
} from './change-campaign.decide.ts';
import { checkCampaign, type CampaignFault, type CampaignSurroundings } from './check-campaign.decide.ts';
import { makeQuotas, listLimits, setLimits } from './limits.sql.ts';
import { lockQuotas } from './quotas.sql.ts';

/** Coupon campaigns and other promotions lie at addresses of their own. */
export type Family = 'coupons' | 'promotions';
export const familyOf = ({ kind }: Pick<CampaignForm, 'kind'>): Family =>
  isCouponKind(kind) ? 'coupons' : 'promotions';

export type SaveDeps = {
  readonly database: Database;
  readonly clock: Clock;
  /** Of goods and categories that a form names, those that there are. */
  findNamed(
    named: ReturnType<typeof namedIn>,
    tx: Transaction,
  ): Promise<Pick<CampaignSurroundings, 'prices' | 'productIds' | 'categoryIds'>>;
  /** Takes it up in this process before anybody is answered. */
  onSaved(): Promise<void>;
};

export type NotFound = { readonly code: 'campaign_not_found' };
export type Invalid = { readonly code: 'campaign_invalid'; readonly faults: readonly CampaignFault[] };
export type Changed = { readonly code: 'campaign_changed'; readonly version: number };
export type SaveRefusal = NotFound | Invalid | Changed | FixedRefusal;

/** Makes a campaign: a draft, or one that runs as soon as its period begins. */
export async function createCampaign(
  deps: SaveDeps,
  by: Who,
  given: CampaignForm,
  state: 'draft' | 'running',
): Promise<Result<CampaignRecord, Invalid>> {
  const form = fillForm(given);
  const campaignId = newUuid(deps.clock.now());
  return saving(deps, async (tx, campaigns) => {
    const faults = checkCampaign(form, await lookAround(deps, tx, campaigns, form, undefined));
    if (faults.length > 0) return refuse({ code: 'campaign_invalid', faults });
    const now = deps.clock.now();
    await insertCampaign(tx, rowOf(campaignId, form, state), now);
    await saveLimits(tx, campaignId, form, now);
    const did = { what: 'campaign:create', subject: { kind: 'campaign', id: campaignId } };
    await record(tx, [actBy(by, now, { ...did, after: { state, ...told(form) } })]);
    return ok(campaignId);
  });
}

/** Who of the staff does it. */
export type Who = Parameters<typeof actBy>[0];

export type ChangeOf = {
  readonly family?: Family | undefined;
  readonly campaignId: string;
  readonly expectedVersion?: number | undefined;
};

/** Changes what may still be changed. What changes nothing is no new version and no act. */
export async function changeCampaign(
  deps: SaveDeps,
  by: Who,
  which: ChangeOf,
  patch: FormPatch,
): Promise<Result<CampaignRecord, SaveRefusal>> {
  return saving<SaveRefusal>(deps, async (tx, campaigns) => {
    const found = findIn(campaigns, which);
    if (!found.ok) return found;
    const { campaignId, state } = found.value;
    const before = formOf(found.value);
    const after = fillForm(applyPatch(before, patch));
    const changed = changedFields(before, after);
    if (changed.length === 0) return ok(campaignId);
    const faults = checkCampaign(after, await lookAround(deps, tx, campaigns, after, campaignId));
    if (familyOf(after) !== familyOf(before)) faults.push({ path: 'kind', code: 'not_of_kind' });
    if (faults.length > 0) return refuse({ code: 'campaign_invalid', faults });
    const now = deps.clock.now();
    const used = await holdLimits(tx, campaignId, after, before);
    const fixed = checkChange(before, after, state, used);
    if (fixed !== undefined) return refuse(fixed);
    const below = checkLimits(after, used);
    if (below.length > 0) return refuse({ code: 'campaign_invalid', faults: below });
    await updateCampaign(tx, rowOf(campaignId, after, state), now);
    await saveLimits(tx, campaignId, after, now);
    const only = (form: CampaignForm): Json =>
      Object.fromEntries(Object.entries(told(form)).filter(([name]) => changed.includes(name)));
    const did = { what: 'campaign:change', subject: { kind: 'campaign', id: campaignId } };
    await record(tx, [actBy(by, now, { ...did, before: only(before), after: only(after) })]);
    return ok(campaignId);
  });
}

/** Starts, pauses or resumes a campaign. What is paused takes effect nowhere once this is answered. */
export async function actOnCampaign(
  deps: SaveDeps,
  by: Who,
  which: ChangeOf,
  act: CampaignAct,
): Promise<Result<CampaignRecord, NotFound | Changed | ActRefusal>> {
  return saving<NotFound | Changed | ActRefusal>(deps, async (tx, campaigns) => {
    const found = findIn(campaigns, which);
    if (!found.ok) return found;
    const campaign = found.value;
    const now = deps.clock.now();
    const decided = decideAct(campaign, act, now);
    if (!decided.ok) return decided;
    const state = decided.value;
    await updateCampaign(tx, { ...campaign, state }, now);
    const did = { what: `campaign:${act}`, subject: { kind: 'campaign', id: campaign.campaignId } };
    await record(tx, [actBy(by, now, { ...did, before: { state: campaign.state }, after: { state } })]);
    return ok(campaign.campaignId);
  });
}

type Known = ReadonlyMap<string, CampaignRecord>;

async function saving<Refused extends { readonly code: string }>(
  { database, onSaved }: SaveDeps,
  work: (tx: Transaction, campaigns: Known) => Promise<Result<string, Refused>>,
): Promise<Result<CampaignRecord, Refused>> {
  const outcome = await inTransaction(database, async (tx): Promise<Result<CampaignRecord, Refused>> => {
    await lockCampaigns(tx);
    const done = await work(tx, byId(await listCampaigns(tx)));
    if (!done.ok) return done;
    await tellOfPrices(tx);
    return ok(byId(await listCampaigns(tx)).get(done.value)!);
  });
  if (outcome.ok) await onSaved();
  return outcome;
}

export const byId = (campaigns: readonly CampaignRecord[]): Known =>
  new Map(campaigns.map((one) => [one.campaignId, one]));

export function findIn(
  campaigns: Known,
  { campaignId, family, expectedVersion }: ChangeOf,
): Result<CampaignRecord, NotFound | Changed> {
  const campaign = campaigns.get(campaignId);
  if (campaign === undefined || (family !== undefined && familyOf(campaign) !== family))
    return refuse({ code: 'campaign_not_found' });
  const { version } = campaign;
  return expectedVersion === undefined || expectedVersion === version
    ? ok(campaign)
    : refuse({ code: 'campaign_changed', version });
}

async function lookAround(
  { clock, findNamed }: SaveDeps,
  tx: Transaction,
  campaigns: Known,
  form: CampaignForm,
  campaignId: string | undefined,
): Promise<CampaignSurroundings> {
  return { campaignId, campaigns, now: clock.now(), ...(await findNamed(namedIn(form), tx)) };
}

/** Locks what orders and claims count by, as they do: by rising campaign and part. Answers what is used. */
async function holdLimits(
  tx: Transaction,
  campaignId: string,
  ...forms: readonly CampaignForm[]
): Promise<Used> {
  const parts = [...new Set(forms.flatMap((form) => [...limitsOf(form).keys()]))];
  const quotas = await lockQuotas(
    tx,
    parts.map((part) => ({ campaignId, part })),
  );
  return new Map(quotas.map(({ part, used }) => [part, used]));
}

/** Rows stay when a limit goes: what was given comes back to them. */
async function saveLimits(tx: Transaction, campaignId: string, form: CampaignForm, now: Date): Promise<void> {
  const limits = [...limitsOf(form)].map(([part, most]) => ({ campaignId, part, most }));
  await makeQuotas(tx, limits);
  await lockQuotas(tx, limits);
  await setLimits(tx, limits);
  const today = QUOTA_PARTS.day(dayOf(now));
  const days = (await listLimits(tx, [campaignId], today)).filter(({ part }) => part.startsWith('day '));
  if (days.length === 0) return;
  await lockQuotas(tx, days);
  const most = form.quotaPerDay ?? null;
  // What was claimed today already stays claimed.
  const ofDays = days.map((day) => ({ ...day, most: most === null ? null : Math.max(most, day.used) }));
  await setLimits(tx, ofDays);
}

function rowOf(campaignId: string, form: CampaignForm, state: CampaignRecord['state']): NewCampaign {
  const { kind, name, nameEn = null, startsAt, endsAt, code = null } = form;
  return {
    ...{ campaignId, kind, state, name, nameEn, startsAt, endsAt, code },
    definition: definitionOf(form),
  };
}

/** A form for the trail: times as texts. */
export function told(form: CampaignForm): { readonly [name: string]: Json } {
  return JSON.parse(JSON.stringify(form)) as { [name: string]: Json };
}
