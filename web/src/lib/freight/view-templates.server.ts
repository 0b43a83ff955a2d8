import { m } from '#lib/words/m.ts';
import { wordsIn, type Language } from '#server/kernel/language.ts';
import type { FreightBasis } from '#server/modules/pricing/freight.ts';
import { tellWarning } from '#server/modules/pricing/freight-templates/template-words.ts';
import type { KnownTemplate } from '#server/modules/pricing/index.ts';
import { formatPrice } from '../format/money.ts';
import { sayRegions, type RegionNames } from './pick-regions.server.ts';
import { sayRow } from './say-row.ts';

/** A template as a list shows it. */
export type TemplateView = {
  readonly id: string;
  readonly name: string;
  readonly basis: FreightBasis;
  readonly isDefault: boolean;
  readonly version: number;
  /** What the way costs wherever no row names the district, or by the first row. */
  readonly asks: string;
  readonly free: string | undefined;
  readonly otherRows: number;
  readonly notServed: string;
  readonly productCount: number;
  readonly warnings: readonly string[];
};

export function viewTemplate(
  { templateId, name, definition, isDefault, version, productCount, warnings }: KnownTemplate,
  language: Language,
  names: Pick<RegionNames, 'nameOf'>,
): TemplateView {
  const { basis, rows, notServed, free } = definition;
  const row = rows.find(({ regions }) => regions.length === 0) ?? rows[0];
  return {
    ...{ id: templateId, name, basis, isDefault, version, productCount },
    asks: row === undefined ? '' : sayRow(basis, row),
    free: sayFree(free),
    otherRows: Math.max(0, rows.length - 1),
    notServed: sayRegions(notServed, names),
    warnings: warnings.map((warning) => wordsIn(tellWarning(warning), language)),
  };
}

function sayFree(free: KnownTemplate['definition']['free']): string | undefined {
  if (free === undefined) return undefined;
  const { fromAmount, fromPieces, mode } = free;
  const amount = fromAmount === undefined ? [] : [formatPrice(fromAmount)];
  const pieces = fromPieces === undefined ? [] : [m.template_pieces({ count: fromPieces })];
  const joined = [...amount, ...pieces].join(mode === 'and' ? m.template_and_word() : m.template_or_word());
  return m.template_free_from({ from: joined });
}
