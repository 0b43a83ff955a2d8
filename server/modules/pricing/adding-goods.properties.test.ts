import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ALL,
  amountStep,
  campaign,
  coupon,
  input,
  line,
  percentStep,
  priceOf,
  type Line,
} from '../../../test/support/price-samples.ts';
import type { SkuId } from '../../kernel/ids.ts';
import { fen } from '../../kernel/money.ts';
import type { PiecePrice, Promotion, Scope, Step } from './campaign.ts';
import type { Price, PricingInput } from './price.ts';

// What is added to a basket may move discounts: then each line that costs more says by which, and by how much.

const scopes = fc.constantFrom<Scope>(ALL, { kind: 'categories', ids: ['x'] });
const steps = fc.oneof(
  fc.tuple(fc.nat(2_000), fc.integer({ min: 1, max: 900 })).map(([from, off]) => amountStep(from, off)),
  fc.integer({ min: 1, max: 5_000 }).map((percentOff) => percentStep(percentOff)),
);
const lines = fc
  .array(
    fc.record({
      price: fc.nat(900),
      quantity: fc.integer({ min: 1, max: 4 }),
      category: fc.constantFrom('x', 'y'),
    }),
    { minLength: 2, maxLength: 6 },
  )
  .map((drawn) => drawn.map(({ price, quantity, category }, n) => line(n + 1, price, quantity, category)));
const prices = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.nat(900)), { maxLength: 3 })
  .map((drawn) =>
    drawn.map(([sku, price], n): PiecePrice => ({
      ...{ kind: 'limited_time_price', campaignId: `t${n}`, label: { zh: `t${n}`, en: `t${n}` } },
      prices: new Map([[String(sku) as SkuId, fen(price)]]),
    })),
  );
const setOf = (kind: 'n_for_m' | 'second_at_half_price', scope: Scope): Promotion => ({
  ...campaign('set'),
  ...(kind === 'n_for_m' ? { kind, scope, n: 3, m: 2 } : { kind, scope }),
});
const saveOf = (scope: Scope, step: Step): Promotion => ({
  ...{ ...campaign('save'), kind: 'spend_and_save', scope, steps: [step] },
});
const SETS = ['n_for_m', 'second_at_half_price'] as const;

/** Without the last line of its goods, and with it. */
function beforeAndAfter(given: PricingInput): { before: Price; after: Price; added: Line } {
  const before = priceOf({ ...given, goods: given.goods.slice(0, -1) });
  return { before, after: priceOf(given), added: given.goods.at(-1)! as Line };
}

const nameOf = ({ kind, campaignId, couponId }: Price['adjustments'][number]): string =>
  `${kind} ${campaignId} ${couponId}`;

/** What each adjustment takes off this line, by name. */
function partsOn({ adjustments }: Price, skuId: SkuId): Map<string, number> {
  const parts = new Map<string, number>();
  for (const one of adjustments) {
    const part = one.lines.get(skuId);
    if (part !== undefined) parts.set(nameOf(one), (parts.get(nameOf(one)) ?? 0) + part);
  }
  return parts;
}

test('what a line costs more because another came is told by the adjustments that lie on it, to the fen', () => {
  const inputs = fc
    .record({ goods: lines, piecePrices: prices, kind: fc.constantFrom(...SETS) })
    .chain((own) =>
      fc
        .record({ scope: scopes, other: scopes, step: steps, couponSteps: fc.array(steps, { maxLength: 3 }) })
        .map(({ scope, other, step, couponSteps }) =>
          input(own.goods, {
            piecePrices: own.piecePrices,
            promotions: [setOf(own.kind, scope), saveOf(other, step)],
            coupons: couponSteps.map((one, n) => coupon(`c${n}`, [one], { scope })),
          }),
        ),
    );
  fc.assert(
    fc.property(inputs, (given) => {
      const { before, after } = beforeAndAfter(given);
      for (const [n, old] of before.lines.entries()) {
        const now = after.lines[n]!;
        expect(now.listAmount).toBe(old.listAmount);
        const [then, today] = [partsOn(before, old.skuId), partsOn(after, old.skuId)];
        const names = new Set([...then.keys(), ...today.keys()]);
        const told = [...names].map((name) => (today.get(name) ?? 0) - (then.get(name) ?? 0));
        expect(told.reduce((sum, more) => sum + more, 0)).toBe(now.amount - old.amount);
      }
    }),
  );
});

test('prices of single pieces are the same whatever else is bought', () => {
  fc.assert(
    fc.property(lines, prices, (goods, piecePrices) => {
      const { before, after } = beforeAndAfter(input(goods, { piecePrices }));
      expect(after.lines.slice(0, -1)).toEqual(before.lines);
    }),
  );
});

test('one kind of sets with coupons for all goods: nothing is dearer than before with the new goods as listed', () => {
  const drawn = fc.record({
    ...{ goods: lines, piecePrices: prices, kind: fc.option(fc.constantFrom(...SETS)), scope: scopes },
    couponSteps: fc.array(steps, { maxLength: 4 }),
  });
  fc.assert(
    fc.property(drawn, ({ goods, piecePrices, kind, scope, couponSteps }) => {
      const { before, after, added } = beforeAndAfter(
        input(goods, {
          ...{ piecePrices, promotions: kind === null ? [] : [setOf(kind, scope)] },
          coupons: couponSteps.map((one, n) => coupon(`c${n}`, [one])),
        }),
      );
      expect(after.totalAmount).toBeLessThanOrEqual(before.totalAmount + added.price * added.quantity);
    }),
  );
});

test('spend and save over the same goods: nothing is dearer than before with the new goods as listed', () => {
  fc.assert(
    fc.property(lines, prices, scopes, steps, (goods, piecePrices, scope, step) => {
      const { before, after, added } = beforeAndAfter(
        input(goods, { piecePrices, promotions: [saveOf(scope, step)] }),
      );
      expect(after.totalAmount).toBeLessThanOrEqual(before.totalAmount + added.price * added.quantity);
    }),
  );
});
