import type { CartLine as StoredLine } from '#server/modules/cart/index.ts';

export type { StoredLine };

/** A line of the cart beside what its customer may order. */
export type CartLine = Omit<StoredLine, 'problem'> & {
  readonly problem?: StoredLine['problem'] | 'unpaid_limit' | 'purchase_limit';
  /** How many can be ordered now: what is there, and what is not yet held by orders that are to be paid. */
  readonly most: number;
  /** Of its product, and how many of them the customer may still buy. */
  readonly purchaseLimit?: PurchaseLimit;
};
export type PurchaseLimit = { readonly pieces: number; readonly days: number | null; readonly left: number };

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
  limits: ReadonlyMap<StoredLine['skuId'], PurchaseLimit> = new Map(),
): CartLine[] {
  return lines.map((line) => {
    const unpaid = room.get(line.skuId) ?? MAX_QUANTITY;
    const purchaseLimit = limits.get(line.skuId);
    const left = Math.min(unpaid, purchaseLimit?.left ?? MAX_QUANTITY);
    const isOver = line.quantity > left && (line.problem === undefined || line.problem === 'price_changed');
    return {
      ...line,
      most: Math.min(line.available, left),
      ...(purchaseLimit && { purchaseLimit }),
      ...(isOver ? { problem: left < unpaid ? ('purchase_limit' as const) : ('unpaid_limit' as const) } : {}),
    };
  });
}

/** Of what is in the cart fewer can be ordered. */
export function isTooMany(problem: CartLine['problem']): boolean {
  return problem === 'short_stock' || problem === 'unpaid_limit' || problem === 'purchase_limit';
}

/** Sorts a cart's lines. `only` names the SKUs to order; where it is empty, all that can be ordered are. */
export function viewCart(lines: readonly CartLine[], only: readonly string[]): CartView {
  const isGone = ({ problem }: CartLine): boolean => problem === 'not_for_sale' || problem === 'sold_out';
  const kept = lines.filter((line) => !isGone(line));
  const selectable = kept.filter(({ problem }) => !isTooMany(problem)).map(({ skuId }) => String(skuId));
  return {
    lines: kept,
    gone: lines.filter(isGone),
    selectable,
    selected: only.length === 0 ? selectable : selectable.filter((skuId) => only.includes(skuId)),
  };
}

/** The address of the cart with these SKUs selected, and these coupons, as they stand in an address. */
export function cartHref(
  selected: readonly string[],
  selectable: readonly string[],
  coupons = 'best',
): string {
  const isAll = selected.length === selectable.length;
  const chosen = isAll ? [] : selected.length === 0 ? [NOTHING] : selected;
  const query = new URLSearchParams(chosen.map((skuId) => ['only', skuId]));
  if (coupons !== 'best') query.set('coupons', coupons);
  return query.size === 0 ? '/cart' : `/cart?${query.toString()}`;
}
