import { expect, test } from 'vitest';
import type { CustomerId, ProductId, SkuId } from '../../kernel/ids.ts';
import { fen } from '../../kernel/money.ts';
import { bookOf } from '../../../test/support/book-of.ts';
import { couponCampaign } from '../../../test/support/campaigns.ts';
import { priceFor } from './price-for.decide.ts';
import { weighCoupons } from './weigh-coupons.decide.ts';

const now = new Date('2026-11-27T04:00:00Z');

test('each coupon that is not used says what it would take off and what all would cost, beside the one for freight', () => {
  const [large, small, freight] = [
    couponCampaign({ amount: fen(3_000) }),
    couponCampaign({ amount: fen(1_000) }),
    couponCampaign({}, { kind: 'freight' }),
  ];
  const held = (campaignId: string, couponId: string) => ({
    ...{ customerId: 'c' as CustomerId, couponId, campaignId, state: 'usable' as const, orderNo: null },
    ...{ validFrom: new Date('2026-11-01'), validUntil: new Date('2026-12-01') },
  });
  const payer = {
    coupons: [held(large.campaignId, 'a'), held(small.campaignId, 'b'), held(freight.campaignId, 'f')],
    taken: new Map(),
  };
  const ground = {
    ...{ book: bookOf([large, small, freight]), now, running: [], left: new Map(), giftsLeft: new Map() },
  };
  const goods = [
    {
      ...{
        skuId: '1' as SkuId,
        productId: '7' as ProductId,
        categoryIds: [],
        price: fen(5_000),
        quantity: 1,
      },
      ...{ freightTemplateId: null, weightGrams: 1, volumeCm3: 1 },
    },
  ];
  const weighed = (chosen: 'best' | readonly string[]) => {
    const priced = priceFor(ground, payer, { goods, chosen });
    if (!priced.ok) throw new Error(priced.error.code);
    return weighCoupons(ground, payer, { goods, chosen }, priced.value);
  };
  expect(weighed('best')).toEqual([
    { couponId: 'b', chosen: ['f', 'b'], discountAmount: 1_000, totalAmount: 4_000 },
  ]);
  expect(weighed([]).map(({ couponId, chosen, totalAmount }) => [couponId, chosen, totalAmount])).toEqual([
    ['a', ['a'], 2_800],
    ['b', ['b'], 4_800],
    ['f', ['f'], 5_000],
  ]);
});
