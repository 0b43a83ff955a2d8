import type { CustomerId, SkuId } from '../../kernel/ids.ts';
import type { PurchaseLimit, SkuForSale } from '../catalog/index.ts';
import type { OverPurchaseLimit, PlaceRefusal, WantedLine } from './order.ts';

/** Pieces of products that customers have bought within the time of their limits, by `boughtKey`; who is missing has none. */
export type Bought = ReadonlyMap<string, number>;
type Skus = ReadonlyMap<SkuId, Pick<SkuForSale, 'productSlug' | 'purchaseLimit'>>;

export const boughtKey = (customerId: CustomerId, productSlug: string): string =>
  `${customerId} ${productSlug}`;

/** Lines of products of which more is wanted, of all their variants together, than the customer may still buy. */
export function overPurchaseLimits(
  skus: Skus,
  bought: Bought,
  customerId: CustomerId,
  lines: readonly WantedLine[],
): OverPurchaseLimit[] {
  const wanted = new Map<string, number>();
  for (const { skuId, quantity } of lines) {
    const slug = skus.get(skuId)?.productSlug;
    if (slug !== undefined) wanted.set(slug, (wanted.get(slug) ?? 0) + quantity);
  }
  return lines.flatMap(({ skuId, quantity }) => {
    const sku = skus.get(skuId);
    if (sku?.purchaseLimit == null) return [];
    const left = leftOfLimit(sku.purchaseLimit, bought.get(boughtKey(customerId, sku.productSlug)));
    if (wanted.get(sku.productSlug)! <= left) return [];
    const { pieces: limit, days } = sku.purchaseLimit;
    return [{ skuId, requested: quantity, left, limit, days }];
  });
}

export function leftOfLimit({ pieces }: PurchaseLimit, bought = 0): number {
  return Math.max(0, pieces - bought);
}

export function checkPurchaseLimits(
  skus: Skus,
  bought: Bought,
  customerId: CustomerId,
  lines: readonly WantedLine[],
): Extract<PlaceRefusal, { code: 'purchase_limit' }> | undefined {
  const over = overPurchaseLimits(skus, bought, customerId, lines);
  return over.length === 0 ? undefined : { code: 'purchase_limit', lines: over };
}

export type LimitOfLine = {
  readonly purchaseLimit: PurchaseLimit & { readonly left: number };
  /** How many of this line can be ordered beside the others of its product. */
  readonly room: number;
};

/** How the limit of its product bears on each line; lines of products without one are not in the answer. */
export function limitsOfLines(
  skus: Skus,
  bought: Bought,
  customerId: CustomerId | null,
  lines: readonly WantedLine[],
): ReadonlyMap<SkuId, LimitOfLine> {
  const slugOf = ({ skuId }: WantedLine) => skus.get(skuId)?.productSlug;
  return new Map(
    lines.flatMap((line): [SkuId, LimitOfLine][] => {
      const { productSlug, purchaseLimit } = skus.get(line.skuId)!;
      if (purchaseLimit === null) return [];
      const left = leftOfLimit(
        purchaseLimit,
        customerId === null ? 0 : bought.get(boughtKey(customerId, productSlug)),
      );
      const others = lines.filter((other) => other !== line && slugOf(other) === productSlug);
      const taken = others.reduce((sum, { quantity }) => sum + quantity, 0);
      return [[line.skuId, { purchaseLimit: { ...purchaseLimit, left }, room: Math.max(0, left - taken) }]];
    }),
  );
}

/** Counts what an order that is placed buys of limited products. */
export function countBought(
  skus: Skus,
  bought: Map<string, number>,
  customerId: CustomerId,
  lines: readonly WantedLine[],
): void {
  for (const { skuId, quantity } of lines) {
    const sku = skus.get(skuId);
    if (sku?.purchaseLimit == null) continue;
    const key = boughtKey(customerId, sku.productSlug);
    bought.set(key, (bought.get(key) ?? 0) + quantity);
  }
}
