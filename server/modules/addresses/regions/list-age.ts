import { REGIONS_AS_OF } from './corrections.ts';

/** Districts are established and ended several times a year; a year without looking is too long. */
const OLD_AFTER_MS = 366 * 86_400_000;

/** Whether nobody has looked for changes of the districts for more than a year. */
export function isListOld(now: Date, asOf: string = REGIONS_AS_OF): boolean {
  return now.getTime() - Date.parse(asOf) > OLD_AFTER_MS;
}
