/** What answers a request by putting it into a batch with others. */
export type Batcher<Request, Answer> = {
  /** Rejects with `Overloaded` where too many are waiting already. */
  submit(request: Request): Promise<Answer>;
  /** Waits until nothing is waiting or running. */
  drain(): Promise<void>;
};

export class Overloaded extends Error {
  readonly statusCode = 503;
}

type Waiting<Request, Answer> = {
  readonly request: Request;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
};

/**
 * Groups requests: those that arrive while earlier batches run form the next one. There is no timer, so an idle shop
 * answers at once and a busy one in groups. `run` answers each request in the order given; where it throws, the batch is
 * halved and tried again, so that one faulty request never fails its neighbours. `isShared` tells the faults that would
 * hit every half alike (the database is gone): those fail the whole batch at once.
 */
export function makeBatcher<Request, Answer>(options: {
  run(requests: readonly Request[]): Promise<readonly Answer[]>;
  maxBatch: number;
  /** Batches under way at once. */
  maxRunning: number;
  maxWaiting: number;
  isShared(error: unknown): boolean;
}): Batcher<Request, Answer> {
  const waiting: Waiting<Request, Answer>[] = [];
  const idle: (() => void)[] = [];
  let running = 0;
  let scheduled = false;

  async function runIsolated(batch: readonly Waiting<Request, Answer>[]): Promise<void> {
    try {
      const answers = await options.run(batch.map((entry) => entry.request));
      batch.forEach((entry, index) => entry.resolve(answers[index]!));
    } catch (error) {
      if (batch.length === 1 || options.isShared(error)) {
        for (const entry of batch) entry.reject(error as Error);
        return;
      }
      const middle = Math.ceil(batch.length / 2);
      await runIsolated(batch.slice(0, middle));
      await runIsolated(batch.slice(middle));
    }
  }

  function startBatches(): void {
    scheduled = false;
    while (running < options.maxRunning && waiting.length > 0) {
      const batch = waiting.splice(0, options.maxBatch);
      running += 1;
      void runIsolated(batch).finally(() => {
        running -= 1;
        startBatches();
        if (running === 0 && waiting.length === 0) for (const wake of idle.splice(0)) wake();
      });
    }
  }

  return {
    submit(request) {
      if (waiting.length >= options.maxWaiting)
        return Promise.reject(new Overloaded('too many requests are waiting'));
      return new Promise((resolve, reject) => {
        waiting.push({ request, resolve, reject });
        if (scheduled) return;
        scheduled = true;
        // After the requests that were read in the same turn of the event loop have been handed in too.
        setImmediate(startBatches);
      });
    },
    drain() {
      return running === 0 && waiting.length === 0
        ? Promise.resolve()
        : new Promise((resolve) => idle.push(resolve));
    },
  };
}
