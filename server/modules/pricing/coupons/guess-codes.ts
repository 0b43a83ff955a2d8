import type { CustomerId } from '../../../kernel/ids.ts';
import type { Attempter } from '../../../platform/budgets/attempter.ts';
import { HOUR_MS, type Budget } from '../../../platform/budgets/budget.ts';
import type { Budgets } from '../../../platform/budgets/keep-budgets.ts';
import { networksOf } from '../../../platform/http/client-address.ts';
import type { Sealing } from '../../../platform/sealing/index.ts';

/** Wrong codes an hour of a customer, of a browser, and of all of one network. */
const OF_CUSTOMER = 10;
const OF_DEVICE = 20;
const OF_NETWORK = 100;

/**
 * Whether one more code may be tried. A right one costs nothing in the end; it is counted until it is known to be right, so that
 * of many guesses at once no more are looked at than there are.
 */
export type CodeGuesses = {
  /** Takes a guess; answers the seconds to wait where there is none left. */
  take(customerId: CustomerId, from: Attempter): Promise<number | undefined>;
  giveBack(customerId: CustomerId, from: Attempter): Promise<void>;
};

export function countGuesses({ budgets, sealing }: { budgets: Budgets; sealing: Sealing }): CodeGuesses {
  const budget = (of: Budget['of'], by: string, who: string, most: number): Budget => ({
    ...{ of, windowMs: HOUR_MS, free: most, most },
    subject: sealing.lookUpHash(`coupon-code-of-${by}`, who),
  });
  const budgetsOf = (customerId: CustomerId, { clientAddress, deviceMark }: Attempter): Budget[] => [
    budget('caller', 'customer', customerId, OF_CUSTOMER),
    budget('network', 'network', networksOf(clientAddress).subscriber, OF_NETWORK),
    ...(deviceMark === undefined ? [] : [budget('caller', 'device', deviceMark, OF_DEVICE)]),
  ];
  return {
    async take(customerId, from) {
      const counted = budgetsOf(customerId, from);
      const verdict = budgets.remembered(counted) ?? (await budgets.spend(counted));
      return verdict.do === 'wait' ? verdict.seconds : undefined;
    },
    giveBack: (customerId, from) => budgets.giveBack(budgetsOf(customerId, from)),
  };
}
