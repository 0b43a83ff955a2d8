import type { CustomerId, ProductId, SkuId } from '../../server/kernel/ids.ts';
import { fen } from '../../server/kernel/money.ts';
import type {
  CouponDefinition,
  CouponRecord,
} from '../../server/modules/pricing/campaigns/campaign-record.ts';
import type { Asked, Payer, PricingGround } from '../../server/modules/pricing/price-for.decide.ts';
import { bookOf } from './book-of.ts';
import { couponCampaign, promotion } from './campaigns.ts';

const NOW = new Date('2026-11-27T04:00:00Z');
const LINES = 100;
const COUPONS = 20;

/** What the largest quotes are decided by: a hundred lines, twenty coupons, promotions of several kinds. */
export type LargeQuote = {
  readonly name: string;
  readonly ground: PricingGround;
  readonly payer: Payer;
  readonly asked: Asked;
};

const goods = Array.from({ length: LINES }, (_, n) => ({
  ...{ skuId: String(n + 1) as SkuId, productId: String((n >> 1) + 1) as ProductId },
  ...{ categoryIds: [`c${n % 5}`], price: fen(1_000 + ((n * 7_919) % 9_000)), quantity: 1 + (n % 3) },
  ...{ freightTemplateId: null, weightGrams: 500, volumeCm3: 1_000 },
}));

function couponsOf(more: Partial<CouponDefinition>): CouponRecord[] {
  return Array.from({ length: COUPONS }, (_, n) =>
    n % 4 === 3
      ? couponCampaign({ percentOff: 300 + n * 10, capAmount: fen(5_000), ...more }, { kind: 'percent' })
      : couponCampaign({ amount: fen(500 + n * 100), thresholdAmount: fen(n * 3_000), ...more }),
  );
}

function quoteOf(name: string, coupons: readonly CouponRecord[]): LargeQuote {
  const running = [
    promotion('limited_time_price', { prices: [{ skuId: goods[0]!.skuId, price: fen(900) }] }),
    promotion('n_for_m', { scope: { kind: 'categories', ids: ['c0'] }, n: 3, m: 2 }),
    promotion('second_at_half_price', { scope: { kind: 'categories', ids: ['c1'] } }),
    promotion('spend_and_save', {
      scope: { kind: 'all' },
      steps: [{ thresholdAmount: fen(30_000), amount: fen(4_000) }],
    }),
  ];
  const held = coupons.map(({ campaignId }, n) => ({
    ...{ customerId: 'c' as CustomerId, couponId: `coupon-${n}`, campaignId, state: 'usable' as const },
    ...{ orderNo: null, validFrom: new Date('2026-11-01'), validUntil: new Date('2026-12-01') },
  }));
  return {
    name,
    ground: {
      book: bookOf([...coupons, ...running]),
      now: NOW,
      running,
      left: new Map(),
      giftsLeft: new Map(),
    },
    payer: { coupons: held, taken: new Map() },
    asked: { goods, chosen: 'best' },
  };
}

/** One coupon an order, as most shops have it, and coupons that all may be used together, up to three. */
export const LARGE_QUOTES: readonly LargeQuote[] = [
  quoteOf('100 lines, 20 coupons', couponsOf({})),
  quoteOf('100 lines, 20 coupons that stack', couponsOf({ stackable: true })),
];
