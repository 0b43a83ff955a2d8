import type { CartLine } from '../../../../server/modules/cart/index.ts';

export type { CartLine };

/** A cart as its page shows it. */
export type CartView = {
  /** What can be bought, or could with a smaller quantity. */
  readonly lines: readonly CartLine[];
  /** Sold out or taken off sale. */
  readonly gone: readonly CartLine[];
  /** The SKUs that are to be ordered. */
  readonly selected: readonly string[];
  /** The SKUs that can be ordered as they are. */
  readonly selectable: readonly string[];
};

/** What `?only=` says when nothing is selected. */
export const NOTHING = 'none';

/** Sorts a cart's lines. `only` names the SKUs to order; where it is empty, all that can be ordered are. */
export function viewCart(lines: readonly CartLine[], only: readonly string[]): CartView {
  const isGone = ({ problem }: CartLine): boolean => problem === 'not_for_sale' || problem === 'sold_out';
  const kept = lines.filter((line) => !isGone(line));
  const selectable = kept
    .filter(({ problem }) => problem !== 'short_stock')
    .map(({ skuId }) => String(skuId));
  return {
    lines: kept,
    gone: lines.filter(isGone),
    selectable,
    selected: only.length === 0 ? selectable : selectable.filter((skuId) => only.includes(skuId)),
  };
}

/** The address of the cart with these SKUs selected. */
export function cartHref(selected: readonly string[], selectable: readonly string[]): string {
  if (selected.length === selectable.length) return '/cart';
  const chosen = selected.length === 0 ? [NOTHING] : selected;
  return `/cart?${new URLSearchParams(chosen.map((skuId) => ['only', skuId])).toString()}`;
}
