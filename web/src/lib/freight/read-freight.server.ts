import type { KnownTemplate } from '#server/modules/pricing/index.ts';
import { isTicked, readLine, readNumber, readText } from '../form/read-form.server.ts';
import { typedYuan } from '../goods/editor-doc.ts';
import { EMPTY_DRAFT, EMPTY_ROW, ROW_FIELDS, type FreightDraft, type RowDraft } from './freight-draft.ts';
import { typedUnits } from './freight-units.ts';

const MOST_ROWS = 40;
const MOST_REGIONS = 3_500;
const KEY = /^(?:\d{2}|\d{4}|\d{6})$/;
const PLACE = /^(?:row-\d{1,2}|not):(?:\d{6})?$/;
const BASES = ['piece', 'weight', 'volume'] as const;
const FREE_BASES = ['after_all_discounts', 'before_coupons'] as const;

/** What stands in the fields of the form, after what its button asks for: a row more or less, regions opened or closed. */
export function readDraft(form: FormData): FreightDraft {
  const dropped = readText(form, 'drop', 2);
  const rows = Array.from({ length: Math.min(MOST_ROWS, form.getAll('row').length) }, (_, at) =>
    readRow(form, at),
  ).filter((_, at) => dropped !== String(at));
  const isAdding = readText(form, 'add', 5) !== '' && rows.length < MOST_ROWS;
  const picking = isAdding ? `row-${rows.length}:` : readText(form, 'open', 20) || pickingOf(form, dropped);
  return {
    name: readLine(form, 'name'),
    basis: BASES.find((one) => one === readText(form, 'basis', 10)) ?? 'piece',
    rows: isAdding ? [...rows, EMPTY_ROW] : rows,
    notServed: readRegions(form, 'not'),
    free: {
      ...{ amount: readLine(form, 'freeAmount'), pieces: readNumber(form, 'freePieces') },
      mode: readText(form, 'freeMode', 5) === 'and' ? 'and' : 'or',
      basis: FREE_BASES.find((one) => one === readText(form, 'freeBasis', 30)) ?? '',
    },
    isDefault: isTicked(form, 'isDefault'),
    picking: readPlace(picking),
    trial: {
      ...{ province: readText(form, 'province', 6), city: readText(form, 'city', 6) },
      ...{ regionCode: readText(form, 'regionCode', 6), pieces: readNumber(form, 'pieces') },
      ...{ weight: readNumber(form, 'weight'), volume: readLine(form, 'volume') },
      amount: readLine(form, 'amount'),
    },
  };
}

/** What was opened stays so until another is, or it is closed, or its row is gone. */
function pickingOf(form: FormData, dropped: string): string {
  return dropped === '' && !isTicked(form, 'close') ? readText(form, 'picking', 20) : '';
}

function readPlace(typed: string): FreightDraft['picking'] {
  if (!PLACE.test(typed)) return undefined;
  const [place = '', open = ''] = typed.split(':');
  return { place, open };
}

function readRow(form: FormData, at: number): RowDraft {
  const typed = ROW_FIELDS.map((field) => [field, readLine(form, `row-${at}-${field}`)]);
  return {
    regions: readRegions(form, `row-${at}`),
    typed: Object.fromEntries(typed) as RowDraft['typed'],
  };
}

/** What lies within another that is chosen goes with it. */
function readRegions(form: FormData, place: string): string[] {
  const chosen = new Set(
    form
      .getAll(`region-${place}`)
      .slice(0, MOST_REGIONS)
      .filter((key) => typeof key === 'string' && KEY.test(key)) as string[],
  );
  const isWithin = (key: string): boolean =>
    [2, 4].some((length) => key.length > length && chosen.has(key.slice(0, length)));
  return [...chosen].filter((key) => !isWithin(key));
}

/** A template as its form holds it. */
export function draftOf({ name, isDefault, definition }: KnownTemplate): FreightDraft {
  const { basis, rows, notServed, free } = definition;
  return {
    ...{ ...EMPTY_DRAFT, name, basis, isDefault, notServed },
    rows: rows.map((row): RowDraft => ({
      regions: row.regions,
      typed: {
        firstUnits: typedUnits(basis, row.firstUnits),
        firstAmount: typedYuan(row.firstAmount),
        furtherUnits: typedUnits(basis, row.furtherUnits),
        furtherAmount: typedYuan(row.furtherAmount),
        surcharge: row.surchargeAmount === 0 ? '' : typedYuan(row.surchargeAmount),
        daysFrom: String(row.days?.[0] ?? ''),
        daysTo: String(row.days?.[1] ?? ''),
      },
    })),
    free: {
      amount: free?.fromAmount === undefined ? '' : typedYuan(free.fromAmount),
      pieces: String(free?.fromPieces ?? ''),
      ...{ mode: free?.mode ?? 'or', basis: free?.basis ?? '' },
    },
  };
}
