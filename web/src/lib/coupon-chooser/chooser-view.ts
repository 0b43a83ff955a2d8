/** A coupon as its ticket shows it. */
export type TicketView = {
  readonly id: string;
  /** What it is worth, and from when on. */
  readonly worth: string;
  readonly from: string;
  readonly name: string;
  readonly until: string;
  /** What it does to this order, or why it cannot. */
  readonly says: string;
};

export type ChoiceView = TicketView & {
  readonly isOn: boolean;
  /** What pressing it chooses, as it stands in an address. */
  readonly choice: string;
  /** What pressing it does, for who does not see the ticket. */
  readonly does: string;
};

/** All of a customer's coupons beside what they are about to order. */
export type ChooserView = {
  /** What is used now, as the row says that opens the choice. */
  readonly lead: string;
  /** That nothing is cheaper, or how much the best would save. */
  readonly best: { readonly says: string; readonly isTaken: boolean };
  readonly tickets: readonly ChoiceView[];
  readonly unusable: readonly TicketView[];
  /** Words of the rows that open more. */
  readonly moreSays: string;
  readonly unusableSays: string;
  readonly isNone: boolean;
};

/** So many tickets are shown before the others are asked for. */
export const SHOWN_TICKETS = 3;
