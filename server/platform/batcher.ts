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

/** What waits and what runs of one group. */
type Group<Request, Answer> = { readonly waiting: Waiting<Request, Answer>[]; running: number };

export type BatcherOptions<Request, Answer> = {
  run(requests: readonly Request[]): Promise<readonly Answer[]>;
  maxBatch: number;
  /** Batches of one group under way at once. */
  maxRunning: number;
  /** Requests of all groups. */
  maxWaiting: number;
  isShared(error: unknown): boolean;
  /**
   * Only requests of one group come into one batch, and none waits for the batches of another: what takes one group's machine
   * away fails nobody else. One group where nothing is said.
   */
  groupOf?(request: Request): string | Promise<string>;
};

/**
 * Puts requests together: those that arrive while earlier batches run form the next one. There is no timer, so an idle shop
 * answers at once and a busy one in groups. `run` answers each request in the order given; where it throws, the batch is
 * halved and tried again, so that one faulty request never fails its neighbours. `isShared` tells the faults that would
 * hit every half alike (the database is gone): those fail the whole batch at once.
 */
export function makeBatcher<Request, Answer>(
  options: BatcherOptions<Request, Answer>,
): Batcher<Request, Answer> {
  const groups = new Map<string, Group<Request, Answer>>();
  const idle: (() => void)[] = [];
  let waiting = 0;
  let scheduled = false;

  function startBatches(name: string, group: Group<Request, Answer>): void {
    while (group.running < options.maxRunning && group.waiting.length > 0) {
      const batch = group.waiting.splice(0, options.maxBatch);
      waiting -= batch.length;
      group.running += 1;
      void runIsolated(options, batch).finally(() => {
        group.running -= 1;
        startBatches(name, group);
      });
    }
    if (group.running > 0) return;
    groups.delete(name);
    if (groups.size === 0) for (const wake of idle.splice(0)) wake();
  }

  function enter(request: Request, name: string): Promise<Answer> {
    if (waiting >= options.maxWaiting) return Promise.reject(new Overloaded('too many requests are waiting'));
    return new Promise((resolve, reject) => {
      const group = groups.get(name) ?? { waiting: [], running: 0 };
      groups.set(name, group);
      group.waiting.push({ request, resolve, reject });
      waiting += 1;
      if (scheduled) return;
      scheduled = true;
      // After the requests that were read in the same turn of the event loop have been handed in too.
      setImmediate(() => {
        scheduled = false;
        for (const [each, of] of groups) startBatches(each, of);
      });
    });
  }

  return {
    submit(request) {
      const name = options.groupOf?.(request) ?? '';
      return typeof name === 'string' ? enter(request, name) : name.then((found) => enter(request, found));
    },
    drain() {
      return groups.size === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve));
    },
  };
}

async function runIsolated<Request, Answer>(
  options: BatcherOptions<Request, Answer>,
  batch: readonly Waiting<Request, Answer>[],
): Promise<void> {
  try {
    const answers = await options.run(batch.map((entry) => entry.request));
    batch.forEach((entry, index) => entry.resolve(answers[index]!));
  } catch (error) {
    if (batch.length === 1 || options.isShared(error)) {
      for (const entry of batch) entry.reject(error as Error);
      return;
    }
    const middle = Math.ceil(batch.length / 2);
    await runIsolated(options, batch.slice(0, middle));
    await runIsolated(options, batch.slice(middle));
  }
}
