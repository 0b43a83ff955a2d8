import { AsyncLocalStorage } from 'node:async_hooks';
import type { Database } from './database.ts';

/**
 * Who works with the database. Each has connections of its own, so that a crowd of one kind never takes those of another:
 * orders are placed while pages wait, and jobs run while everybody asks.
 */
export type Lane = 'requests' | 'pages' | 'placing' | 'jobs';

const current = new AsyncLocalStorage<Lane>();

/** Runs `work`, and all that it calls, on the connections of a lane. Whatever runs in no lane belongs to `requests`. */
export function inLane<T>(lane: Lane, work: () => T): T {
  return current.run(lane, work);
}

/** One database, through the connections of whoever asks. */
export function openLanes(open: (lane: Lane) => Database): Database {
  const lanes: Readonly<Record<Lane, Database>> = {
    requests: open('requests'),
    pages: open('pages'),
    placing: open('placing'),
    jobs: open('jobs'),
  };
  const own = (): Database => lanes[current.getStore() ?? 'requests'];
  return {
    query: ((...statement: Parameters<Database['query']>) => own().query(...statement)) as Database['query'],
    connect: ((...call: []) => own().connect(...call)) as Database['connect'],
    async end() {
      await Promise.all(Object.values(lanes).map((lane) => lane.end()));
    },
  };
}
