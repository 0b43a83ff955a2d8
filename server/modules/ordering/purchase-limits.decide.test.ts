import { expect, test } from 'vitest';
import type { CustomerId, SkuId } from '../../kernel/ids.ts';
import type { PurchaseLimit } from '../catalog/index.ts';
import {
  boughtKey,
  checkPurchaseLimits,
  countBought,
  limitsOfLines,
  type Bought,
} from './purchase-limits.decide.ts';

const A = 'AAAAAAAAAAAA' as CustomerId;
const B = 'BBBBBBBBBBBB' as CustomerId;
const [RED, BLUE, FREE] = ['1', '2', '3'] as SkuId[] as [SkuId, SkuId, SkuId];
const limit: PurchaseLimit = { pieces: 3, days: 30 };
const SKUS = new Map([
  [RED, { productSlug: 'cup', purchaseLimit: limit }],
  [BLUE, { productSlug: 'cup', purchaseLimit: limit }],
  [FREE, { productSlug: 'pot', purchaseLimit: null }],
]);
const lines = (...wanted: readonly (readonly [SkuId, number])[]) =>
  wanted.map(([skuId, quantity]) => ({ skuId, quantity }));
const check = (bought: Bought, wanted: ReturnType<typeof lines>, customerId = A) =>
  checkPurchaseLimits(SKUS, bought, customerId, wanted);

test('a limit is of all variants of a product together, of what was bought and what is asked for', () => {
  const bought = new Map([[boughtKey(A, 'cup'), 1]]);
  expect(check(bought, lines([RED, 1], [BLUE, 1], [FREE, 900]))).toBeUndefined();
  expect(check(bought, lines([RED, 1], [BLUE, 2], [FREE, 900]))).toEqual({
    code: 'purchase_limit',
    lines: [
      { skuId: RED, requested: 1, left: 2, limit: 3, days: 30 },
      { skuId: BLUE, requested: 2, left: 2, limit: 3, days: 30 },
    ],
  });
  expect(check(bought, lines([RED, 3]), B)).toBeUndefined();
});

test('orders of one batch are counted, and more than the limit leaves nothing, not less', () => {
  const bought = new Map<string, number>();
  countBought(SKUS, bought, A, lines([RED, 2], [FREE, 5]));
  expect([...bought]).toEqual([[boughtKey(A, 'cup'), 2]]);
  expect(check(bought, lines([BLUE, 2]))).toMatchObject({ lines: [{ left: 1 }] });
  countBought(SKUS, bought, A, lines([BLUE, 4]));
  expect(check(bought, lines([BLUE, 1]))).toMatchObject({ lines: [{ left: 0 }] });
});

test('a quote says what is left of the limit, and how much of it the other lines leave', () => {
  const bought = new Map([[boughtKey(A, 'cup'), 1]]);
  const wanted = lines([RED, 1], [BLUE, 2], [FREE, 1]);
  expect([...limitsOfLines(SKUS, bought, A, wanted)]).toEqual([
    [RED, { purchaseLimit: { ...limit, left: 2 }, room: 0 }],
    [BLUE, { purchaseLimit: { ...limit, left: 2 }, room: 1 }],
  ]);
  expect(limitsOfLines(SKUS, bought, null, wanted).get(BLUE)).toMatchObject({ room: 2 });
});
