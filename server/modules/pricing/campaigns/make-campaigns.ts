import { wordsIn, type Language } from '../../../kernel/language.ts';
import type { ProductId, SkuId } from '../../../kernel/ids.ts';
import type { Fen } from '../../../kernel/money.ts';
import type { Page } from '../../../kernel/page.ts';
import type { Result } from '../../../kernel/result.ts';
import { listProductNames } from '../../catalog/index.ts';
import { makeCalendar, type Calendar, type Proposal } from '../calendar/keep-calendar.ts';
import { formOf, type CampaignForm, type FormPatch } from './campaign-form.ts';
import type { CampaignFault } from './check-campaign.decide.ts';
import { FAULTS } from './campaigns.problems.ts';
import { presentTrial } from './present-campaigns.ts';
import { givesCoupons, type CampaignRecord } from './campaign-record.ts';
import type { ActRefusal, CampaignAct, CampaignPhase } from './change-campaign.decide.ts';
import { removeDraft, type Removal } from './remove-draft.ts';
import {
  actOnCampaign,
  changeCampaign,
  createCampaign,
  type Changed,
  type ChangeOf,
  type Family,
  type Invalid,
  type NotFound,
  type SaveDeps,
  type SaveRefusal,
  type Who,
} from './save-campaigns.ts';
import {
  countPhases,
  listShown,
  showCampaign,
  type CampaignQuery,
  type ShowDeps,
  type ShownCampaign,
} from './show-campaigns.ts';
import {
  tryCampaign,
  type Trial,
  type TrialDeps,
  type TrialRefusal,
  type TrialRequest,
} from './try-campaign.ts';

/** What staff do with campaigns, for their routes and pages. Where no family is named, either is meant. */
export type Campaigns = {
  list(query: CampaignQuery): Promise<Page<ShownCampaign>>;
  /** How many there are in each phase. */
  count(): Promise<ReadonlyMap<CampaignPhase, number>>;
  show(family: Family | undefined, campaignId: string): Promise<Result<ShownCampaign, NotFound>>;
  create(by: Who, form: CampaignForm, state: 'draft' | 'running'): Promise<Result<CampaignRecord, Invalid>>;
  change(by: Who, which: ChangeOf, patch: FormPatch): Promise<Result<CampaignRecord, SaveRefusal>>;
  act(
    by: Who,
    which: ChangeOf,
    act: CampaignAct,
  ): Promise<Result<CampaignRecord, NotFound | Changed | ActRefusal>>;
  /** A draft, for good. */
  remove(by: Who, which: ChangeOf): Promise<Removal>;
  try(
    family: Family | undefined,
    campaignId: string,
    request: TrialRequest,
  ): Promise<Result<Trial, TrialRefusal>>;
  readonly calendar: Calendar;
  readonly forPages: CampaignPages;
};

/** What the pages want besides. */
export type CampaignPages = {
  now(): Date;
  proposals(): Promise<readonly Proposal[]>;
  /** Of all campaigns, for who names others. */
  names(): readonly {
    readonly campaignId: string;
    readonly name: string;
    readonly nameEn: string | null;
    readonly isGoodsCoupon: boolean;
  }[];
  formOf(campaign: CampaignRecord): CampaignForm;
  /** In the order in which they are asked for; unknown ones are left out. */
  skus(skuIds: readonly SkuId[], language: Language): Promise<readonly SkuToName[]>;
  productNames(
    productIds: readonly ProductId[],
    language: Language,
  ): Promise<readonly { readonly id: string; readonly name: string }[]>;
  sayFault(code: CampaignFault['code'], language: Language): string;
  presentTrial(trial: Trial, language: Language): ReturnType<typeof presentTrial>;
};

type SkuToName = {
  readonly skuId: SkuId;
  readonly productId: ProductId;
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
  readonly listPrice: Fen;
};

export function makeCampaigns(deps: SaveDeps & ShowDeps & TrialDeps): Campaigns {
  const calendar = makeCalendar(deps);
  return {
    list: (query) => listShown(deps, query),
    count: () => countPhases(deps),
    show: (family, campaignId) => showCampaign(deps, family, campaignId),
    create: (by, form, state) => createCampaign(deps, by, form, state),
    change: (by, which, patch) => changeCampaign(deps, by, which, patch),
    act: (by, which, act) => actOnCampaign(deps, by, which, act),
    remove: (by, which) => removeDraft(deps, by, which),
    try: (family, campaignId, request) => tryCampaign(deps, family, campaignId, request),
    calendar,
    forPages: makePages(deps, calendar),
  };
}

function makePages({ database, clock, book, skusForSale }: TrialDeps, calendar: Calendar): CampaignPages {
  return {
    now: () => clock.now(),
    proposals: calendar.proposals,
    names: () =>
      [...book().campaigns.values()].map((one) => ({
        ...{ campaignId: one.campaignId, name: one.name, nameEn: one.nameEn },
        isGoodsCoupon: givesCoupons(one) && one.kind !== 'freight',
      })),
    formOf,
    async skus(skuIds, language) {
      const known = await skusForSale(skuIds, database);
      return skuIds.flatMap((skuId) => {
        const sku = known.get(skuId);
        if (sku === undefined) return [];
        const { productId, options, price, nameEn } = sku;
        const name = language === 'en' && nameEn !== '' ? nameEn : sku.name;
        return [{ skuId, productId, name, options, listPrice: price }];
      });
    },
    async productNames(productIds, language) {
      const products = await listProductNames(database, productIds);
      return products.map(({ productId, name, nameEn }) => ({
        id: productId,
        name: language === 'en' && nameEn !== '' ? nameEn : name,
      }));
    },
    sayFault: (code, language) => wordsIn(FAULTS[code], language),
    presentTrial,
  };
}
