/** What a breakdown needs of a quote or an order; all amounts in fen. */
export type Priced = {
  readonly itemsAmount: number;
  readonly discountAmount: number;
  readonly freightAmount: number;
  readonly totalAmount: number;
  readonly savedAmount?: number;
  readonly adjustments?: readonly PriceAdjustment[];
  /** By which the parts of an adjustment are named. */
  readonly lines?: readonly { readonly skuId: string; readonly name: string }[];
};

export type PriceAdjustment = {
  readonly kind: string;
  readonly label: string;
  readonly reason: string;
  readonly amount: number;
  readonly campaignId?: string;
  readonly couponId?: string;
  readonly lines: readonly { readonly skuId: string; readonly amount: number }[];
};

/** Freight as a quote tells it. */
export type FreightTold = {
  readonly reason: string;
  readonly carrierDays: readonly [number, number] | null;
  /** Said in place of the amount. */
  readonly instead?: string;
};

export type BreakdownRow = {
  /** Of what is changed together with the price. */
  readonly key: string;
  readonly label: string;
  /** Unsaid where it says no more than the label. */
  readonly reason?: string;
  readonly amount: number;
  readonly isGift: boolean;
  /** Which line carries what, where there are several. */
  readonly parts: readonly { readonly name: string; readonly amount: number }[];
};

export type Breakdown = {
  /** Between the goods and freight. */
  readonly discounts: readonly BreakdownRow[];
  /** Before a coupon for it. */
  readonly freightAmount: number;
  /** After freight: coupons for it, and what the shop has changed. */
  readonly after: readonly BreakdownRow[];
  readonly savedAmount: number;
};

const AFTER_FREIGHT: readonly string[] = ['freight_coupon', 'price_change'];

/** Each fen by which the total differs from the goods as listed, in the order in which it is read. */
export function breakDown(priced: Priced): Breakdown {
  const { adjustments = [], lines = [], freightAmount, discountAmount } = priced;
  const names = new Map(lines.map(({ skuId, name }) => [skuId, name]));
  const toRow = (adjustment: PriceAdjustment, index: number): BreakdownRow => {
    const { kind, label, reason, amount, lines: parts } = adjustment;
    return {
      ...{ key: `${keyOf(adjustment)} ${index}`, label, amount, isGift: kind === 'gift' },
      ...(reason === label ? {} : { reason }),
      parts:
        names.size < 2
          ? []
          : parts.map((part) => ({ name: names.get(part.skuId) ?? part.skuId, amount: part.amount })),
    };
  };
  const rows = adjustments.filter(({ kind }) => kind !== 'freight');
  const freight = adjustments.find(({ kind }) => kind === 'freight');
  return {
    discounts: rows.filter(({ kind }) => !AFTER_FREIGHT.includes(kind)).map(toRow),
    after: rows.filter(({ kind }) => AFTER_FREIGHT.includes(kind)).map(toRow),
    freightAmount: adjustments.length === 0 ? freightAmount : (freight?.amount ?? 0),
    savedAmount: priced.savedAmount ?? discountAmount,
  };
}

/** The same adjustment of two prices. */
export const keyOf = ({ couponId, campaignId, kind }: PriceAdjustment): string =>
  couponId ?? campaignId ?? kind;
