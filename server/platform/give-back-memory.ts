import { performance } from 'node:perf_hooks';

/** Of a moment in which nobody is served. Above `BUSY` something has been done that may have left memory behind. */
const IDLE = 0.02;
const BUSY = 0.1;
const LOOK_EVERY_MS = 5_000;
/** After work, so many looks that found the process idle; after the start, the first. */
const IDLE_LOOKS = 12;

export type MemoryDeps = {
  /** Of the time since it was asked last, the part in which the process did something: 0 to 1. */
  readonly utilization: () => number;
  /** Collects all that nobody holds and gives empty pages back to the machine; some 200 ms in which nothing else runs. */
  readonly collect: () => void;
};

/**
 * Gives memory back that the start, an import or a rush has left behind, once the process has nothing to do. V8 lets the space
 * for short-lived things grow with the work, which makes the work cheaper, and would keep it for good. Answers how to stop.
 */
export function giveBackMemory({ utilization, collect }: MemoryDeps): () => void {
  let looksToGo = 1;
  const timer = setInterval(() => {
    const used = utilization();
    if (used > BUSY) looksToGo = IDLE_LOOKS;
    if (used > IDLE || looksToGo === 0) return;
    looksToGo -= 1;
    if (looksToGo === 0) collect();
  }, LOOK_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

/** Of this process; nothing where Node was not started with `--expose-gc`. */
export function memoryOfProcess(): MemoryDeps | undefined {
  const { gc } = globalThis;
  if (gc === undefined) return undefined;
  let last = performance.eventLoopUtilization();
  return {
    utilization() {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, last);
      last = now;
      return utilization;
    },
    // The one flavour after which V8 shrinks the space for short-lived things.
    collect: () => gc({ type: 'major', execution: 'sync', flavor: 'last-resort' }),
  };
}
