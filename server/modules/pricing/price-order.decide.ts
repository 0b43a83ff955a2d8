import { addFen, fen, timesFen, ZERO, type Fen } from '../../kernel/money.ts';

export type PricedLine = { readonly listAmount: Fen; readonly discountAmount: Fen; readonly amount: Fen };
export type Price = {
  readonly lines: readonly PricedLine[];
  readonly itemsAmount: Fen;
  readonly discountAmount: Fen;
  readonly freightAmount: Fen;
  /** How much more has to be bought for free freight; 0 where it is free. */
  readonly missingToFreeFreight: Fen;
  readonly totalAmount: Fen;
};

/** One flat rate, free from an amount of goods. */
export type FreightRule = { readonly flat: Fen; readonly freeFrom: Fen };
export const FREIGHT: FreightRule = { flat: fen(800), freeFrom: fen(9900) };

/** What lines cost together. Reads nothing: the same input has the same price today and in ten years. */
export function priceOrder(
  lines: readonly { price: Fen; quantity: number }[],
  rule: FreightRule = FREIGHT,
): Price {
  const priced = lines.map(({ price, quantity }) => {
    const listAmount = timesFen(price, quantity);
    return { listAmount, discountAmount: ZERO, amount: listAmount };
  });
  const itemsAmount = addFen(...priced.map((line) => line.listAmount));
  const discountAmount = addFen(...priced.map((line) => line.discountAmount));
  const goods = fen(itemsAmount - discountAmount);
  const isFree = goods >= rule.freeFrom || goods === 0;
  const freightAmount = isFree ? ZERO : rule.flat;
  return {
    lines: priced,
    itemsAmount,
    discountAmount,
    freightAmount,
    missingToFreeFreight: isFree ? ZERO : fen(rule.freeFrom - goods),
    totalAmount: addFen(goods, freightAmount),
  };
}
