import type { Clock } from '../../kernel/clock.ts';
import type { Database, Queryable } from '../../platform/database.ts';
import { DAY_MS } from '../../platform/budgets/budget.ts';
import { isNoted, noteUntil, useOnce } from '../../platform/budgets/counters.sql.ts';
import type { Sealing } from '../../platform/sealing/index.ts';

/** Longer than an event is tried to be told. */
const REMEMBERED_MS = 7 * DAY_MS;

/** What was told already, by the id of the change that it is about: an event may come twice, and is told once. */
export type ToldNotices = {
  isTold(changeId: string): Promise<boolean>;
  note(changeId: string): Promise<void>;
  /** In the transaction that sees to it; false where it was noted before. */
  noteFirst(tx: Queryable, changeId: string): Promise<boolean>;
};

export function keepToldNotices(deps: {
  readonly database: Database;
  readonly sealing: Sealing;
  readonly clock: Clock;
}): ToldNotices {
  const { database, sealing, clock } = deps;
  const subjectOf = (changeId: string): Buffer => sealing.lookUpHash('told-notice', changeId);
  const until = (): Date => new Date(clock.now().getTime() + REMEMBERED_MS);
  return {
    isTold: (changeId) => isNoted(database, subjectOf(changeId), clock.now()),
    note: (changeId) => noteUntil(database, subjectOf(changeId), until()),
    noteFirst: (tx, changeId) => useOnce(tx, subjectOf(changeId), { now: clock.now(), until: until() }),
  };
}
