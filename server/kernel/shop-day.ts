const SHANGHAI_OFFSET_MS = 8 * 3_600_000;
export const DAY_MS = 24 * 3_600_000;

/** What clocks in Shanghai show, by which a shop counts: `2026-11-27T10:45:00.000`, to be cut as is needed. */
export function inShanghai(at: Date): string {
  return new Date(at.getTime() + SHANGHAI_OFFSET_MS).toISOString().slice(0, -1);
}

/** The day of Shanghai, as `2026-11-27`. */
export function dayOf(at: Date): string {
  return inShanghai(at).slice(0, 10);
}

/** When the day of a moment has begun: midnight in Shanghai. */
export function startOfDay(at: Date): Date {
  const local = at.getTime() + SHANGHAI_OFFSET_MS;
  return new Date(Math.floor(local / DAY_MS) * DAY_MS - SHANGHAI_OFFSET_MS);
}

/** When a day like `2026-11-27` begins; undefined where there is no such day, and before 1970: no database has a year 0. */
export function beginningOfDay(day: string): Date | undefined {
  const at = new Date(`${day}T00:00:00+08:00`);
  return /^(?:19[7-9]|[2-9]\d\d)\d-\d\d-\d\d$/.test(day) && !Number.isNaN(at.getTime()) && dayOf(at) === day
    ? at
    : undefined;
}
