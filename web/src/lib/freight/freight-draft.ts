import type { FreeBasis, FreightBasis } from '#server/modules/pricing/freight.ts';
import type { RegionLevels } from '../address/address.ts';

export const ROW_FIELDS = [
  ...(['firstUnits', 'firstAmount', 'furtherUnits', 'furtherAmount'] as const),
  ...(['surcharge', 'daysFrom', 'daysTo'] as const),
] as const;
export type RowField = (typeof ROW_FIELDS)[number];

/** A row as it is typed: units in pieces, kg or m³, amounts in yuan. */
export type RowDraft = {
  /** Keys of provinces, cities and districts; none: everywhere else. */
  readonly regions: readonly string[];
  readonly typed: Readonly<Record<RowField, string>>;
};

/** What is tried: a district, and goods. Weight and volume are those of one piece. */
export type TrialDraft = {
  readonly province: string;
  readonly city: string;
  readonly regionCode: string;
  readonly pieces: string;
  readonly weight: string;
  readonly volume: string;
  readonly amount: string;
};

/** A template as its form holds it, before anybody has judged it. */
export type FreightDraft = {
  readonly name: string;
  readonly basis: FreightBasis;
  readonly rows: readonly RowDraft[];
  readonly notServed: readonly string[];
  readonly free: {
    readonly amount: string;
    readonly pieces: string;
    readonly mode: 'and' | 'or';
    /** Empty: as the shop is set. */
    readonly basis: FreeBasis | '';
  };
  readonly isDefault: boolean;
  /** Whose regions are being chosen, `row-0` or `not`, and which province or city is opened for it. */
  readonly picking: { readonly place: string; readonly open: string } | undefined;
  readonly trial: TrialDraft;
};
export type DraftErrors = Readonly<Record<string, string>>;

const NOTHING_TYPED = Object.fromEntries(ROW_FIELDS.map((field) => [field, ''])) as RowDraft['typed'];
export const EMPTY_ROW: RowDraft = { regions: [], typed: NOTHING_TYPED };
const EMPTY_TRIAL: TrialDraft = {
  ...{ province: '', city: '', regionCode: '', pieces: '1', weight: '', volume: '', amount: '' },
};

export const EMPTY_DRAFT: FreightDraft = {
  ...{ name: '', basis: 'piece', notServed: [], isDefault: false, picking: undefined, trial: EMPTY_TRIAL },
  rows: [{ regions: [], typed: { ...NOTHING_TYPED, firstUnits: '1', furtherUnits: '1' } }],
  free: { amount: '', pieces: '', mode: 'or', basis: '' },
};

/** Of a list of regions: what each is called, and what may be chosen where it is being changed. */
export type PlaceView = {
  readonly place: string;
  readonly keys: readonly string[];
  /** What they are called, in one sentence; empty where there are none. */
  readonly said: string;
  readonly picker: PickerView | undefined;
};

/** A division that can be chosen as a whole, or opened to choose within it. */
export type Choice = {
  readonly key: string;
  readonly name: string;
  readonly isChosen: boolean;
  /** How many are chosen within it. */
  readonly within: number;
  /** Which other row, or the regions that are not served, has it. */
  readonly taken: string | undefined;
  /** What opening it posts; undefined where there is nothing below it. */
  readonly opens: string | undefined;
  /** What is shown below it. */
  readonly inner: readonly Choice[] | undefined;
};
export type PickerView = {
  readonly choices: readonly Choice[];
  /** Chosen, and not shown above. */
  readonly rest: readonly string[];
  /** Codes that are none any more. */
  readonly gone: readonly { readonly key: string; readonly name: string }[];
};

/** What stands around a draft on its page. */
export type EditorView = {
  readonly draft: FreightDraft;
  readonly rows: readonly PlaceView[];
  readonly notServed: PlaceView;
  readonly levels: RegionLevels;
};

/** What trying it has come to, in sentences. */
export type TriedView = {
  readonly amount: number | undefined;
  readonly why: readonly string[];
};
