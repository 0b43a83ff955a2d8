import type pg from 'pg';
import { ADVISORY_LOCKS } from './advisory-locks.ts';
import type { Queryable } from './database.ts';

/** A worker that is new takes its first job before it holds its lock. */
const NEW_FOR = '3 seconds';

export type WorkerLocks = {
  add(workerId: string): void;
  /** Holds all of them, anew where the connection broke. Rejects where the database cannot be reached. */
  renew(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Holds a lock of the database for each worker of this process, on one connection of its own: when the process dies, however
 * it does, the database lets go of them, and the others know (see `freeJobsOfTheDead`). The locks are shared, so that two
 * workers whose numbers are the same never wait for each other. Where the connection breaks, what these workers do may be
 * done twice until `renew`, which does no harm.
 */
export function holdLocksOfWorkers(database: Pick<pg.Pool, 'connect'>): WorkerLocks {
  const workerIds = new Set<string>();
  const held = new Set<string>();
  let holder: pg.PoolClient | undefined;
  let renewing = Promise.resolve();

  function drop(client: pg.PoolClient): void {
    if (holder !== client) return;
    holder = undefined;
    held.clear();
    client.release(true);
  }
  async function open(): Promise<pg.PoolClient> {
    const client = await database.connect();
    // It may end while nothing is asked of it, too.
    client.once('error', () => drop(client));
    holder = client;
    return client;
  }
  async function holdMissing(): Promise<void> {
    const client = holder ?? (await open());
    const missing = [...workerIds].filter((id) => !held.has(id));
    try {
      await lock(client, missing);
    } catch (error) {
      drop(client);
      throw error;
    }
    for (const id of missing) held.add(id);
  }
  // One after the other, whatever became of the one before.
  const renew = (): Promise<void> => (renewing = renewing.then(holdMissing, holdMissing));

  return {
    renew,
    add(workerId) {
      workerIds.add(workerId);
      // Whoever looks for the dead renews before, and tells where that fails.
      renew().catch(() => undefined);
    },
    async stop() {
      await renewing.catch(() => undefined);
      const client = holder;
      if (client === undefined) return;
      // Said as well, or the locks are held until the server has noticed that the connection is gone. Where it cannot be
      // said, that is why.
      await client.query('select pg_advisory_unlock_all()').catch(() => undefined);
      drop(client);
    },
  };
}

async function lock(client: pg.PoolClient, workerIds: readonly string[]): Promise<void> {
  await client.query('select pg_advisory_lock_shared($1, hashtext(id)) from unnest($2::text[]) as id', [
    ADVISORY_LOCKS.workers,
    workerIds,
  ]);
}

/**
 * Gives back what workers had taken that are there no more, so that it is done now and not when the queue itself gives it
 * up, after four hours. Answers of how many workers.
 */
export async function freeJobsOfTheDead(on: Queryable): Promise<number> {
  const { rows } = await on.query<{ dead: string[] | null }>({
    text: `select array_agg(id) as dead from (
        select locked_by as id from graphile_worker.jobs
        where locked_at < now() - $2::interval group by locked_by
      ) as holders where pg_try_advisory_xact_lock($1, hashtext(id))`,
    values: [ADVISORY_LOCKS.workers, NEW_FOR],
  });
  const dead = rows[0]?.dead ?? [];
  if (dead.length > 0) await on.query('select graphile_worker.force_unlock_workers($1)', [dead]);
  return dead.length;
}
