import { ADVISORY_LOCKS } from '../advisory-locks.ts';
import type { Database } from '../database.ts';
import { StartRefusal } from '../start-refusal.ts';

/**
 * Runs `work` while no other process rotates keys or replaces the master key; the lock goes with the connection, so a
 * process that is killed leaves none behind. Throws StartRefusal where another one is at it.
 */
export async function holdRotation<T>(database: Database, work: () => Promise<T>): Promise<T> {
  const client = await database.connect();
  try {
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [
      ADVISORY_LOCKS.rotation,
    ]);
    if (!rows[0]!.held) {
      throw new StartRefusal(
        'Keys are being rotated by another process already. Wait until that one has finished; nothing was changed by this one.',
      );
    }
    try {
      return await work();
    } finally {
      // Said as well, or who comes next is refused until the server has noticed that the connection is gone. Where it cannot
      // be said, that is why.
      await client.query('select pg_advisory_unlock($1)', [ADVISORY_LOCKS.rotation]).catch(() => undefined);
    }
  } finally {
    // Thrown away: whatever became of it, the lock goes with it.
    client.release(true);
  }
}
