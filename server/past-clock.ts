import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from './kernel/clock.ts';

/** A clock by which something can be done as if it were done a while ago. */
export type PastClock = Clock & {
  /** Runs `work`, and all that it calls in this process, as many milliseconds ago. Others have the time that it is. */
  ago<T>(ms: number, work: () => Promise<T>): Promise<T>;
};

/** For a demo shop, whose past is made up at its first start. */
export function makePastClock(clock: Clock): PastClock {
  const since = new AsyncLocalStorage<number>();
  return {
    now: () => new Date(clock.now().getTime() - (since.getStore() ?? 0)),
    ago: (ms, work) => since.run(ms, work),
  };
}
