import type { AddressErrors, AddressValues, RegionLevels } from '../address/address.ts';

/** Something that can be ordered, as the search for it shows it. */
export type FoundSku = {
  readonly skuId: string;
  readonly name: string;
  readonly options: string;
  /** Fen. */
  readonly price: number;
  readonly available: number;
};

/** A line of the order as it is now. */
export type DraftLine = FoundSku & { readonly quantity: number; readonly amount: number };

/** All that was typed, and what it comes to. */
export type Draft = {
  readonly phone: string;
  readonly q: string;
  readonly note: string;
  readonly address: { readonly values: AddressValues; readonly levels: RegionLevels };
  readonly lines: readonly DraftLine[];
  /** Fen; null while there is nothing in it. */
  readonly amounts: {
    readonly itemsAmount: number;
    readonly discountAmount: number;
    readonly freightAmount: number;
    readonly totalAmount: number;
  } | null;
  /** What the search has found; undefined before one. */
  readonly found: readonly FoundSku[] | undefined;
};

export type DraftErrors = AddressErrors &
  Readonly<Partial<Record<'phone' | 'lines' | 'note', string | undefined>>>;
