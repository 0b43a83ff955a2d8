import type { Fen } from '../../kernel/money.ts';

/** What a gateway has booked of one payment or refund on one of its days. */
export type BillLine = {
  readonly kind: 'payment' | 'refund';
  /** Our number of it, as the gateway has it. */
  readonly number: string;
  readonly reference: string;
  /** Paid or given back, never negative. */
  readonly amount: Fen;
  readonly currency: string;
  /** What the gateway keeps for itself; negative where it gives a fee back. */
  readonly fee: Fen;
  readonly at: Date;
};

/** `not_ready`: the gateway makes it later. A day on which nothing was booked has a bill without lines. */
export type BillReport =
  | { readonly state: 'ready'; readonly lines: readonly BillLine[] }
  | { readonly state: 'not_ready' | 'unknown' };

/** The books of a gateway, for those that hand them out. */
export interface Bills {
  /** `date`: a day as the gateway counts its days, `2026-11-27`. Throws for a bill that is not what its service describes. */
  readBill(date: string): Promise<BillReport>;
}
