import { AsyncLocalStorage } from 'node:async_hooks';
import type { Database, Queryable } from './database.ts';

/**
 * Who works with the database. Each has connections of its own, so that a crowd of one kind never takes those of another:
 * orders are placed while pages wait, and jobs run while everybody asks. `behind` belongs to those who hold locks, see
 * `readBehind`.
 */
export type Lane = 'requests' | 'pages' | 'placing' | 'jobs' | 'behind';

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
    behind: open('behind'),
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

/**
 * Reads what a transaction must know behind the locks that it holds, on another connection: it sees what others have
 * committed, and nothing that the transaction itself has written. Its connections are taken by nobody who waits for a lock
 * with them, so whoever holds one always gets its answer. Why not on its own: docs/decisions/0048-read-first-then-write.md.
 */
export async function readBehind<T>(database: Database, read: (on: Queryable) => Promise<T>): Promise<T> {
  const on = await inLane('behind', () => database.connect());
  try {
    return await read(on);
  } finally {
    on.release();
  }
}
