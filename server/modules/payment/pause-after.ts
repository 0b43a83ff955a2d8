const SHORTEST_MS = 15_000;
const LONGEST_MS = 6 * 3_600_000;

/**
 * How long to wait before a gateway is asked again about something that has waited for `waitedMs` already: half as long
 * once more, so that what takes a minute is known within two, and what takes days costs a few calls a day.
 */
export function pauseAfter(waitedMs: number): number {
  return Math.min(Math.max(waitedMs / 2, SHORTEST_MS), LONGEST_MS);
}
