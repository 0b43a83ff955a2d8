import type { CartLine as StoredLine } from '#server/modules/cart/index.ts';

export type { StoredLine };

/** A line of the cart beside what its customer may order. */
export type CartLine = Omit<StoredLine, 'problem'> & {
  readonly problem?: StoredLine['problem'] | 'unpaid_limit';
  /** How many can be ordered now: what is there, and what is not yet held by orders that are to be paid. */
  readonly most: number;
};

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

/** How many of one SKU an order holds at most. */
const MAX_QUANTITY = 999;

/** What `?only=` says when nothing is selected. */
export const NOTHING = 'none';

/** Puts what may be ordered beside what lies in the cart. `room` is without what the shop has of it. */
export function limitLines(
  lines: readonly StoredLine[],
  room: ReadonlyMap<StoredLine['skuId'], number>,
): CartLine[] {
  return lines.map((line) => {
    const left = room.get(line.skuId) ?? MAX_QUANTITY;
    const isOver = line.quantity > left && (line.problem === undefined || line.problem === 'price_changed');
    return {
      ...line,
      most: Math.min(line.available, left),
      ...(isOver ? { problem: 'unpaid_limit' as const } : {}),
    };
  });
}

/** Sorts a cart's lines. `only` names the SKUs to order; where it is empty, all that can be ordered are. */
export function viewCart(lines: readonly CartLine[], only: readonly string[]): CartView {
  const isGone = ({ problem }: CartLine): boolean => problem === 'not_for_sale' || problem === 'sold_out';
  const kept = lines.filter((line) => !isGone(line));
  const selectable = kept
    .filter(({ problem }) => problem !== 'short_stock' && problem !== 'unpaid_limit')
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
