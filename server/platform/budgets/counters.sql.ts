import { onOneConnection, type Database, type Queryable } from '../database.ts';
import { keyOf, type Spendings, type Spent } from './budget.ts';

/** More than a column counts to. */
const MOST_COUNTED = 2_000_000_000;

type CounterRow = { subject: Buffer; count: number; endsAt: Date };

/** What was counted of these subjects in windows that still run. */
export async function findSpendings(
  database: Queryable,
  subjects: readonly Buffer[],
  now: Date,
): Promise<Spendings> {
  const { rows } = await database.query<CounterRow>({
    name: 'budgets-find-spendings',
    text: `select subject, count, expires_at as "endsAt" from attempt_counters
      where subject = any($1::bytea[]) and expires_at > $2`,
    values: [subjects, now],
  });
  return spendingsOf(rows);
}

/**
 * Counts one in each of these in which less than its limit was counted, in one statement, and answers which those were and
 * what they have come to. In the order of their subjects, so that two who count the same never wait for each other.
 */
export async function countWithin(
  database: Queryable,
  counters: readonly { readonly subject: Buffer; readonly windowMs: number; readonly limit: number }[],
  now: Date,
): Promise<Spendings> {
  const { rows } = await database.query<CounterRow>({
    name: 'budgets-count-within',
    text: `insert into attempt_counters as c (subject, count, expires_at)
      select subject, 1, ends_at from unnest($1::bytea[], $2::timestamptz[]) as b (subject, ends_at) order by subject
      on conflict (subject) do update set
        count = case when c.expires_at <= $3::timestamptz then 1 else c.count + 1 end,
        expires_at = case when c.expires_at <= $3::timestamptz then excluded.expires_at else c.expires_at end
      where c.expires_at <= $3::timestamptz or c.count < (
        select l.most from unnest($1::bytea[], $4::integer[]) as l (subject, most) where l.subject = excluded.subject)
      returning subject, count, expires_at as "endsAt"`,
    values: [
      counters.map(({ subject }) => subject),
      counters.map(({ windowMs }) => new Date(now.getTime() + windowMs)),
      now,
      counters.map(({ limit }) => Math.min(limit, MOST_COUNTED)),
    ],
  });
  return spendingsOf(rows);
}

/** Counts so many more, all or none of them; false where they would come to more than the limit. */
export async function countAmount(
  database: Queryable,
  {
    subject,
    windowMs,
    limit,
    amount,
  }: { readonly subject: Buffer; readonly windowMs: number; readonly limit: number; readonly amount: number },
  now: Date,
): Promise<boolean> {
  if (amount > limit) return false;
  const { rowCount } = await database.query({
    name: 'budgets-count-amount',
    text: `insert into attempt_counters as c (subject, count, expires_at) values ($1, $2, $3)
      on conflict (subject) do update set
        count = case when c.expires_at <= $4::timestamptz then excluded.count else c.count + excluded.count end,
        expires_at = case when c.expires_at <= $4::timestamptz then excluded.expires_at else c.expires_at end
      where c.expires_at <= $4::timestamptz or c.count + excluded.count <= $5`,
    values: [subject, amount, new Date(now.getTime() + windowMs), now, limit],
  });
  return rowCount === 1;
}

/** Writes down what may be used once, until `until`; false where it was used before. */
export async function useOnce(
  database: Queryable,
  subject: Buffer,
  { now, until }: { now: Date; until: Date },
): Promise<boolean> {
  const windowMs = until.getTime() - now.getTime();
  return (await countWithin(database, [{ subject, windowMs, limit: 1 }], now)).size === 1;
}

/** Takes back one of each, for what came to nothing. */
export async function uncount(database: Database, subjects: readonly Buffer[], now: Date): Promise<void> {
  if (subjects.length === 0) return;
  await onOneConnection(database, (client) =>
    Promise.all(
      // A statement each, so that none waits for a row while it holds another.
      subjects.map((subject) =>
        client.query({
          name: 'budgets-uncount',
          text: `update attempt_counters set count = count - 1
            where subject = $1 and expires_at > $2 and count > 0`,
          values: [subject, now],
        }),
      ),
    ),
  );
}

/** Whether that was noted and is not forgotten yet. */
export async function isNoted(database: Queryable, subject: Buffer, now: Date): Promise<boolean> {
  return (await findSpendings(database, [subject], now)).has(keyOf(subject));
}

export async function noteUntil(database: Queryable, subject: Buffer, until: Date): Promise<void> {
  await database.query({
    name: 'budgets-note-until',
    text: `insert into attempt_counters (subject, count, expires_at) values ($1, 1, $2)
      on conflict (subject) do update set expires_at = excluded.expires_at`,
    values: [subject, until],
  });
}

/** At most `limit` of those that count nothing any more; answers how many are gone. */
export async function deleteEndedCounters(database: Queryable, now: Date, limit: number): Promise<number> {
  const { rowCount } = await database.query(
    `delete from attempt_counters where subject in (
       select subject from attempt_counters where expires_at <= $1 limit $2)`,
    [now, limit],
  );
  return rowCount ?? 0;
}

function spendingsOf(rows: readonly CounterRow[]): Spendings {
  return new Map(
    rows.map(({ subject, count, endsAt }): [string, Spent] => [keyOf(subject), { count, endsAt }]),
  );
}
