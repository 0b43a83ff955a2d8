import { ok, refuse, type Result } from '../../../kernel/result.ts';
import { wordsIn, type Language, type Words } from '../../../kernel/language.ts';
import type { Adjustment, AdjustmentKind, Price } from '../price.ts';
import type { OccasionRefusal } from '../calendar/calendar.decide.ts';
import type { FestivalKey } from '../calendar/festivals.ts';
import type { Calendar } from '../calendar/keep-calendar.ts';
import type { CampaignForm, FormDefinition, FormPatch } from './campaign-form.ts';
import type { CampaignFault } from './check-campaign.decide.ts';
import type { Family, Invalid } from './save-campaigns.ts';
import { QUOTA_PARTS, type CouponRecord, type PromotionRecord } from './campaign-record.ts';
import type { ShownCampaign } from './show-campaigns.ts';
import type { Trial, TrialSku } from './try-campaign.ts';

/** Why a total differs from its goods as listed, by the kind of step. */
export const ADJUSTMENT_WORDS: Readonly<Record<AdjustmentKind, Words>> = {
  limited_time_price: { zh: '限时价', en: 'Limited-time price' },
  flash_sale: { zh: '限量抢购价', en: 'Flash sale price' },
  member_price: { zh: '会员价', en: 'Member price' },
  n_for_m: { zh: '多件优惠：一组里最便宜的免费', en: 'Of each set the cheapest is free' },
  second_at_half_price: { zh: '第二件半价', en: 'Second at half price' },
  bundle_price: { zh: '套装价', en: 'Bundle price' },
  spend_and_save: { zh: '满减', en: 'Spend and save' },
  coupon: { zh: '优惠券', en: 'Coupon' },
  gift: { zh: '赠品券', en: 'Gift coupon' },
  freight: { zh: '运费', en: 'Delivery' },
  freight_coupon: { zh: '运费券', en: 'Delivery coupon' },
};

type Periods = 'claimableFrom' | 'claimableUntil' | 'startsAt' | 'endsAt';
export type Given = { readonly [Name in Periods]?: string } & Omit<FormPatch, 'startsAt' | 'endsAt'>;

/** What a route was sent, as the form that is kept; an empty English name is none. */
export function readPatch({
  claimableFrom,
  claimableUntil,
  startsAt,
  endsAt,
  nameEn,
  ...rest
}: Given): FormPatch {
  const [from, until] = [claimableFrom ?? startsAt, claimableUntil ?? endsAt];
  return {
    ...rest,
    ...(nameEn !== undefined && { nameEn: nameEn === '' ? null : nameEn }),
    ...(from !== undefined && { startsAt: new Date(from) }),
    ...(until !== undefined && { endsAt: new Date(until) }),
  };
}

export type GivenNew = Given &
  Pick<CampaignForm, 'kind' | 'name'> & {
    readonly occasion?: { readonly festival: FestivalKey; readonly year: number };
  };

/** A new campaign: the period of its occasion, or its own, without which there is none. */
export function readForm(
  { occasion, ...given }: GivenNew,
  periodOf: Calendar['periodOf'],
): Result<CampaignForm, OccasionRefusal | Invalid> {
  const period = occasion === undefined ? ok({}) : periodOf(occasion);
  if (!period.ok) return period;
  const { kind, name, startsAt, endsAt, ...rest } = { ...readPatch(given), ...period.value };
  const faults = Object.entries({ startsAt, endsAt }).flatMap(([path, moment]): CampaignFault[] =>
    moment == null ? [{ path, code: 'missing' }] : [],
  );
  if (kind == null || name == null || startsAt == null || endsAt == null)
    return refuse({ code: 'campaign_invalid', faults });
  const said = Object.entries(rest).filter(([, value]) => value !== null);
  return ok({ ...(Object.fromEntries(said) as FormDefinition), kind, name, startsAt, endsAt });
}

