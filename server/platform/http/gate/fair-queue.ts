import { Overloaded } from '../../batcher.ts';

export type FairQueueLimits = {
  readonly running: number;
  readonly waiting: number;
  /** Of one key; null: no limit for a key alone. */
  readonly perKey: { readonly running: number; readonly waiting: number; readonly rests?: Rests } | null;
};

/**
 * What takes long keeps the whole process from others while it computes. So a key that has more waiting begins none of it
 * for `factor` times as long as it took, where that was `fromMs` or more.
 */
export type Rests = { readonly factor: number; readonly fromMs: number; readonly atMostMs: number };

export type FairQueue = {
  /**
   * Runs `work` when its turn comes. Rejects with `Overloaded` where too many are waiting, which is `TooManyOfOne` where
   * they are this key's own.
   */
  run<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Whether the next one would be turned away, be it for this key's own or for everybody's. */
  isFullFor(key: string): 'key' | 'all' | undefined;
};

/** Others find a place: whoever this is waits for itself. */
export class TooManyOfOne extends Overloaded {}

type Lane = { running: number; resting: number; readonly waiting: (() => void)[] };

/**
 * Runs few things at once, and those of different keys in turn: one who asks for much waits behind itself and not before
 * others (fair queuing by round robin, RFC 970).
 */
export function makeFairQueue({ running: most, waiting: longest, perKey }: FairQueueLimits): FairQueue {
  /** Who has something running or waiting, in the order in which they were last served. */
  const lanes = new Map<string, Lane>();
  let running = 0;
  let waiting = 0;
  const laneOf = (key: string): Lane => lanes.get(key) ?? { running: 0, resting: 0, waiting: [] };

  function isFullFor(key: string): 'key' | 'all' | undefined {
    const lane = laneOf(key);
    if (running < most && mayRun(lane, perKey)) return undefined;
    if (perKey !== null && lane.waiting.length >= perKey.waiting) return 'key';
    return waiting >= longest ? 'all' : undefined;
  }

  function startNext(): void {
    if (running >= most || waiting === 0) return;
    for (const [key, lane] of lanes) {
      if (lane.waiting.length === 0 || !mayRun(lane, perKey)) continue;
      lanes.delete(key);
      lanes.set(key, lane);
      waiting -= 1;
      enter(lane);
      lane.waiting.shift()!();
      return;
    }
  }

  function enter(lane: Lane): void {
    running += 1;
    lane.running += 1;
  }

  function leave(key: string, lane: Lane, tookMs: number): void {
    running -= 1;
    lane.running -= 1;
    rest(lane, restAfter(tookMs, lane, perKey), () => goOn(key, lane));
    goOn(key, lane);
  }

  function goOn(key: string, lane: Lane): void {
    if (lane.running === 0 && lane.resting === 0 && lane.waiting.length === 0) lanes.delete(key);
    startNext();
  }

  return {
    isFullFor,
    async run(key, work) {
      const full = isFullFor(key);
      if (full === 'key') throw new TooManyOfOne('too many of one are waiting');
      if (full === 'all') throw new Overloaded('too many are waiting');
      // Only now: who was turned away leaves nothing behind.
      const lane = laneOf(key);
      lanes.set(key, lane);
      if (running < most && mayRun(lane, perKey)) enter(lane);
      else {
        waiting += 1;
        await new Promise<void>((resolve) => lane.waiting.push(resolve));
      }
      const startedAt = performance.now();
      try {
        return await work();
      } finally {
        leave(key, lane, performance.now() - startedAt);
      }
    },
  };
}

function mayRun(lane: Lane, perKey: FairQueueLimits['perKey']): boolean {
  return perKey === null || (lane.resting === 0 && lane.running < perKey.running);
}

/** Keeps a lane from beginning anything for so long. */
function rest(lane: Lane, forMs: number, goOn: () => void): void {
  if (forMs === 0) return;
  lane.resting += 1;
  setTimeout(() => {
    lane.resting -= 1;
    goOn();
  }, forMs);
}

function restAfter(tookMs: number, { waiting }: Lane, perKey: FairQueueLimits['perKey']): number {
  const rests = perKey?.rests;
  if (rests === undefined || waiting.length === 0 || tookMs < rests.fromMs) return 0;
  return Math.min(tookMs * rests.factor, rests.atMostMs);
}
