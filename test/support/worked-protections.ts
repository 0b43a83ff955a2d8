import type { Words } from '../../server/kernel/language.ts';
import type { SkuId } from '../../server/kernel/ids.ts';
import { fen } from '../../server/kernel/money.ts';
import { compareLines, type Difference } from '../../server/modules/ordering/price-protection.decide.ts';
import { tiesOf } from '../../server/modules/pricing/price-again.decide.ts';
import type { Price, PricingInput } from '../../server/modules/pricing/price.ts';
import { ALL, amountStep, campaign, coupon, input, line, priceOf } from './price-samples.ts';

/** What comes back of an order that costs less by now, worked out by hand: for a test and for docs/pricing.md. */
export type WorkedProtection = {
  readonly title: Words;
  readonly sum: Words;
  readonly bought: PricingInput;
  readonly now: PricingInput;
  /** Fen that come back. */
  readonly amount: number;
};

const save = (threshold: number, amount: number) => ({
  promotions: [
    {
      ...campaign('满减'),
      kind: 'spend_and_save' as const,
      scope: ALL,
      steps: [amountStep(threshold, amount)],
    },
  ],
});
const held = { coupons: [coupon('满 95 减 15', [amountStep(9_500, 1_500)])] };

export const WORKED_PROTECTIONS: readonly WorkedProtection[] = [
  {
    title: { zh: '一种降价，一种涨价', en: 'One fell, one rose' },
    sum: {
      zh: '没有共同优惠，各算各的：第一种退 12，第二种涨了不扣。',
      en: 'No discount ties them: ¥12 for the first, and nothing is taken for the second.',
    },
    bought: input([line(1, 10_000), line(2, 5_000)]),
    now: input([line(1, 8_800), line(2, 6_000)]),
    amount: 1_200,
  },
  {
    title: { zh: '优惠换了位置', en: 'The discount lies elsewhere' },
    sum: {
      zh: '满 150 减 30 把两种商品连在一起，合起来比：买时共 120，现在 130 − 30 = 100，退 20。',
      en: '¥30 off ¥150 ties both: they were ¥120 together, and are ¥130 − 30 = ¥100 today: ¥20.',
    },
    bought: input([line(1, 10_000), line(2, 5_000)], save(15_000, 3_000)),
    now: input([line(1, 7_000), line(2, 6_000)], save(13_000, 3_000)),
    amount: 2_000,
  },
  {
    title: { zh: '买时用过的券', en: 'A coupon that was used' },
    sum: {
      zh: '满 95 减 15：买时付 85；现在 96 仍够 95，再算一次券是 81，退 4。降到 94 就不够门槛，94 比 85 贵，不退。',
      en: '¥15 off ¥95: ¥85 were paid. ¥96 still reaches it and would be ¥81: ¥4. At ¥94 it would not, and ¥94 is more than ¥85.',
    },
    bought: input([line(1, 10_000)], held),
    now: input([line(1, 9_600)], held),
    amount: 400,
  },
];

export function workProtection({ bought, now }: WorkedProtection): Difference {
  const [then, today] = [priceOf(bought), priceOf(now)];
  const all = then.lines.map(({ skuId }) => skuId);
  const ties = [...tiesIn(then, all), ...tiesIn(today, all)];
  const nowOf = new Map(today.lines.map(({ skuId, amount }) => [skuId, amount]));
  const lines = then.lines.map(({ skuId, amount }) => ({ skuId, paidFen: amount, nowFen: nowOf.get(skuId) }));
  return compareLines(lines, ties, fen(then.totalAmount));
}

function tiesIn({ adjustments }: Price, all: readonly SkuId[]): (readonly SkuId[])[] {
  return adjustments.map(({ kind, lines }) => {
    const tie = tiesOf(kind, lines.keys());
    return tie === 'all' ? all : tie;
  });
}
