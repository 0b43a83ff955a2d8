import type { Queryable } from '../database.ts';

export type Backoff = {
  now: Date;
  /** So many tries go by without waiting. */
  free: number;
  /** The first wait after them; each further one is twice as long, up to the longest. */
  firstWaitSeconds: number;
  longestWaitSeconds: number;
  /** So long after the last try everything is forgotten. */
  memorySeconds: number;
};

/**
 * Takes one try at the counter, unless it is too early for one: of tries at the same time as many are let through as are
 * free, then one. `expires_at` is when it is forgotten, so it also tells when the last try was. Answers how many seconds
 * to wait, 0 where the try was taken.
 */
export async function takeSlowedTry(database: Queryable, subject: Buffer, backoff: Backoff): Promise<number> {
  const values = [
    subject,
    backoff.now,
    backoff.free,
    backoff.firstWaitSeconds,
    backoff.longestWaitSeconds,
    backoff.memorySeconds,
  ];
  const { rowCount } = await database.query({
    name: 'passwords-take-slowed-try',
    // Times are subtracted: what a time and an interval come to depends on a zone, and what is written must not.
    text: `insert into attempt_counters as c (subject, count, expires_at)
      values ($1, 1, $2::timestamptz + make_interval(secs => $6))
      on conflict (subject) do update set
        count = case when c.expires_at <= $2 then 1 else c.count + 1 end,
        expires_at = excluded.expires_at
      where c.expires_at <= $2 or c.count < $3::integer
        or $2::timestamptz - c.expires_at + make_interval(secs => $6) >= make_interval(secs => ${WAIT})`,
    values,
  });
  if (rowCount === 1) return 0;
  const { rows } = await database.query<{ seconds: number }>({
    name: 'passwords-find-wait',
    text: `select ceil(extract(epoch from c.expires_at - make_interval(secs => $6) + make_interval(secs => ${WAIT})
        - $2::timestamptz))::integer as seconds
      from attempt_counters c where subject = $1 and c.count >= $3::integer`,
    values,
  });
  return Math.max(1, rows[0]?.seconds ?? 1);
}

/** In seconds, after so many tries as the counter tells; the exponent is bounded so that nothing overflows. */
const WAIT = 'least($5::float8, $4::float8 * power(2, least(c.count - $3::integer, 30)))';

/** A try that was right is no wrong one. */
export async function giveTryBack(database: Queryable, subject: Buffer): Promise<void> {
  await database.query({
    name: 'passwords-give-try-back',
    text: 'update attempt_counters set count = count - 1 where subject = $1 and count > 0',
    values: [subject],
  });
}

export async function forgetTries(database: Queryable, subject: Buffer): Promise<void> {
  await database.query({
    name: 'passwords-forget-tries',
    text: 'delete from attempt_counters where subject = $1',
    values: [subject],
  });
}
