import type { ProductId, SkuId } from '../../server/kernel/ids.ts';
import { fen } from '../../server/kernel/money.ts';
import type { Goods } from '../../server/modules/pricing/basket.ts';
import type { Coupon, Scope, Step } from '../../server/modules/pricing/campaign.ts';
import type { FreightGoods, FreightRules } from '../../server/modules/pricing/freight.ts';
import type { Price, PricingInput } from '../../server/modules/pricing/price.ts';
import { priceBasket } from '../../server/modules/pricing/price-basket.decide.ts';

export const FLAT: FreightRules = {
  mode: 'sum',
  templates: new Map([
    [
      'flat',
      {
        templateId: 'flat',
        basis: 'piece',
        rows: [
          {
            regions: [],
            ...{ firstUnits: 1_000_000, firstAmount: fen(800), furtherUnits: 1, furtherAmount: fen(0) },
            surchargeAmount: fen(0),
          },
        ],
        notServed: [],
        free: { fromAmount: fen(9_900), mode: 'or', basis: 'after_all_discounts' },
      },
    ],
  ]),
};
export const NO_FREIGHT: FreightRules = {
  mode: 'sum',
  templates: new Map([
    [
      'flat',
      { ...FLAT.templates.get('flat')!, free: { fromPieces: 1, mode: 'or', basis: 'before_coupons' } },
    ],
  ]),
};

export type Line = Goods & FreightGoods;

export function line(sku: number, price: number, quantity = 1, category = 'all'): Line {
  return {
    skuId: String(sku) as SkuId,
    productId: `p${sku}` as ProductId,
    categoryIds: [category],
    price: fen(price),
    quantity,
    ...{ templateId: 'flat', weightGrams: 500, volumeCm3: 1_000 },
  };
}

export const ALL: Scope = { kind: 'all' };
export const campaign = (campaignId: string) => ({
  campaignId,
  label: { zh: campaignId, en: campaignId },
  priority: 0,
  exclusiveWith: [] as string[],
});

export function coupon(id: string, steps: readonly Step[], more: Partial<Coupon> = {}): Coupon {
  return {
    kind: 'discount',
    ...{ couponId: id, campaignId: `of-${id}`, label: { zh: id, en: id }, scope: ALL, steps },
    ...{
      thresholdBasis: 'after_promotions',
      validUntil: new Date('2026-12-31'),
      exclusiveWith: [],
      stacksWith: [],
    },
    ...more,
  } as Coupon;
}

export const amountStep = (threshold: number, amount: number): Step => ({
  thresholdAmount: fen(threshold),
  amount: fen(amount),
});
export const percentStep = (percentOff: number, cap?: number): Step => ({
  thresholdAmount: fen(0),
  percentOff,
  ...(cap === undefined ? {} : { capAmount: fen(cap) }),
});

export function input(goods: readonly Line[], more: Partial<PricingInput> = {}): PricingInput {
  return {
    goods,
    piecePrices: [],
    promotions: [],
    coupons: [],
    chosen: 'best',
    freight: NO_FREIGHT,
    ...more,
  };
}

export function priceOf(given: PricingInput): Price {
  const outcome = priceBasket(given);
  if (!outcome.ok) throw new Error(outcome.error.code);
  return outcome.value;
}

export const totalOf = (goods: readonly Line[], more: Partial<PricingInput> = {}): number =>
  priceOf(input(goods, more)).totalAmount;
