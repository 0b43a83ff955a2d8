import type { CampaignKind } from '#server/modules/pricing/index.ts';

/** Fields of one line, as they are typed: amounts in yuan, times of Shanghai. */
export const TYPED_FIELDS = [
  ...(['name', 'nameEn', 'startsAt', 'endsAt', 'code', 'thresholdAmount', 'amount', 'percentOff'] as const),
  ...(['capAmount', 'quota', 'quotaPerCustomer', 'quotaPerDay', 'validDays', 'validFrom'] as const),
  ...(['validUntil', 'budgetAmount', 'piecesPerCustomer', 'n', 'm', 'price', 'priority'] as const),
] as const;
export type TypedField = (typeof TYPED_FIELDS)[number];

/** Something of the catalogue that a campaign names, with what is typed beside it. */
export type SkuLine = {
  readonly skuId: string;
  readonly name: string;
  readonly options: string;
  /** Fen, as it is now. */
  readonly listPrice: number;
  readonly price: string;
  readonly pieces: string;
};
export type FoundSku = Pick<SkuLine, 'skuId' | 'name' | 'options' | 'listPrice'> & {
  readonly productId: string;
};
export type StepLine = { readonly threshold: string; readonly off: string };
export type ScopeKind = 'all' | 'products' | 'except' | 'categories';

/** A campaign as it is filled in. */
export type CampaignDraft = {
  readonly kind: CampaignKind;
  readonly typed: Readonly<Record<TypedField, string>>;
  readonly scope: ScopeKind;
  readonly products: readonly { readonly id: string; readonly name: string }[];
  readonly categoryIds: readonly string[];
  readonly skus: readonly SkuLine[];
  readonly steps: readonly StepLine[];
  readonly stepsOff: 'amount' | 'percent';
  readonly validity: 'period' | 'days' | 'dates';
  readonly isForNew: boolean;
  readonly isBeforeSpendAndSave: boolean;
  readonly isStackable: boolean;
  readonly exclusiveWith: readonly string[];
  readonly stacksWith: readonly string[];
  readonly q: string;
  /** What the search has found; undefined before one. */
  readonly found: readonly FoundSku[] | undefined;
};
export type DraftErrors = Readonly<Record<string, string>>;

export const NOTHING_TYPED = Object.fromEntries(TYPED_FIELDS.map((name) => [name, ''])) as Readonly<
  Record<TypedField, string>
>;

/** Which parts of the form a kind has. */
export const HAS: Readonly<Record<CampaignKind, ReadonlySet<string>>> = {
  amount: new Set(['coupon', 'scope', 'amount', 'steps']),
  percent: new Set(['coupon', 'scope', 'percentOff', 'steps']),
  freight: new Set(['coupon', 'scope', 'amount']),
  gift: new Set(['coupon', 'scope', 'skus']),
  limited_time_price: new Set(['skus', 'prices', 'budget']),
  flash_sale: new Set(['skus', 'prices', 'pieces', 'budget']),
  n_for_m: new Set(['scope', 'n', 'budget']),
  second_at_half_price: new Set(['scope', 'budget']),
  bundle_price: new Set(['skus', 'parts', 'budget']),
  spend_and_save: new Set(['scope', 'steps', 'budget']),
};
