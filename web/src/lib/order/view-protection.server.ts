import type { PriceProtection } from '#server/modules/ordering/index.ts';
import type { PriceDifference } from '../price-breakdown/price-differences.ts';

const DAY_MS = 86_400_000;

/** What an order's page shows of its price protection. */
export type ShownProtection = {
  readonly state: 'claimable' | 'watching' | 'claimed';
  /** Fen. */
  readonly amount: number;
  /** Begun ones count. */
  readonly daysLeft: number;
  /** What lines cost less, each then and now. */
  readonly changes: readonly PriceDifference[];
};

/** Null where there is nothing to say: none, or its time is over. */
export function viewProtection(found: PriceProtection | undefined, now: Date): ShownProtection | null {
  if (found === undefined || found.state === 'none' || found.state === 'over') return null;
  const { state, amount, until, lines } = found;
  return {
    ...{ state, amount },
    daysLeft: until === null ? 0 : Math.ceil((until.getTime() - now.getTime()) / DAY_MS),
    changes: lines.flatMap((line) =>
      line.amount > 0 ? [{ name: line.name, before: line.paidAmount, now: line.nowAmount }] : [],
    ),
  };
}
