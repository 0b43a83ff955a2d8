import { LRUCache } from 'lru-cache';
import type { Clock } from '../../kernel/clock.ts';
import type { Database } from '../database.ts';
import { keyOf, type Budget, type Spent, type Spendings } from './budget.ts';
import { countWithin, findSpendings, uncount } from './counters.sql.ts';
import { weighBudgets, type Verdict, type Wait } from './weigh-budgets.ts';

/** Counts what may be had only so often, for all processes together. */
export type Budgets = {
  /** Whether one more may be had of all these; counts nothing. One statement, none where this process knows of a full one. */
  weigh(budgets: readonly Budget[]): Promise<Verdict>;
  /** How long to wait, where this process knows already that one of these is used up. Asks the database nothing. */
  remembered(budgets: readonly Budget[]): Wait | undefined;
  /** What was counted under these subjects. */
  look(subjects: readonly Buffer[]): Promise<Spendings>;
  /**
   * Takes one of each, all or none: of the free ones, or of all where a puzzle was solved for it. Of many that come at
   * once no more get through than there are; the others are told what is asked of them.
   */
  spend(budgets: readonly Budget[], isWorkedFor?: boolean): Promise<Verdict>;
  /** Counts one in each that is not used up, for what has happened already. */
  note(budgets: readonly Budget[]): Promise<void>;
  /** For what was spent on something that came to nothing. */
  giveBack(budgets: readonly Budget[]): Promise<void>;
};

/** How many full budgets one process remembers, and how long before it asks again: another may have given one back. */
const REMEMBERED = 10_000;
const REMEMBERED_MS = 60_000;

type Full = { readonly spent: Spent; readonly until: number };

export function keepBudgets({ database, clock }: { database: Database; clock: Clock }): Budgets {
  // What is full is refused from here, so that a storm of requests costs the database nothing.
  const full = new LRUCache<string, Full>({ max: REMEMBERED });

  function remember(budgets: readonly Budget[], spendings: Spendings, now: Date): void {
    for (const { subject, most } of budgets) {
      const spent = spendings.get(keyOf(subject));
      if (spent !== undefined && spent.count >= most)
        full.set(keyOf(subject), { spent, until: now.getTime() + REMEMBERED_MS });
    }
  }
  function remembered(budgets: readonly Budget[]): Wait | undefined {
    const now = clock.now();
    const spendings = new Map<string, Spent>();
    for (const { subject } of budgets) {
      const known = full.get(keyOf(subject));
      if (known !== undefined && known.until > now.getTime()) spendings.set(keyOf(subject), known.spent);
    }
    const verdict = weighBudgets(budgets, spendings, now);
    return verdict.do === 'wait' ? verdict : undefined;
  }

  async function weigh(budgets: readonly Budget[]): Promise<Verdict> {
    const known = remembered(budgets);
    if (known !== undefined) return known;
    const now = clock.now();
    const spendings = await findSpendings(database, subjectsOf(budgets), now);
    remember(budgets, spendings, now);
    return weighBudgets(budgets, spendings, now);
  }

  async function count(budgets: readonly Budget[], limit: 'free' | 'most'): Promise<Spendings> {
    const now = clock.now();
    const limited = budgets.map((budget) => ({ ...budget, limit: budget[limit] }));
    const counted = await countWithin(database, limited, now);
    remember(budgets, counted, now);
    return counted;
  }

  async function giveBack(budgets: readonly Budget[]): Promise<void> {
    for (const { subject } of budgets) full.delete(keyOf(subject));
    await uncount(database, subjectsOf(budgets), clock.now());
  }

  return {
    remembered,
    weigh,
    look: (subjects) => findSpendings(database, subjects, clock.now()),
    note: async (budgets) => void (await count(budgets, 'most')),
    giveBack,
    async spend(budgets, isWorkedFor = false) {
      const counted = await count(budgets, isWorkedFor ? 'most' : 'free');
      if (counted.size === budgets.length) return { do: 'go' };
      const spent = budgets.filter(({ subject }) => counted.has(keyOf(subject)));
      if (spent.length > 0) await giveBack(spent);
      const verdict = await weigh(budgets);
      // What was in the way is over by now: the next one goes through.
      return verdict.do === 'go' ? { do: 'wait', seconds: 1, of: budgets[0]!.of } : verdict;
    },
  };
}

function subjectsOf(budgets: readonly Budget[]): Buffer[] {
  return budgets.map(({ subject }) => subject);
}
