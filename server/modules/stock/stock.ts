import type { OrderNo, SkuId } from '../../kernel/ids.ts';

/** What there is of a SKU. `reserved` of `onHand` is promised to orders that have not left yet. */
export type StockLevel = {
  readonly onHand: number;
  readonly reserved: number;
  readonly movements: number;
  /** From how many pieces on a page says that few are left, and staff are told. */
  readonly lowStockAt: number;
};

/** `low`: no more can be sold than the rule of the SKU says; `out`: nothing. */
export const SHORTAGES = ['low', 'out'] as const;
export type Shortage = (typeof SHORTAGES)[number];

/** The same with what is marked of it: a minute late at most where orders have changed it. */
export type KnownStock = StockLevel & {
  readonly skuId: SkuId;
  /** Null where there is enough. */
  readonly shortage: Shortage | null;
  /** When it fell below its rule. */
  readonly shortSince: Date | null;
};

/** How many SKUs are short, those that are out among them, and since when the first is. */
export type Shortages = { readonly low: number; readonly out: number; readonly oldestAt: Date | null };

/** The rule of a SKU that nobody has said another for, as the table has it. */
export const FIRST_LOW_STOCK_AT = 10;
/** More than any rule asks for. */
export const MOST_LOW_STOCK_AT = 1_000_000;

/** Pieces of a SKU for an order: taken out of what is available, or given back to it. */
export type StockChange = { readonly skuId: SkuId; readonly orderNo: OrderNo; readonly quantity: number };

/** Pieces that can be sold now, never less than none. The only place that says what "available" means. */
export function availableOf(level: Pick<StockLevel, 'onHand' | 'reserved'> | undefined): number {
  return level === undefined ? 0 : Math.max(0, level.onHand - level.reserved);
}
