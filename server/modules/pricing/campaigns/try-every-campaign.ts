import type { Clock } from '../../../kernel/clock.ts';
import type { SkuId } from '../../../kernel/ids.ts';
import type { Fen } from '../../../kernel/money.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import type { Database } from '../../../platform/database.ts';
import { listCategoryLinks, listSkusForSale } from '../../catalog/index.ts';
import { toFen } from '../../../kernel/money.ts';
import { openBook } from '../book.ts';
import { listFreightTemplates } from '../freight-templates/freight-templates.sql.ts';
import type { PriceForPayer } from '../price-for.decide.ts';
import { listCampaigns } from './campaigns.sql.ts';
import { phaseOf, type CampaignPhase } from './change-campaign.decide.ts';
import { ADJUSTMENT_WORDS } from './present-campaigns.ts';
import { familyOf } from './save-campaigns.ts';
import {
  tryCampaign,
  tryNone,
  type TrialDeps,
  type TrialRefusal,
  type TrialRequest,
} from './try-campaign.ts';

/** What a basket comes to, step by step. */
export type TriedCampaign = {
  readonly itemsAmount: Fen;
  readonly steps: readonly { readonly label: string; readonly amount: Fen }[];
  readonly totalAmount: Fen;
  /** Why the campaign takes no effect. */
  readonly noEffect?: string;
};
type Named = TriedCampaign & { readonly name: string; readonly phase: CampaignPhase };

/** For a command beside the shop: a basket without any campaign, and with each, beside those that run. */
export async function tryEveryCampaign(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  lines: TrialRequest['lines'],
): Promise<Result<{ readonly none: TriedCampaign; readonly campaigns: readonly Named[] }, TrialRefusal>> {
  const [campaigns, templates, categories] = await Promise.all([
    listCampaigns(database),
    listFreightTemplates(database),
    listCategoryLinks(database),
  ]);
  const book = openBook(campaigns, templates, categories);
  const deps: TrialDeps = {
    ...{ database, clock, book: () => book },
    skusForSale: async (skuIds: readonly SkuId[]) =>
      new Map(
        (await listSkusForSale(database, skuIds)).map(({ priceFen, ...sku }) => [
          sku.skuId,
          { ...sku, price: toFen(priceFen) },
        ]),
      ),
    findBuyers: () => Promise.resolve(new Set()),
  };
  const none = await tryNone(deps, { lines });
  if (!none.ok) return none;
  const tried: Named[] = [];
  for (const campaign of campaigns) {
    const trial = await tryCampaign(deps, familyOf(campaign), campaign.campaignId, { lines });
    if (!trial.ok) return trial;
    const { with: withIt, noEffect } = trial.value;
    const { name } = campaign;
    const told = { ...tell(withIt), name, phase: phaseOf(campaign, clock.now()) };
    tried.push({ ...told, ...(noEffect === undefined ? {} : { noEffect: noEffect.reason }) });
  }
  return ok({ none: tell(none.value), campaigns: tried });
}

function tell({ itemsAmount, adjustments, totalAmount }: PriceForPayer): TriedCampaign {
  const steps = adjustments.map(({ kind, label, amount }) => ({
    label: (label ?? ADJUSTMENT_WORDS[kind]).zh,
    amount,
  }));
  return { itemsAmount, steps, totalAmount };
}
