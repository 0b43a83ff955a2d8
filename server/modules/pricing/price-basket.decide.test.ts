import { expect, test } from 'vitest';
import {
  ALL,
  amountStep,
  campaign,
  coupon,
  FLAT,
  input,
  line,
  percentStep,
  priceOf,
  totalOf,
} from '../../../test/support/price-samples.ts';
import type { SkuId } from '../../kernel/ids.ts';
import { fen } from '../../kernel/money.ts';
import type { PiecePrice, Promotion } from './campaign.ts';
import type { FreightRules } from './freight.ts';
import { priceBasket } from './price-basket.decide.ts';

test('a threshold counts itself: 满 200 减 30 takes 30 off 200, and nothing off 199.99', () => {
  const coupons = [coupon('c', [amountStep(20_000, 3_000)])];
  expect(totalOf([line(1, 20_000)], { coupons })).toBe(17_000);
  const below = priceOf(input([line(1, 19_999)], { coupons }));
  expect(below.totalAmount).toBe(19_999);
  expect(below.coupons.unavailable).toEqual([{ couponId: 'c', reason: 'below_threshold', missingAmount: 1 }]);
});

test('a percentage is taken once, of the sum, to the nearest fen, half a fen for the buyer, up to its cap', () => {
  expect(totalOf([line(1, 5), line(2, 5)], { coupons: [coupon('c', [percentStep(500)])] })).toBe(9);
  expect(totalOf([line(1, 33_333)], { coupons: [coupon('c', [percentStep(2_000)])] })).toBe(26_666);
  expect(totalOf([line(1, 33_333)], { coupons: [coupon('c', [percentStep(2_000, 1_000)])] })).toBe(32_333);
});

test('three for the price of two makes the cheapest of each three free, the dearest first into sets', () => {
  const promotions: Promotion[] = [{ kind: 'n_for_m', n: 3, m: 2, scope: ALL, ...campaign('n') }];
  const goods = [line(1, 100, 2), line(2, 300, 2), line(3, 200, 3)];
  // 300 300 200 | 200 200 100 | 100
  expect(totalOf(goods, { promotions })).toBe(1_400 - 200 - 100);
});

test('the second at half price rounds half of an odd price down', () => {
  const promotions: Promotion[] = [{ kind: 'second_at_half_price', scope: ALL, ...campaign('h') }];
  expect(totalOf([line(1, 101, 3)], { promotions })).toBe(101 + 50 + 101);
});

test('a bundle costs its price as often as there are pieces for it, and only where that saves something', () => {
  const parts = new Map([
    ['1' as SkuId, 1],
    ['2' as SkuId, 2],
  ]);
  const promotions: Promotion[] = [{ kind: 'bundle_price', parts, price: fen(500), ...campaign('b') }];
  expect(totalOf([line(1, 300, 3), line(2, 200, 4)], { promotions })).toBe(500 * 2 + 300);
  expect(totalOf([line(1, 100, 1), line(2, 100, 2)], { promotions })).toBe(300);
});

test('a piece counts for one set only', () => {
  const promotions: Promotion[] = [
    { kind: 'n_for_m', n: 2, m: 1, scope: ALL, ...campaign('first'), priority: 2 },
    { kind: 'second_at_half_price', scope: ALL, ...campaign('second'), priority: 1 },
  ];
  const price = priceOf(input([line(1, 100, 3)], { promotions }));
  expect(price.totalAmount).toBe(200);
  expect(price.adjustments.map(({ campaignId }) => campaignId)).toEqual(['first']);
});

test('of a flash sale only so many pieces are had, the others at the next lowest price', () => {
  const piecePrices: PiecePrice[] = [
    {
      ...{ kind: 'flash_sale', campaignId: 'f', label: { zh: 'f', en: 'f' } },
      prices: new Map([['1' as SkuId, fen(50)]]),
      mostPieces: new Map([['1' as SkuId, 2]]),
    },
    {
      kind: 'limited_time_price',
      campaignId: 'l',
      label: { zh: 'l', en: 'l' },
      prices: new Map([['1' as SkuId, fen(80)]]),
    },
  ];
  expect(totalOf([line(1, 100, 3)], { piecePrices })).toBe(50 * 2 + 80);
});

test('spend-and-save takes its highest step once, by priority, and tells what is missing to the next', () => {
  const promotions: Promotion[] = [
    {
      ...{ kind: 'spend_and_save', scope: ALL, ...campaign('s') },
      steps: [amountStep(10_000, 1_000), amountStep(20_000, 3_000), amountStep(30_000, 6_000)],
    },
  ];
  const price = priceOf(input([line(1, 25_000)], { promotions }));
  expect(price.totalAmount).toBe(22_000);
  expect(price.nextSteps).toMatchObject([{ campaignId: 's', thresholdAmount: 30_000, missingAmount: 5_000 }]);
});

