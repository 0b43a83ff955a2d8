import type { ProductId, SkuId } from '../../../kernel/ids.ts';
import type { Fen } from '../../../kernel/money.ts';
import type { Step } from '../campaign.ts';
import { ALL_FIELDS, FIELDS, isCouponKind, type CampaignForm } from './campaign-form.ts';
import { givesCoupons, type CampaignRecord } from './campaign-record.ts';

export const CAMPAIGN_FAULTS = [
  ...([
    'missing',
    'not_of_kind',
    'unknown',
    'twice',
    'taken',
    'malformed',
    'too_small',
    'too_large',
  ] as const),
  ...(['ends_before_start', 'over', 'takes_more_than_threshold', 'not_a_percentage'] as const),
  ...([
    'steps_not_rising',
    'amount_or_percentage',
    'not_lower',
    'not_below',
    'below_used',
    'itself',
  ] as const),
  'no_goods_coupon',
] as const;
/** What is wrong with a field; `path` as `steps.1.amount`, counted from 0. */
export type CampaignFault = { readonly path: string; readonly code: (typeof CAMPAIGN_FAULTS)[number] };

/** What is looked up before a campaign is judged. */
export type CampaignSurroundings = {
  /** Undefined where it is new. */
  readonly campaignId: string | undefined;
  readonly now: Date;
  readonly campaigns: ReadonlyMap<string, CampaignRecord>;
  /** Prices of those SKUs that there are, of those that it names. */
  readonly prices: ReadonlyMap<SkuId, Fen>;
  readonly productIds: ReadonlySet<ProductId>;
  readonly categoryIds: ReadonlySet<string>;
};

export const MOST_OF_CAMPAIGN = {
  fen: 100_000_000_00,
  count: 1_000_000_000,
  days: 3_650,
  ids: 500,
  steps: 10,
};
const CODE = /^[A-Z0-9]{4,20}$/;

/** All that is wrong with a campaign; none where it can be kept. */
export function checkCampaign(form: CampaignForm, around: CampaignSurroundings): CampaignFault[] {
  return [
    ...fieldFaults(form),
    ...periodFaults(form, around),
    ...codeFaults(form, around),
    ...amountFaults(form),
    ...stepFaults(form),
    ...scopeFaults(form, around),
    ...priceFaults(form, around),
    ...setFaults(form, around),
    ...quotaFaults(form),
    ...besideFaults(form, around),
  ];
}

function* fieldFaults(form: CampaignForm): Generator<CampaignFault> {
  const { needs, may } = FIELDS[form.kind];
  for (const path of needs) if (form[path] === undefined) yield { path, code: 'missing' };
  for (const path of ALL_FIELDS)
    if (form[path] !== undefined && !needs.includes(path) && !may.includes(path))
      yield { path, code: 'not_of_kind' };
  if (form.code !== undefined && !isCouponKind(form.kind)) yield { path: 'code', code: 'not_of_kind' };
  if (form.name === '') yield { path: 'name', code: 'missing' };
  const { kind, steps, amount, percentOff } = form;
  if (steps !== undefined) return;
  if (kind === 'amount' && amount === undefined) yield { path: 'amount', code: 'missing' };
  if (kind === 'percent' && percentOff === undefined) yield { path: 'percentOff', code: 'missing' };
}

function* periodFaults(form: CampaignForm, { now }: CampaignSurroundings): Generator<CampaignFault> {
  const { startsAt, endsAt, validDays, validFrom, validUntil } = form;
  if (endsAt <= startsAt) yield { path: 'endsAt', code: 'ends_before_start' };
  else if (endsAt <= now) yield { path: 'endsAt', code: 'over' };
  if (!isCouponKind(form.kind) || validDays !== undefined) {
    if (validDays !== undefined && (validFrom !== undefined || validUntil !== undefined))
      yield { path: 'validDays', code: 'not_of_kind' };
    return;
  }
  if (validFrom === undefined || validUntil === undefined) return;
  const [from, until] = [new Date(validFrom), new Date(validUntil)];
  if (until <= from || until <= startsAt) yield { path: 'validUntil', code: 'ends_before_start' };
}

