const EVERY_MS = 60_000;

/** Tells what strangers can cause a thousand times a second: at once when it begins, then once a minute how often it came. */
export type SparseLog = {
  note(what: string): void;
  /** Tells what was counted and not told yet. */
  flush(): void;
};

/**
 * `tell` is given what it was about and how often it came since it was told last. `what` must be one of a few names of
 * ours, never something that a stranger has sent.
 */
export function makeSparseLog(tell: (what: string, count: number) => void, everyMs = EVERY_MS): SparseLog {
  const counted = new Map<string, { count: number; timer: NodeJS.Timeout }>();

  function tellRest(what: string): void {
    const rest = counted.get(what);
    if (rest === undefined) return;
    clearTimeout(rest.timer);
    counted.delete(what);
    // Quiet for a whole minute: the next one is told at once again.
    if (rest.count === 0) return;
    tell(what, rest.count);
    wait(what);
  }

  function wait(what: string): void {
    counted.set(what, { count: 0, timer: setTimeout(() => tellRest(what), everyMs).unref() });
  }

  return {
    note(what) {
      const rest = counted.get(what);
      if (rest !== undefined) rest.count += 1;
      else {
        tell(what, 1);
        wait(what);
      }
    },
    flush() {
      for (const what of [...counted.keys()]) tellRest(what);
    },
  };
}
