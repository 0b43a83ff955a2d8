import { m } from '#lib/words/m.ts';
import { formatMinute } from '../format/time.ts';

/** By the time of the shop. */
export function greeting(now: Date, name: string): string {
  const hour = Number(formatMinute(now).slice(0, 2));
  if (hour < 5) return m.office_good_night({ name });
  if (hour < 12) return m.office_good_morning({ name });
  return hour < 18 ? m.office_good_afternoon({ name }) : m.office_good_evening({ name });
}
