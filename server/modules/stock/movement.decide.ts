import { ok, refuse, type Result } from '../../kernel/result.ts';
import type { StockLevel } from './stock.ts';

/** What staff do to stock: goods come, are counted, or are gone (broken, lost, given away). */
export const STOCK_WORK = ['receive', 'count', 'write_off'] as const;
export type StockWork = (typeof STOCK_WORK)[number];

/** What lies in the shop cannot be less than what is promised to orders. */
export type BelowReserved = {
  readonly code: 'below_reserved';
  readonly onHand: number;
  readonly reserved: number;
};

/** More than any shop has of one SKU; the database's integers hold some more. */
export const MOST_ON_HAND = 1_000_000_000;
export type TooMuch = { readonly code: 'too_much_stock'; readonly limit: number };

/**
 * How much more lies there after it (less where it is negative): `receive` and `write_off` are told how many came or went, `count`
 * how many lie there. A count that agrees changes nothing, and is kept all the same.
 */
export function decideMovement(
  { onHand, reserved }: Pick<StockLevel, 'onHand' | 'reserved'>,
  work: StockWork,
  quantity: number,
): Result<number, BelowReserved | TooMuch> {
  const after = { receive: onHand + quantity, count: quantity, write_off: onHand - quantity }[work];
  if (after < reserved) return refuse({ code: 'below_reserved', onHand, reserved });
  if (after > MOST_ON_HAND) return refuse({ code: 'too_much_stock', limit: MOST_ON_HAND });
  return ok(after - onHand);
}
