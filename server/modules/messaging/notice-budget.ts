import type { Clock } from '../../kernel/clock.ts';
import type { CustomerId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import { inTransaction, type Database } from '../../platform/database.ts';
import { addJob, type Wake } from '../../platform/jobs.ts';
import type { Sealing } from '../../platform/sealing/index.ts';
import { DAY_MS, HOUR_MS, type Budget } from '../../platform/budgets/budget.ts';
import { keepBudgets } from '../../platform/budgets/keep-budgets.ts';
import { foldNotice, listFolded, removeTold, type FoldedNotice } from './folded-notices.sql.ts';
import { keepToldNotices } from './told-notices.ts';

/** Of each kind by itself, so that much of one hides nothing of another. */
const AT_ONCE_A_DAY = 5;
/** Counted from the first that waits and not from the last: else whoever goes on and on would keep all from being told. */
export const TOLD_AFTER_MS = HOUR_MS;
/** Between two messages that tell what waits. */
const BETWEEN_MS = 6 * HOUR_MS;
/**
 * Goes to the phone that is given up, which nothing reaches afterwards, so it never waits. Each needs a code of its own, of
 * which a customer has ten a day.
 */
const NEVER_WAITS = 'phone_changed';

/** The job that tells a customer what waits. */
export function tellingJob(customerId: CustomerId): Wake {
  return { name: 'tell-folded-notices', payload: { customerId }, key: `tell-folded-notices ${customerId}` };
}

/** What is to be told of a change to an account. */
export type Notice = {
  readonly customerId: CustomerId;
  /** Which change it is, of all. */
  readonly changeId: string;
  /** Its kind. */
  readonly notice: string;
  readonly language: Language;
  /** When it happened. */
  readonly at: Date;
};

/**
 * How many notices about their account a customer is sent. Whoever holds an account could else send messages by the
 * hundred; and whoever changes one thing could hide it among a hundred others, were what is beyond the limit dropped. So it
 * is folded: counted, and told by one message soon, what happened last at its end.
 */
export type NoticeBudget = {
  /** Takes one of the day's notices of that kind. Answers whether there was one: it may be sent at once. */
  take(notice: Pick<Notice, 'customerId' | 'notice'>): Promise<boolean>;
  /** For one that was taken and could not be sent. */
  giveBack(notice: Pick<Notice, 'customerId' | 'notice'>): Promise<void>;
  /** Keeps one for the message that tells all, and adds the job that sends it. Does nothing where it was told or kept before. */
  fold(notice: Notice): Promise<void>;
  /** For that job: tells what waits, where it is time for it; else adds the job again. What `tell` rejects stays. */
  tellFolded(customerId: CustomerId, tell: (folded: readonly FoldedNotice[]) => Promise<void>): Promise<void>;
};

export function makeNoticeBudget(deps: {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly clock: Clock;
}): NoticeBudget {
  const { database, sealing, clock } = deps;
  const budgets = keepBudgets(deps);
  const told = keepToldNotices(deps);
  const budget = (name: string, who: string, windowMs: number, free: number): Budget[] => [
    { of: 'caller', subject: sealing.lookUpHash(name, who), windowMs, free, most: free },
  ];
  const ofKind = ({ customerId, notice }: Pick<Notice, 'customerId' | 'notice'>): Budget[] =>
    budget('budget-notices', `${customerId} ${notice}`, DAY_MS, AT_ONCE_A_DAY);
  const addTelling = (
    on: Parameters<typeof addJob>[0],
    customerId: CustomerId,
    runAt: Date,
  ): Promise<void> => {
    const { name, payload, key } = tellingJob(customerId);
    return addJob(on, name, payload, { runAt, key });
  };

  return {
    async take(notice) {
      if (notice.notice === NEVER_WAITS) return true;
      // One that is known to be used up asks the database nothing.
      if (budgets.remembered(ofKind(notice)) !== undefined) return false;
      return (await budgets.spend(ofKind(notice))).do === 'go';
    },
    async giveBack(notice) {
      if (notice.notice !== NEVER_WAITS) await budgets.giveBack(ofKind(notice));
    },
    async fold({ changeId, ...folded }) {
      await inTransaction(database, async (tx) => {
        if (!(await told.noteFirst(tx, changeId))) return;
        const { customerId } = folded;
        const since = await foldNotice(tx, folded);
        await addTelling(tx, customerId, new Date(since.getTime() + TOLD_AFTER_MS));
      });
    },
    async tellFolded(customerId, tell) {
      const folded = await listFolded(database, customerId);
      if (folded.length === 0) return;
      const telling = budget('budget-folded-notices', customerId, BETWEEN_MS, 1);
      const verdict = await budgets.spend(telling);
      if (verdict.do === 'wait')
        return addTelling(database, customerId, new Date(clock.now().getTime() + verdict.seconds * 1000));
      try {
        await tell(folded);
      } catch (error) {
        await budgets.giveBack(telling);
        throw error;
      }
      await removeTold(database, customerId, folded);
    },
  };
}
