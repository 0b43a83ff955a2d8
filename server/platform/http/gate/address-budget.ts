import { LRUCache } from 'lru-cache';

/** How many networks are remembered at once; the one seen longest ago is forgotten. */
const NETWORKS = 20_000;
const WINDOW_SECONDS = 60;

/** What is left after something was taken. */
export type Taken = {
  readonly isAllowed: boolean;
  /** Points left, never below 0. */
  readonly left: number;
  /** Seconds until as much is there again as was asked for; 0 where it was allowed. */
  readonly retryAfterSeconds: number;
  /** Seconds until all points are there again. */
  readonly fullInSeconds: number;
};

export type AddressBudget = {
  readonly pointsPerMinute: number;
  /** Takes the points where they are there; takes nothing where they are not. */
  take(network: string, points: number): Taken;
  /** Takes the points for work that is done already: what is owed has to be earned back first. */
  owe(network: string, points: number): void;
};

type Bucket = { points: number; at: number };

/**
 * Points of work that each network may ask for: a bucket that holds a minute's worth and fills evenly (token bucket). A
 * point is about a millisecond of this machine's work. `now` in milliseconds, never going back.
 */
export function makeAddressBudget(
  pointsPerMinute: number,
  now: () => number = () => performance.now(),
): AddressBudget {
  const buckets = new LRUCache<string, Bucket>({ max: NETWORKS });
  const perSecond = pointsPerMinute / WINDOW_SECONDS;

  function filled(network: string): Bucket {
    const at = now();
    const bucket = buckets.get(network);
    if (bucket === undefined) {
      const fresh = { points: pointsPerMinute, at };
      buckets.set(network, fresh);
      return fresh;
    }
    bucket.points = Math.min(pointsPerMinute, bucket.points + ((at - bucket.at) / 1_000) * perSecond);
    bucket.at = at;
    return bucket;
  }

  return {
    pointsPerMinute,
    take(network, points) {
      const bucket = filled(network);
      const isAllowed = bucket.points >= points;
      if (isAllowed) bucket.points -= points;
      return {
        isAllowed,
        left: Math.max(0, Math.floor(bucket.points)),
        retryAfterSeconds: isAllowed ? 0 : Math.ceil((points - bucket.points) / perSecond),
        fullInSeconds: Math.ceil((pointsPerMinute - bucket.points) / perSecond),
      };
    },
    owe(network, points) {
      const bucket = filled(network);
      bucket.points = Math.max(-pointsPerMinute, bucket.points - points);
    },
  };
}
