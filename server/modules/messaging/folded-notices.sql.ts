import type { CustomerId } from '../../kernel/ids.ts';
import type { Language } from '../../kernel/language.ts';
import type { Queryable } from '../../platform/database.ts';

/** Notices of one kind that were not sent one by one. */
export type FoldedNotice = {
  readonly notice: string;
  readonly count: number;
  readonly language: Language;
  readonly lastAt: Date;
};

/** Counts one. Answers since when anything of this customer's waits to be told. */
export async function foldNotice(
  database: Queryable,
  folded: { customerId: CustomerId; notice: string; language: Language; at: Date },
): Promise<Date> {
  const { rows } = await database.query<{ since: Date }>({
    name: 'messaging-fold-notice',
    text: `with folded as (
        insert into folded_notices as f (customer_id, notice, count, language, first_at, last_at)
        values ($1, $2, 1, $3, $4, $4)
        on conflict (customer_id, notice) do update set
          count = f.count + 1, language = excluded.language, last_at = greatest(f.last_at, excluded.last_at)
        returning first_at
      )
      select min(first_at) as since from (
        select first_at from folded union all select first_at from folded_notices where customer_id = $1) waiting`,
    values: [folded.customerId, folded.notice, folded.language, folded.at],
  });
  return rows[0]!.since;
}

/** What waits to be told to a customer, what happened last at the end. At most one of each kind. */
export async function listFolded(database: Queryable, customerId: CustomerId): Promise<FoldedNotice[]> {
  const { rows } = await database.query<FoldedNotice>({
    name: 'messaging-list-folded-notices',
    text: `select notice, count, language, last_at as "lastAt" from folded_notices
      where customer_id = $1 order by last_at, notice`,
    values: [customerId],
  });
  return rows;
}

/** What waits to be told, and its place in the walk over all: the time as the database tells it. */
export type WalkedNotice = {
  readonly customerId: CustomerId;
  readonly notice: string;
  readonly walkedAt: string;
};

/** For a job, across customers: the next page of what waits since before `before`, oldest first. */
export async function listOverdueNotices(
  on: Queryable,
  before: Date,
  after: WalkedNotice | undefined,
  size: number,
): Promise<WalkedNotice[]> {
  const { rows } = await on.query<WalkedNotice>({
    name: 'messaging-list-overdue-notices',
    text: `select customer_id as "customerId", notice, first_at::text as "walkedAt" from folded_notices
      where first_at < $1 and ($2::timestamptz is null or (first_at, customer_id, notice) > ($2::timestamptz, $3, $4))
      order by first_at, customer_id, notice limit $5`,
    values: [before, after?.walkedAt ?? null, after?.customerId ?? '', after?.notice ?? '', size],
  });
  return rows;
}

/** Takes away what was told; what was folded meanwhile stays. */
export async function removeTold(
  database: Queryable,
  customerId: CustomerId,
  told: readonly FoldedNotice[],
): Promise<void> {
  const values = [customerId, told.map(({ notice }) => notice), told.map(({ count }) => count)];
  await database.query({
    name: 'messaging-remove-told-notices',
    text: `with gone as (
        delete from folded_notices f using unnest($2::text[], $3::integer[]) as told (notice, count)
        where f.customer_id = $1 and f.notice = told.notice and f.count = told.count returning f.notice
      )
      update folded_notices f set count = f.count - told.count, first_at = f.last_at
      from unnest($2::text[], $3::integer[]) as told (notice, count)
      where f.customer_id = $1 and f.notice = told.notice and f.count > told.count
        and f.notice not in (select notice from gone)`,
    values,
  });
}
