import { findNewestSalesHour, saveSalesHours } from './sales-hours.sql.ts';
import { countHours, HOUR_MS, type FigureDeps } from './figures.ts';

/** As far back as anything is compared with: the same day of last week. */
const FURTHEST_HOURS = 8 * 24;
/** Hours that are counted in one go. */
const AT_ONCE = 24;
/** An order that was paid in its last minute is told of a little later. */
const GRACE_HOURS = 2;
/** Where orders wait for days, their hours are not counted anew for as long every minute. */
const MOST_OPEN_HOURS = 48;

/**
 * Keeps the hours that are over: those in which something may still have been paid as they are now, and those that nobody has
 * counted yet. `anew`: all that anything is compared with, after orders were put into the past. Answers how many it wrote.
 */
export async function sumUpSales(
  deps: FigureDeps & { paymentMinutes(): number },
  now: Date,
  { anew = false } = {},
): Promise<number> {
  const running = Math.floor(now.getTime() / HOUR_MS);
  const open = Math.min(Math.ceil(deps.paymentMinutes() / 60) + GRACE_HOURS, MOST_OPEN_HOURS);
  const newest = anew ? undefined : await findNewestSalesHour(deps.database);
  const next = newest === undefined ? 0 : newest.getTime() / HOUR_MS + 1;
  const first = Math.max(running - FURTHEST_HOURS, Math.min(next, running - open));
  for (let from = first; from < running; from += AT_ONCE) {
    const before = Math.min(from + AT_ONCE, running);
    const hours = await countHours(deps, new Date(from * HOUR_MS), new Date(before * HOUR_MS));
    await saveSalesHours(deps.database, hours);
  }
  return running - first;
}
