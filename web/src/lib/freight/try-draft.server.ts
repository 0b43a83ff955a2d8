import { m } from '#lib/words/m.ts';
import { fen } from '#server/kernel/money.ts';
import type { TemplateDefinition } from '#server/modules/pricing/freight-templates/freight-template.ts';
import type { Tried } from '#server/modules/pricing/freight-templates/try-template.decide.ts';
import type { BackOffice } from '#server/shop.ts';
import { formatPrice } from '../format/money.ts';
import { readVolume, readYuan } from '../goods/editor-doc.ts';
import { readDefinition } from './draft-to-template.server.ts';
import type { DraftErrors, FreightDraft, TrialDraft, TriedView } from './freight-draft.ts';
import { sayUnits } from './freight-units.ts';
import { sayRegions, type RegionNames } from './pick-regions.server.ts';
import { sayRow } from './say-row.ts';

const MOST_PIECES = 100_000;
const MOST_UNITS = 100_000_000;

type Sources = Pick<BackOffice, 'freight'> & RegionNames;
type Trial = Parameters<BackOffice['freight']['tryOut']>[1];

/** What the way of some goods would cost by a draft that need not be saved, and why; or what cannot be read of it. */
export function tryDraft(
  draft: FreightDraft,
  sources: Sources,
): { readonly tried?: TriedView; readonly errors?: DraftErrors } {
  const read = readDefinition(draft);
  const { trial, errors } = readTrial(draft.trial);
  if ('errors' in read || Object.keys(errors).length > 0)
    return { errors: { ...('errors' in read && read.errors), ...errors } };
  if (read.definition.rows.length === 0) return { errors: { rows: m.template_no_rows() } };
  const tried = sources.freight.tryOut(read.definition, trial);
  return { tried: sayTried(read.definition, tried, draft.trial.regionCode, sources) };
}

function readTrial(typed: TrialDraft): { readonly trial: Trial; readonly errors: DraftErrors } {
  const errors: Record<string, string> = {};
  if (!/^\d{6}$/.test(typed.regionCode)) errors['regionCode'] = m.template_trial_region_missing();
  const pieces = /^\d{1,6}$/.test(typed.pieces) ? Number(typed.pieces) : 0;
  if (pieces < 1 || pieces > MOST_PIECES) errors['pieces'] = m.template_wrong_pieces();
  const weightGrams = typed.weight === '' ? 0 : /^\d{1,9}$/.test(typed.weight) ? Number(typed.weight) : -1;
  if (weightGrams < 0 || weightGrams > MOST_UNITS) errors['weight'] = m.template_wrong_units();
  const volumeCm3 = typed.volume === '' ? 0 : (readVolume(typed.volume) ?? -1);
  if (volumeCm3 < 0 || volumeCm3 > MOST_UNITS) errors['volume'] = m.template_wrong_units();
  const amount = typed.amount === '' ? 0 : readYuan(typed.amount);
  if (amount === undefined) errors['amount'] = m.template_wrong_amount();
  const { regionCode } = typed;
  return { errors, trial: { regionCode, pieces, weightGrams, volumeCm3, amount: fen(amount ?? 0) } };
}

function sayTried(
  { basis, rows }: TemplateDefinition,
  tried: Tried,
  regionCode: string,
  names: RegionNames,
): TriedView {
  const region = names.nameOf(regionCode);
  if (!tried.isServed) return { amount: undefined, why: [m.template_tried_not_served({ region })] };
  const { amount, units, isFree, missingAmount, days } = tried;
  const row = rows[tried.row]!;
  const where = row.regions.length === 0 ? m.template_elsewhere() : sayRegions(row.regions, names);
  const further = Math.ceil(Math.max(0, units - row.firstUnits) / row.furtherUnits);
  return {
    amount,
    why: [
      m.template_tried_row({ at: tried.row + 1, where }),
      m.template_tried_units({ units: sayUnits(basis, units), asked: sayRow(basis, row) }),
      ...(isFree ? [m.template_tried_free()] : []),
      ...(!isFree && further > 0 && row.furtherAmount > 0
        ? [m.template_tried_further({ count: further, amount: formatPrice(further * row.furtherAmount) })]
        : []),
      ...(missingAmount === undefined
        ? []
        : [m.template_tried_missing({ amount: formatPrice(missingAmount) })]),
      ...(days === undefined ? [] : [m.template_tried_days({ from: days[0], to: days[1] })]),
    ],
  };
}
