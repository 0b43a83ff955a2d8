/** What can be done to many orders at once, as the form names it. */
export const BULK_KINDS = ['tag', 'note', 'cancel_unpaid'] as const;
export type BulkKind = (typeof BULK_KINDS)[number];

/** As many orders as one act takes. */
export const MOST_ORDERS = 500;

/** What was typed, so that the form can be drawn again and sent once more. */
export type BulkTyped = {
  readonly numbers: string;
  readonly kind: BulkKind;
  /** Not `add` and `remove`: a field of that name would stand before what a form element can do. */
  readonly added: string;
  readonly removed: string;
  readonly text: string;
  readonly reason: string;
};

export type BulkErrors = Readonly<
  Partial<Record<'numbers' | 'added' | 'text' | 'reason', string | undefined>>
>;

/** What would become of an order, or has become of it. */
export type BulkRowView = {
  readonly orderNo: string;
  readonly outcome: 'ready' | 'done' | 'unchanged' | 'refused' | 'failed';
  /** Why it is refused. */
  readonly why: string | undefined;
};
