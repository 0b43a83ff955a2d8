import fc from 'fast-check';
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
} from '../../../test/support/price-samples.ts';
import type { ProductId, SkuId } from '../../kernel/ids.ts';
import { fen, type Fen } from '../../kernel/money.ts';
import { amountOfFirst } from './basket.ts';
import type { Coupon, PiecePrice, Promotion, Scope } from './campaign.ts';
import { areExclusive } from './coupons.decide.ts';
import { priceBasket } from './price-basket.decide.ts';

const scopes = fc.constantFrom<Scope>(
  ALL,
  { kind: 'products', ids: ['p1', 'p2'] as ProductId[] },
  { kind: 'except', ids: ['p1'] as ProductId[] },
  { kind: 'categories', ids: ['x'] },
);
const steps = fc.oneof(
  fc
    .record({ threshold: fc.nat(2_000), amount: fc.integer({ min: 1, max: 900 }) })
    .map(({ threshold, amount }) => amountStep(threshold, amount)),
  fc
    .record({
      percentOff: fc.integer({ min: 1, max: 10_000 }),
      cap: fc.option(fc.nat(500), { nil: undefined }),
    })
    .map(({ percentOff, cap }) => percentStep(percentOff, cap)),
);
const baskets = fc
  .array(
    fc.record({
      price: fc.nat(900),
      quantity: fc.integer({ min: 1, max: 4 }),
      category: fc.constantFrom('x', 'y'),
    }),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  .map((lines) =>
    lines.map(({ price, quantity, category }, index) => line(index + 1, price, quantity, category)),
  );
const couponsOf = (most: number) =>
  fc
    .array(
      fc.record({
        scope: scopes,
        step: steps,
        isFreight: fc.boolean(),
        basis: fc.constantFrom('after_promotions', 'before_spend_and_save'),
        stacks: fc.subarray(['of-c0', 'of-c1', 'of-c2']),
      }),
      { maxLength: most },
    )
    .map((drawn) =>
      drawn.map(({ scope, step, isFreight, basis, stacks }, index) =>
        coupon(
          `c${index}`,
          [step],
          (isFreight
            ? { kind: 'freight', thresholdAmount: step.thresholdAmount, amount: step.amount, scope }
            : { scope, thresholdBasis: basis, stacksWith: stacks }) as Partial<Coupon>,
        ),
      ),
    );
const promotionsDrawn = fc
  .array(
    fc.record({
      kind: fc.constantFrom('n_for_m', 'second_at_half_price', 'spend_and_save'),
      scope: scopes,
      step: steps,
      priority: fc.nat(3),
      exclusiveWith: fc.subarray(['m0', 'm1', 'of-c0']),
    }),
    { maxLength: 3 },
  )
  .map((drawn) =>
    drawn.map(
      ({ kind, scope, step, priority, exclusiveWith }, index) =>
        ({
          ...{ kind, scope, priority, campaignId: `m${index}`, label: { zh: `m${index}`, en: `m${index}` } },
          exclusiveWith: exclusiveWith.filter((id) => id !== `m${index}`),
          ...(kind === 'n_for_m' ? { n: 3, m: 2 } : {}),
          ...(kind === 'spend_and_save' ? { steps: [step] } : {}),
        }) as Promotion,
    ),
  );
const piecePricesDrawn = fc
  .array(
    fc.record({
      kind: fc.constantFrom('limited_time_price', 'flash_sale', 'member_price'),
      sku: fc.integer({ min: 1, max: 5 }),
      price: fc.nat(900),
      most: fc.option(fc.nat(3), { nil: undefined }),
    }),
    { maxLength: 3 },
  )
  .map((drawn) =>
    drawn.map(({ kind, sku, price, most }, index): PiecePrice => {
      const skuId = String(sku) as SkuId;
      return {
        ...{ kind, campaignId: `t${index}`, label: { zh: `t${index}`, en: `t${index}` } },
        prices: new Map([[skuId, fen(price)]]),
        ...(most === undefined ? {} : { mostPieces: new Map([[skuId, most]]) }),
      };
    }),
  );
const bundles = fc
  .option(fc.record({ price: fc.nat(1_500), first: fc.integer({ min: 1, max: 2 }) }), { nil: undefined })
  .map((drawn): Promotion[] =>
    drawn === undefined
      ? []
      : [
          {
            ...{ ...campaign('b0'), kind: 'bundle_price', price: fen(drawn.price) },
            parts: new Map([
              ['1' as SkuId, drawn.first],
              ['2' as SkuId, 1],
            ]),
          },
        ],
  );
const inputs = fc
  .record({
    ...{ goods: baskets, coupons: couponsOf(5), piecePrices: piecePricesDrawn },
    promotions: fc.tuple(promotionsDrawn, bundles).map((drawn) => drawn.flat()),
  })
  .map(({ goods, ...more }) => input(goods, { ...more, freight: FLAT }));

test('every fen of difference stands in one adjustment, and no line or total leaves its bounds', () => {
  fc.assert(
    fc.property(inputs, (given) => {
      const price = priceOf(given);
      const sum = price.adjustments.reduce((total, { amount }) => total + amount, 0);
      expect(price.itemsAmount + sum).toBe(price.totalAmount);
      expect(price.totalAmount).toBeGreaterThanOrEqual(0);
      expect(price.totalAmount).toBeLessThanOrEqual(price.itemsAmount + 800);
      for (const { amount, lines, kind } of price.adjustments)
        if (!kind.startsWith('freight')) expect([...lines.values()].reduce((a, b) => a + b, 0)).toBe(amount);
      for (const { amount, listAmount } of price.lines) {
        expect(amount).toBeGreaterThanOrEqual(0);
        expect(amount).toBeLessThanOrEqual(listAmount);
      }
    }),
  );
});

test('neither the order of the lines nor that of campaigns and coupons matters', () => {
  fc.assert(
    fc.property(inputs, (given) => {
      const turned = priceOf({
        ...given,
        goods: given.goods.toReversed(),
        coupons: given.coupons.toReversed(),
        promotions: given.promotions.toReversed(),
        piecePrices: given.piecePrices.toReversed(),
      });
      const price = priceOf(given);
      expect(turned.totalAmount).toBe(price.totalAmount);
      expect(turned.lines.toReversed()).toEqual(price.lines);
      expect(turned.coupons.applied).toEqual(price.coupons.applied);
    }),
  );
});

test('what is found is as cheap as the cheapest of all combinations that are allowed', () => {
  fc.assert(
    fc.property(inputs, (given) => {
      const { promotions, coupons } = given;
      const excludes = (one: Promotion): boolean =>
        [...promotions, ...coupons].some((other) => other !== one && areExclusive(one, other));
      // Only what excludes something can be left out.
      const [contested, others] = [promotions.filter(excludes), promotions.filter((one) => !excludes(one))];
      const totals = subsetsOf(contested).flatMap((some) =>
        subsetsOf(coupons).flatMap((chosen) => {
          const outcome = priceBasket({
            ...given,
            promotions: [...others, ...some],
            chosen: chosen.map(({ couponId }) => couponId),
          });
          return outcome.ok ? [outcome.value.totalAmount] : [];
        }),
      );
      expect(priceOf(given)).toMatchObject({ proof: 'exact', totalAmount: Math.min(...totals) });
    }),
    { numRuns: 100 },
  );
});

function subsetsOf<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: 2 ** items.length }, (_, mask) =>
    items.filter((_item, index) => (mask >> index) & 1),
  );
}

test('all pieces of a line, given back in whatever parts, come to what the line cost', () => {
  fc.assert(
    fc.property(
      fc.nat(100_000),
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 9 }),
      (paid, parts) => {
        const quantity = parts.reduce((a, b) => a + b, 0);
        let gone = 0;
        let back = 0;
        for (const part of parts) {
          const now: Fen = fen(
            amountOfFirst(fen(paid), quantity, gone + part) - amountOfFirst(fen(paid), quantity, gone),
          );
          expect(now).toBeGreaterThanOrEqual(0);
          gone += part;
          back += now;
        }
        expect(back).toBe(paid);
      },
    ),
  );
});
