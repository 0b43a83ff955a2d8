import { addFen, allocate, fen, type Fen } from '../../kernel/money.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { OrderState } from './order.ts';

/** What of an order its price depends on. */
export type Priced = {
  readonly state: OrderState;
  readonly payBefore: Date;
  readonly itemsFen: Fen;
  readonly discountFen: Fen;
  readonly freightFen: Fen;
  readonly totalFen: Fen;
};

/** A line of it, before and with its discount. */
export type PricedLine = { readonly listFen: Fen; readonly discountFen: Fen };

export type NewPrice = {
  readonly discountFen: Fen;
  readonly freightFen: Fen;
  readonly totalFen: Fen;
  readonly lineDiscounts: readonly Fen[];
};

export type PriceRefusal =
  | { readonly code: 'price_not_changeable'; readonly state: OrderState }
  /** Somebody else has changed it since it was looked at. */
  | { readonly code: 'price_changed_meanwhile'; readonly totalAmount: Fen };

/** Whether an order may come to `totalFen`: false where it does already. `seenFen`: what it came to where it was looked at. */
export function checkPrice(
  order: Priced,
  { totalFen, seenFen }: { readonly totalFen: Fen; readonly seenFen: Fen | undefined },
  now: Date,
): Result<boolean, PriceRefusal> {
  if (order.state !== 'awaiting_payment' || order.payBefore <= now)
    return refuse({ code: 'price_not_changeable', state: order.state });
  if (order.totalFen === totalFen) return ok(false);
  return seenFen === undefined || seenFen === order.totalFen
    ? ok(true)
    : refuse({ code: 'price_changed_meanwhile', totalAmount: order.totalFen });
}

/**
 * What an order comes to when the shop asks `totalFen` for it. What it costs less is a discount on its goods, split by what each
 * line still costs, and on the freight only where the goods cost nothing any more; what it costs more takes discounts back first,
 * and is freight beyond that. So goods, less discount, with freight always are the total.
 */
export function decidePrice(order: Priced, lines: readonly PricedLine[], totalFen: Fen): NewPrice {
  const less = order.itemsFen + order.freightFen - totalFen;
  const discountFen = fen(Math.min(Math.max(less, 0), order.itemsFen));
  return {
    discountFen,
    freightFen: fen(totalFen - order.itemsFen + discountFen),
    totalFen,
    lineDiscounts: splitDiscount(lines, order.discountFen, discountFen),
  };
}

function splitDiscount(lines: readonly PricedLine[], before: Fen, after: Fen): Fen[] {
  if (after === before) return lines.map(({ discountFen }) => discountFen);
  const isMore = after > before;
  const shares = allocate(
    fen(Math.abs(after - before)),
    lines.map(({ listFen, discountFen }, index) => ({
      key: String(index),
      weight: isMore ? fen(listFen - discountFen) : discountFen,
    })),
  );
  return lines.map(({ discountFen }, index) => {
    const share = shares.get(String(index))!;
    return isMore ? addFen(discountFen, share) : fen(discountFen - share);
  });
}