function* codeFaults({ code }: CampaignForm, around: CampaignSurroundings): Generator<CampaignFault> {
  if (code === undefined) return;
  if (!CODE.test(code)) yield { path: 'code', code: 'malformed' };
  for (const other of around.campaigns.values())
    if (other.code === code && other.campaignId !== around.campaignId) yield { path: 'code', code: 'taken' };
}

function* amountFaults(form: CampaignForm): Generator<CampaignFault> {
  const { kind, amount, percentOff, capAmount, thresholdAmount = 0, steps } = form;
  if (amount !== undefined && amount < 1) yield { path: 'amount', code: 'too_small' };
  // Without a threshold it takes as much as there is.
  if (kind === 'amount' && steps === undefined && thresholdAmount > 0 && (amount ?? 0) > thresholdAmount)
    yield { path: 'amount', code: 'takes_more_than_threshold' };
  if (percentOff !== undefined && !isPercentage(percentOff))
    yield { path: 'percentOff', code: 'not_a_percentage' };
  if (capAmount !== undefined && capAmount < 1) yield { path: 'capAmount', code: 'too_small' };
  if (steps !== undefined && (amount ?? percentOff ?? capAmount) !== undefined)
    yield { path: 'steps', code: 'amount_or_percentage' };
}

/** Basis points: from a hundredth of a percent off to nearly all. */
const isPercentage = (percentOff: number): boolean =>
  Number.isInteger(percentOff) && percentOff >= 1 && percentOff <= 9_999;

function* stepFaults({ kind, steps }: CampaignForm): Generator<CampaignFault> {
  if (steps === undefined) return;
  if (steps.length === 0) yield { path: 'steps', code: 'missing' };
  if (steps.length > MOST_OF_CAMPAIGN.steps) yield { path: 'steps', code: 'too_large' };
  for (const [at, step] of steps.entries()) {
    const path = `steps.${at}`;
    yield* oneStepFaults(path, step, kind);
    const before = steps[at - 1];
    if (before !== undefined && !rises(before, step)) yield { path, code: 'steps_not_rising' };
  }
}

function* oneStepFaults(path: string, step: Step, kind: CampaignForm['kind']): Generator<CampaignFault> {
  const { thresholdAmount, amount, percentOff } = step;
  const isWrongKind =
    (kind === 'amount' && amount === undefined) || (kind === 'percent' && percentOff === undefined);
  if ((amount === undefined) === (percentOff === undefined) || isWrongKind)
    yield { path, code: 'amount_or_percentage' };
  if (amount !== undefined && amount < 1) yield { path: `${path}.amount`, code: 'too_small' };
  if (amount !== undefined && amount > thresholdAmount)
    yield { path: `${path}.amount`, code: 'takes_more_than_threshold' };
  if (percentOff !== undefined && !isPercentage(percentOff))
    yield { path: `${path}.percentOff`, code: 'not_a_percentage' };
}

/** From a higher threshold on more is taken off. */
function rises(before: Step, after: Step): boolean {
  if (after.thresholdAmount <= before.thresholdAmount) return false;
  if (before.amount !== undefined && after.amount !== undefined) return after.amount > before.amount;
  if (before.percentOff !== undefined && after.percentOff !== undefined)
    return after.percentOff > before.percentOff;
  return true;
}

function* scopeFaults({ scope }: CampaignForm, around: CampaignSurroundings): Generator<CampaignFault> {
  if (scope === undefined || scope.kind === 'all') return;
  if (scope.ids.length === 0) yield { path: 'scope.ids', code: 'missing' };
  const known: ReadonlySet<string> = scope.kind === 'categories' ? around.categoryIds : around.productIds;
  yield* listFaults('scope.ids', scope.ids, (id) => known.has(id));
}

function* listFaults(
  path: string,
  ids: readonly string[],
  isKnown: (id: string) => boolean,
): Generator<CampaignFault> {
  for (const [at, id] of ids.entries()) {
    if (!isKnown(id)) yield { path: `${path}.${at}`, code: 'unknown' };
    if (ids.indexOf(id) < at) yield { path: `${path}.${at}`, code: 'twice' };
  }
}

