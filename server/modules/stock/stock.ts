import type { OrderNo, SkuId } from '../../kernel/ids.ts';

/** What there is of a SKU. `reserved` of `onHand` is promised to orders that have not left yet. */
export type StockLevel = {
  readonly onHand: number;
  readonly reserved: number;
  readonly movements: number;
  /** From how many pieces on a page says that few are left. */
  readonly lowStockAt: number;
};

/** Pieces of a SKU for an order: taken out of what is available, or given back to it. */
export type StockChange = { readonly skuId: SkuId; readonly orderNo: OrderNo; readonly quantity: number };

/** Pieces that can be sold now, never less than none. The only place that says what "available" means. */
export function availableOf(level: Pick<StockLevel, 'onHand' | 'reserved'> | undefined): number {
  return level === undefined ? 0 : Math.max(0, level.onHand - level.reserved);
}
