import { m } from '#lib/words/m.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How long something waits, in the largest unit that it fills. */
export function waited(since: Date, now: Date): string {
  const ms = now.getTime() - since.getTime();
  if (ms >= DAY_MS) return m.office_waited_days({ count: Math.floor(ms / DAY_MS) });
  if (ms >= HOUR_MS) return m.office_waited_hours({ count: Math.floor(ms / HOUR_MS) });
  return m.office_waited_minutes({ count: Math.max(1, Math.floor(ms / 60_000)) });
}

/** Whether it has waited so long that it is to be seen at once. */
export function isLate(since: Date, now: Date): boolean {
  return now.getTime() - since.getTime() >= DAY_MS;
}
