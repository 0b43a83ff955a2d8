/** Being open for less than this has brought nobody anything. */
const SETTLED_MS = 10_000;
/** After being open for this long, what ended it begins to count anew. */
const FORGIVEN_MS = 60_000;
/** So many runs in a row that ended at once are no accident: somebody has to look. */
const ENOUGH = 5;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** Before the first run: how many have crashed in a row, and how many of the last ones at once. */
export const NO_CRASHES = { inARow: 0, atOnce: 0 };

/**
 * After a crash: how long to wait before the next run, in ms, or undefined where no more is tried. `openMs` is for how long
 * the shop was open; 0 where it never was. Asks no clock.
 */
export function decideRestart(before, openMs, firstPauseMs = FIRST_PAUSE_MS) {
  const crashes = {
    inARow: openMs < FORGIVEN_MS ? before.inARow + 1 : 1,
    atOnce: openMs < SETTLED_MS ? before.atOnce + 1 : 0,
  };
  if (crashes.atOnce >= ENOUGH) return { crashes, pauseMs: undefined };
  return { crashes, pauseMs: Math.min(LONGEST_PAUSE_MS, firstPauseMs * 2 ** (crashes.inARow - 1)) };
}
