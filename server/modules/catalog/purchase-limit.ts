/** How many pieces of a product one customer may buy, of all its variants together: within so many days, or ever where null. */
export type PurchaseLimit = { readonly pieces: number; readonly days: number | null };

export const MOST_LIMITED = { pieces: 100_000, days: 3_650 } as const;

/** Of a row of `p`, as products are called in statements. */
export const PURCHASE_LIMIT = `case when p.purchase_limit_pieces is not null
  then json_build_object('pieces', p.purchase_limit_pieces, 'days', p.purchase_limit_days) end`;