/** Of coupons the period is when they can be claimed: fields as the family's documents call them. */
function fieldIn(family: Family, path: string): string {
  const names: Readonly<Record<string, string>> =
    family === 'coupons' ? { startsAt: 'claimableFrom', endsAt: 'claimableUntil' } : {};
  return names[path] ?? path;
}

/** A refusal with its fields by the names that the family's documents have for them. */
export function inNamesOf<Refused extends { readonly code: string }>(
  family: Family,
  refusal: Refused,
): Refused {
  if ('faults' in refusal)
    return {
      ...refusal,
      faults: (refusal as unknown as Invalid).faults.map(({ path, code }) => ({
        path: fieldIn(family, path),
        code,
      })),
    };
  return refusal;
}

function presentShown({ campaign, phase, effect }: ShownCampaign) {
  const { campaignId, name, nameEn, state, version } = campaign;
  return { id: campaignId, name, nameEn, state, phase, version, effect: { ...effect } };
}

const usedOf = ({ quotas }: ShownCampaign, part: (name: string) => boolean): number =>
  quotas.find((quota) => part(quota.part))?.used ?? 0;

export function presentCoupons(
  shown: ShownCampaign,
  { kind, startsAt, endsAt, code, definition }: CouponRecord,
) {
  return {
    ...presentShown(shown),
    ...{ kind, code, claimableFrom: startsAt.toISOString(), claimableUntil: endsAt.toISOString() },
    ...definition,
    claimed: usedOf(shown, (part) => part === QUOTA_PARTS.all),
    claimedToday: usedOf(shown, (part) => part.startsWith(QUOTA_PARTS.day(''))),
  };
}

export function presentPromotion(
  shown: ShownCampaign,
  { kind, startsAt, endsAt, definition }: PromotionRecord,
) {
  const ofSku = QUOTA_PARTS.sku('' as never);
  return {
    ...presentShown(shown),
    ...{ kind, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() },
    ...definition,
    budgetUsed: usedOf(shown, (part) => part === QUOTA_PARTS.budget),
    pieces: shown.quotas
      .filter(({ part }) => part.startsWith(ofSku))
      .map(({ part, used, most }) => ({ skuId: part.slice(ofSku.length), used, most })),
  };
}

export function presentTrial({ skus, without, with: withIt, noEffect }: Trial, language: Language) {
  return {
    without: presentPrice(without, skus, language),
    with: presentPrice(withIt, skus, language),
    differenceAmount: without.totalAmount - withIt.totalAmount,
    noEffect: noEffect ?? null,
  };
}

function presentPrice(price: Price, skus: Trial['skus'], language: Language) {
  const { itemsAmount, discountAmount, freightAmount, totalAmount, savedAmount } = price;
  return {
    lines: price.lines.map((line) => {
      const sku = skus.get(line.skuId)!;
      const quantity = sku.price === 0 ? 1 : Math.round(line.listAmount / sku.price);
      return { ...line, ...namesOf(sku, language), quantity, price: sku.price };
    }),
    adjustments: price.adjustments.map((one) => presentAdjustment(one, language)),
    ...{ itemsAmount, discountAmount, freightAmount, totalAmount, savedAmount },
    giftSkuIds: [...price.gifts],
  };
}

function namesOf({ name, nameEn, options }: TrialSku, language: Language) {
  return { name: language === 'en' && nameEn !== '' ? nameEn : name, options: { ...options } };
}

function presentAdjustment(adjustment: Adjustment, language: Language) {
  const { kind, amount, campaignId, couponId, label, lines } = adjustment;
  const reason = wordsIn(ADJUSTMENT_WORDS[kind], language);
  return {
    ...{ kind, amount, reason, label: (label && wordsIn(label, language)) || reason },
    ...(campaignId === undefined ? {} : { campaignId }),
    ...(couponId === undefined ? {} : { couponId }),
    lines: [...lines].map(([skuId, part]) => ({ skuId, amount: part })),
  };
}
