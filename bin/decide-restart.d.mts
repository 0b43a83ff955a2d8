export type Crashes = { readonly inARow: number; readonly atOnce: number };
export const NO_CRASHES: Crashes;
export function decideRestart(
  before: Crashes,
  openMs: number,
  firstPauseMs?: number,
): { crashes: Crashes; pauseMs: number | undefined };
