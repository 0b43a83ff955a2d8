import type { Words } from '../../kernel/language.ts';
import { fen, type Fen } from '../../kernel/money.ts';
import { linesIn, spread, sumOf, takeOff, type Basket, type Run, type Shares } from './basket.ts';
import { inOrder, stepsAround, type Promotion, type SetPromotion, type SpendAndSave } from './campaign.ts';
import { offAmount, type Promoted } from './coupons.decide.ts';
import { applySet } from './sets.decide.ts';

export type AppliedPromotion = { readonly promotion: Promotion; readonly shares: Shares };

/** What is missing to the next step of a spend-and-save: "¥18.50 more for ¥30 off". */
export type NextStep = {
  readonly campaignId: string;
  readonly label: Words;
  readonly missingAmount: Fen;
  readonly thresholdAmount: Fen;
};

export type PromotedBasket = Promoted & {
  readonly applied: readonly AppliedPromotion[];
  readonly nextSteps: readonly NextStep[];
};

/** Sets first, then spend-and-save, each kind by its priority; each sees what the ones before it have left. */
export function applyPromotions(
  basket: Basket,
  runs: readonly Run[],
  promotions: readonly Promotion[],
): PromotedBasket {
  const applied: AppliedPromotion[] = [];
  const isSpend = (promotion: Promotion): promotion is SpendAndSave => promotion.kind === 'spend_and_save';
  const sets = promotions.filter((promotion): promotion is SetPromotion => !isSpend(promotion));
  let pieces = runs;
  let beforeSpendAndSave = basket;
  for (const promotion of inOrder(sets)) {
    const taken = applySet(beforeSpendAndSave, pieces, promotion);
    if (taken === undefined) continue;
    pieces = taken.rest;
    applied.push({ promotion, shares: taken.shares });
    beforeSpendAndSave = takeOff(beforeSpendAndSave, taken.shares);
  }
  let afterPromotions = beforeSpendAndSave;
  const nextSteps: NextStep[] = [];
  for (const promotion of inOrder(promotions.filter(isSpend))) {
    const lines = linesIn(afterPromotions, promotion.scope);
    if (lines.length === 0) continue;
    const sum = sumOf(afterPromotions.left, lines);
    const { reached, next } = stepsAround(promotion.steps, sum);
    if (next !== undefined) nextSteps.push(stepAfter(promotion, next.thresholdAmount, sum));
    if (reached === undefined) continue;
    const shares = spread(afterPromotions, lines, offAmount(reached, sum));
    applied.push({ promotion, shares });
    afterPromotions = takeOff(afterPromotions, shares);
  }
  const campaigns = applied.map(({ promotion }) => promotion);
  return { beforeSpendAndSave, afterPromotions, campaigns, applied, nextSteps };
}

function stepAfter({ campaignId, label }: SpendAndSave, thresholdAmount: Fen, sum: Fen): NextStep {
  return { campaignId, label, thresholdAmount, missingAmount: fen(thresholdAmount - sum) };
}
