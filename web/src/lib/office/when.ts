import { m } from '#lib/words/m.ts';
import { formatMinute, formatTime } from '../format/time.ts';

const DAY_MS = 86_400_000;

/** `今天 10:45`, `昨天 18:04`, `2026-11-20 18:04`: the day by its name where it is one of the last two. */
export function when(at: Date, now: Date): string {
  const day = (date: Date): string => formatTime(date).slice(0, 10);
  const time = formatMinute(at);
  if (day(at) === day(now)) return m.office_today({ time });
  if (day(at) === day(new Date(now.getTime() - DAY_MS))) return m.office_yesterday({ time });
  return formatTime(at);
}
