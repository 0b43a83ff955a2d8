import { readLine, readNumber, readText } from '#lib/form/read-form.server.ts';
import { formatAmount } from '#lib/format/money.ts';
import { m } from '#lib/words/m.ts';
import type { SkuId } from '#server/kernel/ids.ts';
import type { Trial } from '#server/modules/pricing/index.ts';
import { searchSkus, skusOf, type Sources } from './find-goods.server.ts';
import type { TrialView } from './trial-view.ts';

const NUMBER = /^[1-9]\d{0,17}$/;
const MOST_LINES = 50;
const MOST_PIECES = 999;

type Line = { readonly skuId: SkuId; readonly quantity: number };

function readLines(form: FormData): Line[] {
  const wanted = new Map<SkuId, number>();
  for (const value of form.getAll('sku').slice(0, MOST_LINES)) {
    if (typeof value !== 'string' || !NUMBER.test(value)) continue;
    const quantity = Number(readNumber(form, `quantity-${value}`));
    if (Number.isInteger(quantity) && quantity > 0)
      wanted.set(value as SkuId, Math.min(quantity, MOST_PIECES));
  }
  const taken = readText(form, 'take', 18);
  if (NUMBER.test(taken)) wanted.set(taken as SkuId, (wanted.get(taken as SkuId) ?? 0) + 1);
  return [...wanted].map(([skuId, quantity]) => ({ skuId, quantity }));
}

/** The basket that a form holds, priced with the campaign and without. */
export async function readTrial(form: FormData, id: string, sources: Sources): Promise<TrialView> {
  const { office, language } = sources;
  const q = readLine(form, 'q');
  const lines = readLines(form);
  const [found, skus] = await Promise.all([
    q === '' ? undefined : searchSkus(sources, q),
    skusOf(
      sources,
      lines.map(({ skuId }) => skuId),
    ),
  ]);
  const known = lines.filter(({ skuId }) => skus.some((one) => one.skuId === skuId));
  const view = {
    ...{ q, found },
    lines: known.map(({ skuId, quantity }) => {
      const { name, options } = skus.find((one) => one.skuId === skuId)!;
      return { skuId, name, options, quantity };
    }),
  };
  if (known.length === 0) return view;
  const outcome = await office.campaigns.try(undefined, id, { lines: known });
  if (!outcome.ok) return { ...view, refusal: m.campaign_trial_not_priced() };
  const { without, with: withIt, noEffect } = office.campaigns.forPages.presentTrial(outcome.value, language);
  return {
    ...view,
    result: {
      ...{ without: stepsOf(without), withIt: stepsOf(withIt) },
      difference: without.totalAmount - withIt.totalAmount,
      noEffect: noEffect === null ? undefined : sayNoEffect(noEffect),
    },
  };
}

type Presented = {
  readonly itemsAmount: number;
  readonly totalAmount: number;
  readonly adjustments: readonly { readonly label: string; readonly amount: number }[];
};

function stepsOf({ itemsAmount, totalAmount, adjustments }: Presented) {
  return { itemsAmount, totalAmount, steps: adjustments.map(({ label, amount }) => ({ label, amount })) };
}

function sayNoEffect({ reason, missingAmount }: NonNullable<Trial['noEffect']>): string {
  switch (reason) {
    case 'below_threshold':
      return m.campaign_none_below({ amount: formatAmount(missingAmount ?? 0) });
    case 'nothing_in_scope':
      return m.campaign_none_in_scope();
    case 'not_with_campaign':
      return m.campaign_none_exclusive();
    case 'gift_gone':
      return m.campaign_none_gift();
    case 'new_customers_only':
      return m.campaign_none_new();
    case 'freight_is_free':
      return m.campaign_none_freight();
    case 'others_are_better':
      return m.campaign_none_better();
    default:
      return m.campaign_none();
  }
}
