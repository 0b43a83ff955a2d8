const SHANGHAI_MS = 8 * 3_600_000;

/** The day of Shanghai that it is: `2026-11-27`. */
export function dayOf(moment: Date): string {
  return new Date(moment.getTime() + SHANGHAI_MS).toISOString().slice(0, 10);
}
