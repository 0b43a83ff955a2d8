import { m } from '#lib/words/m.ts';
import type { ProductId, SkuId } from '#server/kernel/ids.ts';
import { CAMPAIGN_FIELDS, type CampaignForm, type FormPatch } from '#server/modules/pricing/index.ts';
import { readYuan } from '../goods/editor-doc.ts';
import { HAS, type CampaignDraft, type TypedField } from './campaign-draft.ts';
import { fromLocal } from './local-time.ts';

type Locale = 'zh' | 'en';
type Read = { readonly form: FormPatch } | { readonly errors: Record<string, string> };
const AMOUNTS: readonly TypedField[] = ['thresholdAmount', 'amount', 'capAmount', 'budgetAmount', 'price'];
const COUNTS: readonly TypedField[] = [
  ...(['quota', 'quotaPerCustomer', 'quotaPerDay', 'validDays', 'piecesPerCustomer', 'n', 'm'] as const),
  'priority',
];

/** Basis points of 8.5 折, or of 15 % off. */
function readRate(text: string, locale: Locale): number | undefined {
  if (!/^\d{1,2}(\.\d{1,3})?$/.test(text)) return undefined;
  return locale === 'en' ? Math.round(Number(text) * 100) : Math.round(10_000 - Number(text) * 1_000);
}

/**
 * What a draft says, for the shop to judge: all that its kind asks for, and null for what it has no use for or was left empty.
 * What is no number or no time is told at once.
 */
export function draftToForm(draft: CampaignDraft, locale: Locale): Read {
  const { typed, kind } = draft;
  const errors: Record<string, string> = {};
  const said: Record<string, unknown> = {};
  const take = (name: string, text: string, value: unknown): void => {
    if (text === '') return;
    if (value === undefined) errors[name] = m.campaign_malformed();
    else said[name] = value;
  };
  for (const name of AMOUNTS) take(name, typed[name], readYuan(typed[name]));
  for (const name of COUNTS)
    take(name, typed[name], /^-?\d{1,9}$/.test(typed[name]) ? Number(typed[name]) : undefined);
  take('percentOff', typed.percentOff, readRate(typed.percentOff, locale));
  for (const name of ['startsAt', 'endsAt'] as const) {
    const moment = fromLocal(typed[name]);
    if (moment === undefined) errors[name] = m.campaign_time_missing();
    else said[name] = moment;
  }
  readValidity(draft, said, errors);
  readGoods(draft, said, errors);
  readSteps(draft, locale, said, errors);
  if (typed.name === '') errors['name'] = m.campaign_name_missing();
  if (Object.keys(errors).length > 0) return { errors };
  const { needs, may } = CAMPAIGN_FIELDS[kind];
  const own = [...needs, ...may].map((name) => [name, said[name] ?? null]);
  const form = {
    ...{ kind, name: typed.name, nameEn: typed.nameEn || null },
    ...{ startsAt: said['startsAt'], endsAt: said['endsAt'] },
    ...(HAS[kind].has('coupon') && { code: typed.code || null }),
    ...Object.fromEntries(own),
  } as FormPatch;
  return { form };
}

/** The same of a campaign that is new: what says nothing is left out. */
export function withoutNulls(form: FormPatch): CampaignForm {
  return Object.fromEntries(Object.entries(form).filter(([, value]) => value !== null)) as CampaignForm;
}

function readValidity(
  { kind, validity, typed, isForNew, isBeforeSpendAndSave, ...draft }: CampaignDraft,
  said: Record<string, unknown>,
  errors: Record<string, string>,
): void {
  const { exclusiveWith, stacksWith, isStackable } = draft;
  if (exclusiveWith.length > 0) said['exclusiveWith'] = exclusiveWith;
  if (!HAS[kind].has('coupon')) return;
  said['audience'] = isForNew ? 'new' : 'all';
  if (isBeforeSpendAndSave) said['thresholdBasis'] = 'before_spend_and_save';
  if (isStackable) said['stackable'] = true;
  if (stacksWith.length > 0) said['stacksWith'] = stacksWith;
  if (validity !== 'days') delete said['validDays'];
  else if (typed.validDays === '') errors['validDays'] = m.campaign_malformed();
  if (validity !== 'dates') return;
  for (const name of ['validFrom', 'validUntil'] as const) {
    const moment = fromLocal(typed[name]);
    if (moment === undefined) errors[name] = m.campaign_time_missing();
    else said[name] = moment.toISOString();
  }
}

function readGoods(
  { kind, scope, products, categoryIds, skus }: CampaignDraft,
  said: Record<string, unknown>,
  errors: Record<string, string>,
): void {
  const ids = scope === 'categories' ? categoryIds : (products.map(({ id }) => id) as ProductId[]);
  said['scope'] = scope === 'all' ? { kind: scope } : { kind: scope, ids };
  const has = HAS[kind];
  if (has.has('skus') && skus.length === 0) errors['skus'] = m.campaign_goods_missing();
  if (kind === 'gift') said['giftSkuId'] = skus[0]?.skuId;
  if (has.has('prices'))
    said['prices'] = skus.map(({ skuId, price, pieces }) => {
      const amount = readYuan(price);
      if (amount === undefined) errors[`price-${skuId}`] = m.campaign_malformed();
      if (has.has('pieces') && !/^\d{1,9}$/.test(pieces)) errors[`pieces-${skuId}`] = m.campaign_malformed();
      return { skuId: skuId as SkuId, price: amount, ...(has.has('pieces') && { pieces: Number(pieces) }) };
    });
  if (has.has('parts'))
    said['parts'] = skus.map(({ skuId, pieces }) => {
      if (!/^\d{1,4}$/.test(pieces || '1')) errors[`pieces-${skuId}`] = m.campaign_malformed();
      return { skuId: skuId as SkuId, quantity: Number(pieces || '1') };
    });
}

function readSteps(
  { kind, steps, stepsOff }: CampaignDraft,
  locale: Locale,
  said: Record<string, unknown>,
  errors: Record<string, string>,
): void {
  if (!HAS[kind].has('steps') || steps.length === 0) return;
  const isPercent = kind === 'percent' || (kind === 'spend_and_save' && stepsOff === 'percent');
  // A single step of a coupon stands in the fields of its own.
  said['steps'] = steps.map(({ threshold, off }, at) => {
    const [thresholdAmount, taken] = [readYuan(threshold), isPercent ? readRate(off, locale) : readYuan(off)];
    if (thresholdAmount === undefined) errors[`step-threshold-${at}`] = m.campaign_malformed();
    if (taken === undefined) errors[`step-off-${at}`] = m.campaign_malformed();
    return isPercent ? { thresholdAmount, percentOff: taken } : { thresholdAmount, amount: taken };
  });
}
