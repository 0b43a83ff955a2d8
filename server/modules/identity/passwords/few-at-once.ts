import { Overloaded } from '../../../platform/batcher.ts';

export type FewAtOnce = {
  /** Runs `work` when its turn comes. Rejects with `Overloaded` where too many are waiting already. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Whether the next one would be turned away. */
  isFull(): boolean;
};

/** A hash of a password takes 19 MiB and a thread for a while: without a bound a storm of sign-ins would take all there are. */
export function fewAtOnce({
  running: most,
  waiting: queue,
}: {
  running: number;
  waiting: number;
}): FewAtOnce {
  let running = 0;
  const waiting: (() => void)[] = [];
  const isFull = (): boolean => running >= most && waiting.length >= queue;
  return {
    isFull,
    async run(work) {
      if (isFull()) throw new Overloaded('too many passwords are being checked');
      // Who ends hands the place over, so that nobody who comes in between takes it.
      if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
      else running += 1;
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) running -= 1;
        else next();
      }
    },
  };
}