function* priceFaults(form: CampaignForm, { prices: known }: CampaignSurroundings): Generator<CampaignFault> {
  const { kind, prices, piecesPerCustomer, giftSkuId, budgetAmount } = form;
  if (giftSkuId !== undefined && !known.has(giftSkuId)) yield { path: 'giftSkuId', code: 'unknown' };
  if (piecesPerCustomer !== undefined && piecesPerCustomer < 1)
    yield { path: 'piecesPerCustomer', code: 'too_small' };
  if (budgetAmount !== undefined && budgetAmount < 1) yield { path: 'budgetAmount', code: 'too_small' };
  if (prices === undefined) return;
  if (prices.length === 0) yield { path: 'prices', code: 'missing' };
  const skuIds = prices.map(({ skuId }) => skuId);
  yield* listFaults('prices', skuIds, (id) => known.has(id as SkuId));
  for (const [at, { skuId, price, pieces }] of prices.entries()) {
    const own = known.get(skuId);
    if (price < 1) yield { path: `prices.${at}.price`, code: 'too_small' };
    if (own !== undefined && price >= own) yield { path: `prices.${at}.price`, code: 'not_lower' };
    if (kind === 'flash_sale' && pieces === undefined) yield { path: `prices.${at}.pieces`, code: 'missing' };
    if (kind === 'limited_time_price' && pieces !== undefined)
      yield { path: `prices.${at}.pieces`, code: 'not_of_kind' };
    if (pieces !== undefined && pieces < 1) yield { path: `prices.${at}.pieces`, code: 'too_small' };
  }
}

function* setFaults(form: CampaignForm, { prices: known }: CampaignSurroundings): Generator<CampaignFault> {
  const { n, m, parts, price } = form;
  if (n !== undefined && (n < 2 || n > 99)) yield { path: 'n', code: n < 2 ? 'too_small' : 'too_large' };
  if (m !== undefined && m < 1) yield { path: 'm', code: 'too_small' };
  if (n !== undefined && m !== undefined && m >= n) yield { path: 'm', code: 'not_below' };
  if (parts === undefined) return;
  const pieces = parts.reduce((sum, { quantity }) => sum + quantity, 0);
  if (pieces < 2) yield { path: 'parts', code: 'too_small' };
  yield* listFaults(
    'parts',
    parts.map(({ skuId }) => skuId),
    (id) => known.has(id as SkuId),
  );
  for (const [at, { quantity }] of parts.entries())
    if (quantity < 1) yield { path: `parts.${at}.quantity`, code: 'too_small' };
  if (price === undefined) return;
  if (price < 1) yield { path: 'price', code: 'too_small' };
  const alone = parts.reduce((sum, { skuId, quantity }) => sum + (known.get(skuId) ?? 0) * quantity, 0);
  if (parts.every(({ skuId }) => known.has(skuId)) && price >= alone)
    yield { path: 'price', code: 'not_lower' };
}

function* quotaFaults(form: CampaignForm): Generator<CampaignFault> {
  const { quota, quotaPerCustomer, quotaPerDay, validDays } = form;
  for (const [path, count] of Object.entries({ quota, quotaPerCustomer, quotaPerDay, validDays }))
    if (count !== undefined && count < 1) yield { path, code: 'too_small' };
  if (quota === undefined) return;
  if ((quotaPerCustomer ?? 0) > quota) yield { path: 'quotaPerCustomer', code: 'too_large' };
  if ((quotaPerDay ?? 0) > quota) yield { path: 'quotaPerDay', code: 'too_large' };
}

function* besideFaults(form: CampaignForm, around: CampaignSurroundings): Generator<CampaignFault> {
  const { exclusiveWith = [], stacksWith = [] } = form;
  for (const [path, ids] of Object.entries({ exclusiveWith, stacksWith })) {
    yield* listFaults(path, ids, (id) => around.campaigns.has(id));
    for (const [at, id] of ids.entries())
      if (id === around.campaignId) yield { path: `${path}.${at}`, code: 'itself' };
  }
  for (const [at, id] of stacksWith.entries()) {
    const other = around.campaigns.get(id);
    if (other !== undefined && (!givesCoupons(other) || other.kind === 'freight'))
      yield { path: `stacksWith.${at}`, code: 'no_goods_coupon' };
  }
}
