import { keyOf, type Budget, type LimitOf, type Spendings } from './budget.ts';

export type Wait = { readonly do: 'wait'; readonly seconds: number; readonly of: LimitOf };
export type Verdict = { readonly do: 'go' } | { readonly do: 'work' } | Wait;

/** Whether one more may be had of all these budgets: the longest wait comes first, then the puzzle. */
export function weighBudgets(budgets: readonly Budget[], spendings: Spendings, now: Date): Verdict {
  let verdict: Verdict = { do: 'go' };
  for (const { of, subject, free, most } of budgets) {
    const spent = spendings.get(keyOf(subject));
    if (spent === undefined || spent.endsAt <= now || spent.count < free) continue;
    if (spent.count < most) {
      if (verdict.do === 'go') verdict = { do: 'work' };
      continue;
    }
    const seconds = secondsUntil(spent.endsAt, now);
    if (verdict.do !== 'wait' || seconds > verdict.seconds) verdict = { do: 'wait', seconds, of };
  }
  return verdict;
}

function secondsUntil(end: Date, now: Date): number {
  return Math.max(1, Math.ceil((end.getTime() - now.getTime()) / 1000));
}
