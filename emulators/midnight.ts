/** When a day like `2026-11-27` begins in Shanghai, in milliseconds; undefined where there is no such day since 1970. */
export function midnightOf(day: string): number | undefined {
  const utc = Date.parse(`${day}T00:00:00Z`);
  const isDay = /^(?:19[7-9]|[2-9]\d\d)\d-\d\d-\d\d$/.test(day) && !Number.isNaN(utc);
  return isDay && new Date(utc).toISOString().startsWith(day) ? utc - 8 * 3_600_000 : undefined;
}
