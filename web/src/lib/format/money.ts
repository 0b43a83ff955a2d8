const GROUPS = /\B(?=(\d{3})+$)/g;

export type PriceParts = { readonly sign: '' | '−'; readonly whole: string; readonly cents: string };

/** `125890` fen as `1,258` and `90`. */
export function priceParts(fen: number): PriceParts {
  const amount = Math.abs(fen);
  return {
    sign: fen < 0 ? '−' : '',
    whole: Math.floor(amount / 100)
      .toString()
      .replace(GROUPS, ','),
    cents: (amount % 100).toString().padStart(2, '0'),
  };
}

/** `¥1,258.00`, always with two decimals: product page, checkout, orders. */
export function formatAmount(fen: number): string {
  const { sign, whole, cents } = priceParts(fen);
  return `${sign}¥${whole}.${cents}`;
}

/** `¥899`, with cents only where there are some: cards and cart rows. */
export function formatPrice(fen: number): string {
  const { sign, whole, cents } = priceParts(fen);
  return cents === '00' ? `${sign}¥${whole}` : `${sign}¥${whole}.${cents}`;
}

/** `1,258.9` without a sign of its own, for sentences such as 「现价 899 元」 and for machine-readable prices. */
export function plainYuan(fen: number): string {
  const { sign, whole, cents } = priceParts(fen);
  return cents === '00' ? `${sign}${whole}` : `${sign}${whole}.${cents}`;
}
