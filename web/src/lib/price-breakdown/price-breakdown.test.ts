import { expect, test } from 'vitest';
import { breakDown, type PriceAdjustment } from './priced.ts';
import { packPrice, priceDifferences, unpackPrice } from './price-differences.ts';

const adjustment = (kind: string, amount: number, more: Partial<PriceAdjustment> = {}): PriceAdjustment => ({
  ...{ kind, amount, label: kind, reason: kind, lines: [] },
  ...more,
});
const lines = [
  { skuId: '1', name: '耳机', listAmount: 20_000 },
  { skuId: '2', name: '茶壶', listAmount: 10_000 },
];
const spend = adjustment('spend_and_save', -4_000, {
  ...{ campaignId: 'c1', label: '双旦满减', reason: '满减' },
  lines: [
    { skuId: '1', amount: -2_667 },
    { skuId: '2', amount: -1_333 },
  ],
});
const sums = { itemsAmount: 30_000, discountAmount: 4_000, freightAmount: 0, totalAmount: 26_000 };

test('a breakdown reads discounts, freight, then what is off freight, and each fen stands in it once', () => {
  const freight = adjustment('freight', 800);
  const off = adjustment('freight_coupon', -800, { couponId: 'f' });
  const told = breakDown({ ...sums, lines, savedAmount: 4_800, adjustments: [spend, freight, off] });
  expect(told.discounts).toEqual([
    {
      ...{ key: 'c1 0', label: '双旦满减', reason: '满减', amount: -4_000, isGift: false },
      parts: [
        { name: '耳机', amount: -2_667 },
        { name: '茶壶', amount: -1_333 },
      ],
    },
  ]);
  expect(told).toMatchObject({ freightAmount: 800, savedAmount: 4_800, after: [{ amount: -800 }] });
  const rows = [...told.discounts, ...told.after].reduce((sum, { amount }) => sum + amount, 0);
  expect(sums.itemsAmount + rows + told.freightAmount).toBe(sums.totalAmount);
});

test('of a single line nobody has to be told which it is, and an order without reasons has its sums', () => {
  expect(breakDown({ ...sums, lines: [lines[0]!], adjustments: [spend] }).discounts[0]!.parts).toEqual([]);
  expect(breakDown({ ...sums, freightAmount: 800 })).toMatchObject({
    freightAmount: 800,
    savedAmount: 4_000,
  });
});

test('a price that has changed says which line and which adjustment, before and now, and nothing else', () => {
  const before = {
    ...sums,
    lines,
    adjustments: [spend, adjustment('coupon', -3_000, { couponId: 'k', label: '新人券' })],
  };
  const now = {
    ...sums,
    lines: [{ ...lines[0]!, listAmount: 21_000 }, lines[1]!],
    adjustments: [spend, adjustment('freight', 800, { label: '运费' })],
  };
  const seen = unpackPrice(packPrice(before))!;
  expect(priceDifferences(seen, before)).toEqual([]);
  expect(priceDifferences(seen, now)).toEqual([
    { name: '耳机', before: 20_000, now: 21_000 },
    { name: '新人券', before: -3_000, now: null },
    { name: '运费', before: null, now: 800 },
  ]);
});

test('what no page has written is no price', () => {
  for (const text of [
    '',
    '{}',
    '[]',
    '[[],[],"1"]',
    '[[["1"]],[],1]',
    '[[],[["a","b"]],1]',
    '[[],[],1.5]',
    'null',
  ])
    expect(unpackPrice(text), text).toBeUndefined();
});
