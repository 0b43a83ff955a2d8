import type pg from 'pg';
import type { Queryable } from './database.ts';

/** The first of two numbers of an advisory lock: those of workers. */
const LOCKS_OF_WORKERS = 748_113;
/** A worker that is new takes its first job before it holds its lock. */
const NEW_FOR = '3 seconds';

/**
 * Holds a lock of the database for each worker of this process, on one connection of its own: when the process dies, however
 * it does, the database lets go of them, and the others know (see `freeJobsOfTheDead`). A connection that breaks is opened
 * again, and holds them anew.
 */
export function holdLocksOfWorkers(
  database: pg.Pool,
  log: { warn(details: object, message: string): void },
): { add(workerId: string): void; stop(): Promise<void> } {
  const workerIds = new Set<string>();
  let isStopped = false;
  let connecting: Promise<pg.PoolClient> | undefined;

  async function connect(): Promise<pg.PoolClient> {
    const client = await database.connect();
    client.once('error', () => {
      connecting = undefined;
      client.release(true);
      if (!isStopped) hold([...workerIds]);
    });
    return client;
  }
  function hold(ids: readonly string[]): void {
    connecting ??= connect();
    connecting
      .then((client) =>
        client.query('select pg_advisory_lock($1, hashtext(id)) from unnest($2::text[]) as id', [
          LOCKS_OF_WORKERS,
          ids,
        ]),
      )
      .catch((error: unknown) => {
        connecting = undefined;
        // What these workers do may then be done twice, which does no harm.
        log.warn({ reason: (error as Error).message }, 'the locks of the workers could not be held');
      });
  }
  return {
    add(workerId) {
      workerIds.add(workerId);
      hold([workerId]);
    },
    async stop() {
      isStopped = true;
      const client = await connecting?.catch(() => undefined);
      client?.release(true);
    },
  };
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
    values: [LOCKS_OF_WORKERS, NEW_FOR],
  });
  const dead = rows[0]?.dead ?? [];
  if (dead.length > 0) await on.query('select graphile_worker.force_unlock_workers($1)', [dead]);
  return dead.length;
}
