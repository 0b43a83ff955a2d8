import { m } from '#lib/words/m.ts';
import { fen, type Fen } from '#server/kernel/money.ts';
import type { FreightBasis } from '#server/modules/pricing/freight.ts';
import {
  MOST_OF_TEMPLATE as MOST,
  type OwnFreeRule,
  type TemplateDefinition,
} from '#server/modules/pricing/freight-templates/freight-template.ts';
import { readYuan } from '../goods/editor-doc.ts';
import type { DraftErrors, FreightDraft, RowDraft } from './freight-draft.ts';
import { readUnits } from './freight-units.ts';

type Read = { readonly definition: TemplateDefinition } | { readonly errors: DraftErrors };
type Note = (field: string, words: string) => void;

/** What a draft says, or what of it cannot be read, by the field. */
export function readDefinition({ basis, rows, notServed, free }: FreightDraft): Read {
  const errors: Record<string, string> = {};
  const note: Note = (field, words) => void (errors[field] = words);
  const definition: TemplateDefinition = {
    ...{ basis, notServed, rows: rows.map((row, at) => readRow(basis, row, at, note)) },
    ...readFree(free, note),
  };
  return Object.keys(errors).length > 0 ? { errors } : { definition };
}

function readRow(
  basis: FreightBasis,
  { regions, typed }: RowDraft,
  at: number,
  note: Note,
): TemplateDefinition['rows'][number] {
  const units = (field: 'firstUnits' | 'furtherUnits'): number => {
    const read = readUnits(basis, typed[field]) ?? 0;
    if (read < 1 || read > MOST.units) note(`row-${at}-${field}`, m.template_wrong_units());
    return read;
  };
  const amount = (field: 'firstAmount' | 'furtherAmount' | 'surcharge'): Fen => {
    const read = field === 'surcharge' && typed[field] === '' ? 0 : readYuan(typed[field]);
    if (read !== undefined && read <= MOST.amount) return fen(read);
    note(`row-${at}-${field}`, m.template_wrong_amount());
    return fen(0);
  };
  return {
    ...{ regions, firstUnits: units('firstUnits'), firstAmount: amount('firstAmount') },
    ...{ furtherUnits: units('furtherUnits'), furtherAmount: amount('furtherAmount') },
    surchargeAmount: amount('surcharge'),
    ...readDays(typed, at, note),
  };
}

function readDays({ daysFrom, daysTo }: RowDraft['typed'], at: number, note: Note) {
  if (daysFrom === '' && daysTo === '') return {};
  const [from, to] = [daysFrom || daysTo, daysTo || daysFrom].map((typed) =>
    /^\d{1,2}$/.test(typed) && Number(typed) <= MOST.days ? Number(typed) : undefined,
  );
  if (from === undefined || to === undefined) note(`row-${at}-days`, m.template_wrong_days());
  return { days: [from ?? 0, to ?? 0] as const };
}

function readFree({ amount, pieces, mode, basis }: FreightDraft['free'], note: Note): { free?: OwnFreeRule } {
  if (amount === '' && pieces === '') return {};
  const fromAmount = amount === '' ? undefined : readYuan(amount);
  if (amount !== '' && (fromAmount === undefined || fromAmount > MOST.freeAmount))
    note('freeAmount', m.template_wrong_amount());
  const isCount = /^[1-9]\d{0,5}$/.test(pieces) && Number(pieces) <= MOST.pieces;
  if (pieces !== '' && !isCount) note('freePieces', m.template_wrong_pieces());
  return {
    free: {
      mode,
      ...(fromAmount !== undefined && { fromAmount: fen(fromAmount) }),
      ...(isCount && { fromPieces: Number(pieces) }),
      ...(basis !== '' && { basis }),
    },
  };
}
