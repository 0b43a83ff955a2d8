import { ZERO } from '../../kernel/money.ts';
import { beginningOfDay, DAY_MS, dayOf, startOfDay } from '../../kernel/shop-day.ts';
import type { Database } from '../../platform/database.ts';
import { findNewestDay, saveDay } from './ledger-days.sql.ts';
import { findOldestPosting, sumPostings, type Sums } from './postings.sql.ts';

/** What was posted in a day's last moment is in the table by then. */
const GRACE_MS = 3_600_000;
/** A day is summed once more, so that nothing that came late is missing. */
const ANEW_DAYS = 2;
const NOTHING: Sums = { account: 'owed', debitFen: ZERO, creditFen: ZERO };

/** Keeps the sums of the days that are over and not kept yet, and of the last two anew. Answers how many it wrote. */
export async function keepDays(database: Database, now: Date): Promise<number> {
  const end = startOfDay(new Date(now.getTime() - GRACE_MS)).getTime();
  const newest = await findNewestDay(database);
  const oldest = newest === undefined ? await findOldestPosting(database) : undefined;
  const first =
    newest === undefined
      ? oldest && startOfDay(oldest).getTime()
      : beginningOfDay(newest)!.getTime() - (ANEW_DAYS - 1) * DAY_MS;
  let written = 0;
  for (let from = first ?? end; from < end; from += DAY_MS) {
    const sums = await sumPostings(database, new Date(from), new Date(from + DAY_MS));
    // A day on which nothing happened is kept, too: else it would be looked for for ever.
    await saveDay(database, dayOf(new Date(from)), sums.length > 0 ? sums : [NOTHING]);
    written += 1;
  }
  return written;
}
