import { addFen, fen, ZERO, type Fen } from '../../../kernel/money.ts';
import type {
  InstalmentGoods,
  InstalmentOffer,
  InstalmentPlan,
  InstalmentPeriod,
  InstalmentTerms,
  Instalments,
} from './instalment.ts';

const WHOLE = 10_000n;
/** Basis points of a year in which a month's rate is 100 %. */
const MONTHLY_WHOLE = 120_000;

/**
 * What an amount comes to by instalments: principal and fee are each cut down to whole fen a period, what is left of both is in
 * the first period, so that the periods sum to the total. As gateways write it on their pages; theirs is what counts.
 */
export function decideInstalments(amount: Fen, terms: InstalmentTerms): Instalments {
  const { periods } = terms;
  if (!Number.isSafeInteger(periods) || periods < 2) throw new RangeError(`no instalments: ${periods}`);
  if (amount < 0) throw new RangeError(`no amount to pay: ${amount}`);
  const feeAmount = terms.feeBearer === 'shop' ? ZERO : feeOf(amount, terms.feeRateBasisPoints);
  const [principals, fees] = [cutUp(amount, periods), cutUp(feeAmount, periods)];
  const perPeriod = principals.map((principal, index): InstalmentPeriod => {
    const fee = fees[index]!;
    return { period: index + 1, principal, fee, amount: addFen(principal, fee) };
  });
  return {
    ...{ periods, feeBearer: terms.feeBearer },
    // What the shop has agreed on with the gateway is nobody's but theirs.
    feeRateBasisPoints: terms.feeBearer === 'shop' ? 0 : terms.feeRateBasisPoints,
    ...{ feeAmount, totalAmount: addFen(amount, feeAmount), perPeriod },
    yearlyRateBasisPoints: feeAmount === 0 ? 0 : yearlyRateOf(amount, perPeriod),
  };
}

/** The plans that hold for these goods and this total, by gateway and then the fewest periods first. */
export function decideOffers(
  plans: readonly InstalmentPlan[],
  amount: Fen,
  goods: readonly InstalmentGoods[],
): InstalmentOffer[] {
  return plans
    .filter((plan) => plan.isOn && amount >= plan.leastAmount && !goods.some((one) => isExcluded(plan, one)))
    .toSorted((a, b) => compare(a.gateway, b.gateway) || a.periods - b.periods)
    .map((plan) => ({ gateway: plan.gateway, ...decideInstalments(amount, plan) }));
}

function isExcluded(
  { excludedProductIds, excludedCategoryIds }: InstalmentPlan,
  { productId, categoryIds }: InstalmentGoods,
): boolean {
  return excludedProductIds.includes(productId) || categoryIds.some((id) => excludedCategoryIds.includes(id));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Half a fen goes to the even neighbour. */
function feeOf(amount: Fen, rateBasisPoints: number): Fen {
  const due = BigInt(amount) * BigInt(rateBasisPoints);
  const [whole, twiceRest] = [due / WHOLE, 2n * (due % WHOLE)];
  const isUp = twiceRest > WHOLE || (twiceRest === WHOLE && whole % 2n === 1n);
  return fen(Number(whole + (isUp ? 1n : 0n)));
}

function cutUp(amount: Fen, periods: number): Fen[] {
  const each = Math.floor(amount / periods);
  return Array.from({ length: periods }, (_, index) =>
    fen(index === 0 ? amount - each * (periods - 1) : each),
  );
}

/**
 * The smallest yearly rate, in whole basis points, at which what is paid back is worth no more today than what was borrowed: the
 * rate of the method of internal returns, one period a month and twelve months a year, rounded up. It is guessed in floats and
 * settled in whole numbers, so that it is the same on every machine.
 */
function yearlyRateOf(amount: Fen, perPeriod: readonly InstalmentPeriod[]): number {
  let rate = Math.max(1, Math.ceil(guessMonthlyRate(amount, perPeriod) * MONTHLY_WHOLE));
  while (!isWorthAtMost(amount, perPeriod, rate)) rate += 1;
  while (rate > 1 && isWorthAtMost(amount, perPeriod, rate - 1)) rate -= 1;
  return rate;
}

/** By Newton's method from 0 on: what is paid back is worth less and less with the rate, so each step is short of it. */
function guessMonthlyRate(amount: Fen, perPeriod: readonly InstalmentPeriod[]): number {
  let rate = 0;
  for (let step = 0; step < 30; step += 1) {
    let [worth, slope, discount] = [0, 0, 1];
    for (const { period, amount: paid } of perPeriod) {
      discount /= 1 + rate;
      worth += paid * discount;
      slope += period * paid * discount;
    }
    const next = rate + ((worth - amount) * (1 + rate)) / slope;
    if (Math.abs(next - rate) < 1e-9) return next;
    rate = next;
  }
  return rate;
}

/** Whether the periods discounted at this yearly rate are at most `amount`: a year's basis points make a month's 120,000ths. */
function isWorthAtMost(amount: Fen, perPeriod: readonly InstalmentPeriod[], rate: number): boolean {
  const [unit, growth] = [BigInt(MONTHLY_WHOLE), BigInt(MONTHLY_WHOLE + rate)];
  // What is still owed after each period if the rate were this one; all times a power of 120,000, so that nothing is cut off.
  let [owed, scale] = [BigInt(amount), 1n];
  for (const { amount: paid } of perPeriod) {
    scale *= unit;
    owed = owed * growth - BigInt(paid) * scale;
  }
  return owed >= 0n;
}
