import type { CampaignKind, CampaignPhase, ShownCampaign } from '#server/modules/pricing/index.ts';
import { m } from '#lib/words/m.ts';
import { formatCount } from '../format/count.ts';
import { formatPrice } from '../format/money.ts';

export const COUPONS = ['amount', 'percent', 'freight', 'gift'] as const satisfies readonly CampaignKind[];
export const PROMOTIONS = [
  ...(['limited_time_price', 'flash_sale', 'n_for_m'] as const),
  ...(['second_at_half_price', 'bundle_price', 'spend_and_save'] as const),
] as const satisfies readonly CampaignKind[];
export const PHASES = [
  ...(['running', 'scheduled', 'draft', 'paused', 'ended'] as const),
] as const satisfies readonly CampaignPhase[];

const KINDS: Readonly<Record<CampaignKind, () => string>> = {
  amount: m.campaign_kind_amount,
  percent: m.campaign_kind_percent,
  freight: m.campaign_kind_freight,
  gift: m.campaign_kind_gift,
  limited_time_price: m.campaign_kind_limited_time_price,
  flash_sale: m.campaign_kind_flash_sale,
  n_for_m: m.campaign_kind_n_for_m,
  second_at_half_price: m.campaign_kind_second_at_half_price,
  bundle_price: m.campaign_kind_bundle_price,
  spend_and_save: m.campaign_kind_spend_and_save,
};
export const kindName = (kind: CampaignKind): string => KINDS[kind]();

const PHASE_NAMES: Readonly<Record<CampaignPhase, () => string>> = {
  running: m.campaign_phase_running,
  scheduled: m.campaign_phase_scheduled,
  draft: m.campaign_phase_draft,
  paused: m.campaign_phase_paused,
  ended: m.campaign_phase_ended,
};
export const phaseName = (phase: CampaignPhase): string => PHASE_NAMES[phase]();

/** How much of a campaign is given: coupons, fen of its budget, or pieces of a flash sale. `most`: null where there is no end. */
export type Use = {
  readonly of: 'coupons' | 'budget' | 'pieces';
  readonly used: number;
  readonly most: number | null;
};

export type CampaignRow = {
  readonly id: string;
  readonly kind: CampaignKind;
  readonly name: string;
  readonly terms: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly phase: CampaignPhase;
  readonly version: number;
  readonly use: Use | undefined;
  readonly orders: number;
  readonly discountAmount: number;
  readonly revenueAmount: number;
};

export function sayUse({ of, used, most }: Use): { readonly used: string; readonly most: string } {
  const say = of === 'budget' ? formatPrice : formatCount;
  return { used: say(used), most: most === null ? m.campaign_no_end() : say(most) };
}

type Campaign = ShownCampaign['campaign'];
type Step = {
  readonly thresholdAmount: number;
  readonly amount?: number | undefined;
  readonly percentOff?: number | undefined;
  readonly capAmount?: number | undefined;
};

/** `8.5` of 8.5 折, and 15 of 15 % off. */
export const tenths = (percentOff: number): string => String((10_000 - percentOff) / 1_000);
export const percents = (percentOff: number): string => String(percentOff / 100);

function sayStep({ thresholdAmount, amount, percentOff, capAmount }: Step): string {
  const from = formatPrice(thresholdAmount);
  if (percentOff === undefined)
    return thresholdAmount === 0
      ? m.campaign_terms_off({ amount: formatPrice(amount ?? 0) })
      : m.campaign_terms_from_off({ from, amount: formatPrice(amount ?? 0) });
  const rate = { tenths: tenths(percentOff), percent: percents(percentOff) };
  const said =
    thresholdAmount === 0 ? m.campaign_terms_percent(rate) : m.campaign_terms_from_percent({ from, ...rate });
  return capAmount === undefined ? said : m.campaign_terms_cap({ terms: said, cap: formatPrice(capAmount) });
}

/** What a campaign gives, in a line. */
export function sayTerms(campaign: Campaign): string {
  switch (campaign.kind) {
    case 'amount':
    case 'percent': {
      const { steps, thresholdAmount, amount, percentOff, capAmount } = campaign.definition;
      return (steps ?? [{ thresholdAmount, amount, percentOff, capAmount }]).map(sayStep).join(' / ');
    }
    case 'spend_and_save':
      return campaign.definition.steps.map(sayStep).join(' / ');
    case 'freight': {
      const { thresholdAmount, amount } = campaign.definition;
      const from = formatPrice(thresholdAmount);
      if (amount !== undefined) return m.campaign_terms_freight_up_to({ from, amount: formatPrice(amount) });
      return thresholdAmount === 0 ? m.campaign_terms_freight() : m.campaign_terms_freight_from({ from });
    }
    case 'gift':
      return m.campaign_terms_gift({ from: formatPrice(campaign.definition.thresholdAmount) });
    case 'limited_time_price':
    case 'flash_sale':
      return m.campaign_terms_skus({ count: campaign.definition.prices.length });
    case 'n_for_m':
      return m.campaign_terms_n_for_m({ n: campaign.definition.n, m: campaign.definition.m });
    case 'second_at_half_price':
      return m.campaign_kind_second_at_half_price();
    case 'bundle_price': {
      const { parts, price } = campaign.definition;
      const pieces = parts.reduce((sum, { quantity }) => sum + quantity, 0);
      return m.campaign_terms_bundle({ count: pieces, price: formatPrice(price) });
    }
  }
}

export function viewRow(
  { campaign, phase, quotas, effect }: ShownCampaign,
  locale: 'zh' | 'en',
): CampaignRow {
  const { campaignId: id, kind, name, nameEn, startsAt, endsAt, version } = campaign;
  return {
    ...{ id, kind, phase, version, startsAt, endsAt, ...effect },
    name: locale === 'en' ? (nameEn ?? name) : name,
    terms: sayTerms(campaign),
    use: useOf(quotas),
  };
}

function useOf(quotas: ShownCampaign['quotas']): Use | undefined {
  const of = (part: string) => quotas.find((one) => one.part === part);
  const [all, budget] = [of('all'), of('budget')];
  if (all !== undefined) return { of: 'coupons', used: all.used, most: all.most };
  const pieces = quotas.filter(({ part }) => part.startsWith('sku '));
  if (pieces.length > 0)
    return {
      of: 'pieces',
      used: pieces.reduce((sum, { used }) => sum + used, 0),
      most: pieces.reduce((sum, { most }) => sum + (most ?? 0), 0),
    };
  return budget?.most == null ? undefined : { of: 'budget', used: budget.used, most: budget.most };
}
