import type { SkuId } from '../../kernel/ids.ts';
import { keepInMemory, type KeepDeps, type Kept } from '../../platform/keep-in-memory.ts';
import type { Queryable } from '../../platform/database.ts';
import {
  givesCoupons,
  hasPrices,
  type CampaignRecord,
  type PricesDefinition,
} from './campaigns/campaign-record.ts';
import { listCampaigns, PRICES_CHANGED } from './campaigns/campaigns.sql.ts';
import type { FreeBasis, FreightMode, FreightRules, FreightTemplate } from './freight.ts';
import type { FreightTemplateRow } from './freight-templates/freight-template.ts';
import { listFreightTemplates } from './freight-templates/freight-templates.sql.ts';

/** A category and the one above it, if any. */
export type CategoryLink = { readonly id: string; readonly parentId: string | null };

export type PricesOfSkus = ReadonlyMap<SkuId, PricesDefinition['prices'][number]>;

/** All that prices are decided by, beside goods and customers. Kept in memory: every quote and order asks it. */
export type Book = {
  readonly campaigns: ReadonlyMap<string, CampaignRecord>;
  readonly freight: FreightRules;
  readonly templates: readonly FreightTemplateRow[];
  /** Whether any campaign gives coupons: where none does, nobody looks for them. */
  readonly hasCoupons: boolean;
  /** What a campaign asks for single SKUs, by SKU: there may be thousands, of which an order wants a few. */
  pricesOf(campaignId: string): PricesOfSkus;
  /** For goods that name no template of freight. */
  readonly defaultTemplateId: string;
  /** Each of these categories and all above them. */
  withAbove(categoryIds: readonly string[]): readonly string[];
};

/** How the shop counts freight, as its settings say. */
export type FreightManner = { readonly mode: FreightMode; readonly freeBasis: FreeBasis };
const USUAL: FreightManner = { mode: 'sum', freeBasis: 'after_all_discounts' };

/** `manner` is asked again and again: where it answers another object, settings were changed. */
export async function keepBook(
  deps: KeepDeps,
  listCategories: (on: Queryable) => Promise<readonly CategoryLink[]>,
  manner: () => FreightManner,
): Promise<Kept<Book>> {
  const kept = await keepInMemory(deps, {
    channel: PRICES_CHANGED,
    what: 'campaigns and templates of freight',
    async read(on) {
      const [campaigns, templates, categories] = await Promise.all([
        listCampaigns(on),
        listFreightTemplates(on),
        listCategories(on),
      ]);
      return { campaigns, templates, categories };
    },
  });
  let opened: { readonly of: unknown; readonly by: FreightManner; readonly book: Book } | undefined;
  return {
    ...kept,
    now() {
      const of = kept.now();
      const by = manner();
      if (opened?.of !== of || opened.by !== by)
        opened = { of, by, book: openBook(of.campaigns, of.templates, of.categories, by) };
      return opened.book;
    },
  };
}

export function openBook(
  campaigns: readonly CampaignRecord[],
  templates: readonly FreightTemplateRow[],
  categories: readonly CategoryLink[],
  { mode, freeBasis }: FreightManner = USUAL,
): Book {
  const byDefault = templates.find(({ isDefault }) => isDefault);
  if (byDefault === undefined) throw new Error('no template of freight is the default');
  const { templateId: defaultTemplateId } = byDefault;
  return {
    ...indexCampaigns(campaigns),
    templates,
    defaultTemplateId,
    freight: {
      mode,
      templates: new Map(
        templates.map(({ templateId, definition: { free, ...definition } }): [string, FreightTemplate] => [
          templateId,
          { templateId, ...definition, ...(free && { free: { basis: freeBasis, ...free } }) },
        ]),
      ),
    },
    withAbove: climb(categories),
  };
}

/** A book with other campaigns in place of its own. */
export function withCampaigns(book: Book, campaigns: readonly CampaignRecord[]): Book {
  return { ...book, ...indexCampaigns(campaigns) };
}

function indexCampaigns(
  campaigns: readonly CampaignRecord[],
): Pick<Book, 'campaigns' | 'pricesOf' | 'hasCoupons'> {
  const prices = new Map(campaigns.filter(hasPrices).map((one) => [one.campaignId, bySku(one.definition)]));
  return {
    campaigns: new Map(campaigns.map((campaign) => [campaign.campaignId, campaign])),
    pricesOf: (campaignId) => prices.get(campaignId) ?? NO_PRICES,
    hasCoupons: campaigns.some(givesCoupons),
  };
}

const NO_PRICES: PricesOfSkus = new Map();

function bySku({ prices }: PricesDefinition): PricesOfSkus {
  return new Map(prices.map((one) => [one.skuId, one]));
}

function climb(categories: readonly CategoryLink[]): Book['withAbove'] {
  const parents = new Map(categories.map(({ id, parentId }) => [id, parentId]));
  return (categoryIds) => {
    const all = new Set<string>();
    for (const from of categoryIds)
      for (let id: string | null | undefined = from; id && !all.has(id); id = parents.get(id)) all.add(id);
    return [...all];
  };
}
