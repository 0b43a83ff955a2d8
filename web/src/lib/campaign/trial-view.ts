import type { FoundSku } from './campaign-draft.ts';

type Priced = {
  readonly itemsAmount: number;
  readonly totalAmount: number;
  readonly steps: readonly { readonly label: string; readonly amount: number }[];
};
/** A basket that is tried, and what it comes to with and without the campaign. */
export type TrialView = {
  readonly q: string;
  readonly found: readonly FoundSku[] | undefined;
  readonly lines: readonly {
    readonly skuId: string;
    readonly name: string;
    readonly options: string;
    readonly quantity: number;
  }[];
  readonly refusal?: string;
  readonly result?: {
    readonly without: Priced;
    readonly withIt: Priced;
    readonly difference: number;
    readonly noEffect: string | undefined;
  };
};
export const NO_TRIAL: TrialView = { q: '', found: undefined, lines: [] };
