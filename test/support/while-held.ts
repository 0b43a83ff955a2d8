import type pg from 'pg';

/** Runs `work` while another transaction holds what `lock` takes; it is let go when `work` is through. */
export async function whileHeld(
  pool: pg.Pool,
  lock: string,
  values: unknown[],
  work: () => Promise<void>,
): Promise<void> {
  const gate = await pool.connect();
  try {
    await gate.query('begin');
    await gate.query(lock, values);
    await work();
    await gate.query('commit');
  } finally {
    gate.release();
  }
}

/** Until so many wait for a lock in this database. They are let through in the order in which they came. */
export async function waitForWaiting(pool: pg.Pool, count: number): Promise<void> {
  for (let waiting = 0; waiting < count;) {
    const { rows } = await pool.query<{ n: number }>(
      `select count(*)::integer as n from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    waiting = rows[0]!.n;
  }
}