test('of campaigns that do not go together the better for the buyer takes effect', () => {
  const promotions: Promotion[] = [
    {
      kind: 'spend_and_save',
      scope: ALL,
      steps: [amountStep(0, 500)],
      ...campaign('s'),
      exclusiveWith: ['of-c'],
    },
  ];
  const cheap = [coupon('c', [amountStep(0, 400)])];
  const dear = [coupon('c', [amountStep(0, 600)])];
  expect(priceOf(input([line(1, 1_000)], { promotions, coupons: cheap }))).toMatchObject({
    totalAmount: 500,
    coupons: { applied: [], unavailable: [{ couponId: 'c', reason: 'not_with_campaign', campaignId: 's' }] },
  });
  expect(priceOf(input([line(1, 1_000)], { promotions, coupons: dear }))).toMatchObject({
    totalAmount: 400,
    coupons: { applied: ['c'] },
  });
});

test('a coupon that would bring the goods below free freight is used only where the total is lower for it', () => {
  const coupons = [coupon('c', [amountStep(0, 500)])];
  expect(priceOf(input([line(1, 10_000)], { coupons, freight: FLAT }))).toMatchObject({
    totalAmount: 10_000,
    coupons: { applied: [], available: ['c'] },
  });
  expect(totalOf([line(1, 10_500)], { coupons, freight: FLAT })).toBe(10_000);
});

test('among equals the coupon that ends first is used, then the one of the smaller id', () => {
  const later = coupon('a', [amountStep(0, 500)]);
  const sooner = { ...coupon('b', [amountStep(0, 500)]), validUntil: new Date('2026-12-01') };
  expect(priceOf(input([line(1, 1_000)], { coupons: [later, sooner] })).coupons.applied).toEqual(['b']);
  expect(
    priceOf(input([line(1, 1_000)], { coupons: [coupon('z', [amountStep(0, 500)]), later] })).coupons.applied,
  ).toEqual(['a']);
});

test('what is named is used, also where something else were better, or refused by its name', () => {
  const coupons = [coupon('a', [amountStep(0, 100)]), coupon('b', [amountStep(0, 500)])];
  const goods = [line(1, 1_000)];
  expect(totalOf(goods, { coupons, chosen: ['a'] })).toBe(900);
  expect(totalOf(goods, { coupons, chosen: [] })).toBe(1_000);
  expect(priceBasket(input(goods, { coupons, chosen: ['a', 'b'] }))).toEqual({
    ok: false,
    error: { code: 'coupon_unavailable', couponIds: ['a', 'b'] },
  });
  expect(priceBasket(input(goods, { coupons, chosen: ['x'] }))).toMatchObject({
    error: { couponIds: ['x'] },
  });
});

test('a district that no row covers is refused with the lines that cannot go there', () => {
  const template = { ...FLAT.templates.get('flat')!, notServed: ['65', '5401'] };
  const freight: FreightRules = { mode: 'sum', templates: new Map([['flat', template]]) };
  for (const regionCode of ['650102', '540102'])
    expect(priceBasket(input([line(1, 100)], { freight, regionCode }))).toEqual({
      ok: false,
      error: { code: 'not_served', skuIds: ['1'] },
    });
  expect(totalOf([line(1, 100)], { freight, regionCode: '540202' })).toBe(900);
  expect(totalOf([line(1, 100)], { freight, regionCode: '650102', isPickedUp: true })).toBe(100);
});

test('a hundred lines and twenty coupons are priced within the time that a quote has', () => {
  const goods = Array.from({ length: 100 }, (_, index) =>
    line(index + 1, 1_000 + index * 37, 1 + (index % 5), index % 2 ? 'x' : 'y'),
  );
  const coupons = Array.from({ length: 20 }, (_, index) =>
    coupon(`c${index}`, [percentStep(100 + index)], {
      scope: index % 2 ? ALL : { kind: 'categories', ids: ['x'] },
    }),
  );
  const promotions: Promotion[] = [
    { kind: 'n_for_m', n: 3, m: 2, scope: { kind: 'categories', ids: ['y'] }, ...campaign('n') },
    { kind: 'spend_and_save', scope: ALL, steps: [amountStep(20_000, 3_000)], ...campaign('s') },
  ];
  const given = input(goods, { coupons, promotions, freight: FLAT });
  const times = Array.from({ length: 30 }, () => {
    const from = performance.now();
    expect(priceOf(given).coupons.applied).toEqual(['c19']);
    return performance.now() - from;
  });
  const middle = times.toSorted((a, b) => a - b)[15]!;
  expect(middle).toBeLessThan(50);
});
