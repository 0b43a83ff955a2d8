import type { Fen } from '../../kernel/money.ts';

/** What is counted: pieces, grams or cubic centimetres. */
export type FreightBasis = 'piece' | 'weight' | 'volume';

/** What the way to some districts costs: a first unit, and each further one that is begun. Units are those of the template. */
export type FreightRow = {
  /** Codes of GB/T 2260: a province by two digits, a city by four, a district by six. Empty: wherever no other row fits. */
  readonly regions: readonly string[];
  readonly firstUnits: number;
  readonly firstAmount: Fen;
  readonly furtherUnits: number;
  readonly furtherAmount: Fen;
  /** On top of it, for places far off. */
  readonly surchargeAmount: Fen;
  /** In how many days it arrives: from, to. */
  readonly days?: readonly [number, number];
};

/** Of which goods' amount free freight is looked for. */
export type FreeBasis = 'after_all_discounts' | 'before_coupons';

/** Free from an amount, from a number of pieces, or from both. */
export type FreeRule = {
  readonly fromAmount?: Fen;
  readonly fromPieces?: number;
  readonly mode: 'and' | 'or';
  readonly basis: FreeBasis;
};

export type FreightTemplate = {
  readonly templateId: string;
  readonly basis: FreightBasis;
  readonly rows: readonly FreightRow[];
  /** Codes of regions it does not go to at all. */
  readonly notServed: readonly string[];
  readonly free?: FreeRule;
};

/**
 * How the templates of one order add up: each in full, or the dearest first unit once and of the others the further units
 * alone, as if all were in one parcel.
 */
export type FreightMode = 'sum' | 'first_unit_once';

export type FreightRules = {
  readonly templates: ReadonlyMap<string, FreightTemplate>;
  readonly mode: FreightMode;
};

/** What of a line freight is counted by. */
export type FreightGoods = {
  readonly templateId: string;
  readonly weightGrams: number;
  readonly volumeCm3: number;
};
