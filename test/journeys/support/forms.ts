/** Whether every form of every journey is walked, as `npm run test:long` asks for. */
export const isLong = process.env['JOURNEYS'] === 'all';

/**
 * The forms that a journey is walked in: those that show something each, and those that show the same on another device,
 * in another language or at another provider, which only the long run walks.
 */
export function forms<Always, Other>(
  always: readonly Always[],
  onlyLong: readonly Other[],
): (Always | Other)[] {
  return isLong ? [...always, ...onlyLong] : [...always];
}
