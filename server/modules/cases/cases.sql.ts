import { actorColumns, type Actor } from '../../kernel/actor.ts';
import { newUuid } from '../../kernel/ids.ts';
import type { Queryable } from '../../platform/database.ts';
import type { CaseKind, Ending, NewCase, OpenCase, Waiting } from './cases.ts';

/** Opens a case, or meets it again where it is open; true where it is new. In the transaction of its cause. */
export async function openCase(on: Queryable, { kind, subject, facts }: NewCase, at: Date): Promise<boolean> {
  const { rows } = await on.query<{ times: number }>({
    name: 'cases-open',
    text: `insert into cases as known (case_id, kind, subject, facts, opened_at, met_at)
      values ($1, $2, $3, $4, $5, $5)
      on conflict (kind, subject) where closed_at is null do update
        set facts = excluded.facts, met_at = excluded.met_at, times = known.times + 1
      returning times`,
    values: [newUuid(at), kind, subject, JSON.stringify(facts), at],
  });
  return rows[0]!.times === 1;
}

/** Ends the open cases of these kinds and this subject, since the fact itself has resolved them; most often there is none. */
export async function closeCases(
  on: Queryable,
  kinds: readonly CaseKind[],
  subject: string,
  at: Date,
): Promise<void> {
  await on.query({
    name: 'cases-close',
    text: `update cases set closed_at = $3, ending = 'resolved'
      where kind = any($1::text[]) and subject = $2 and closed_at is null`,
    values: [kinds, subject, at],
  });
}

type NewEnding = {
  readonly ending: Exclude<Ending, 'resolved'>;
  readonly reason?: string;
  readonly at: Date;
  readonly actor: Actor;
};

/** Ends an open case by somebody's word; false where it is not open. */
export async function endCase(
  on: Queryable,
  caseId: string,
  { ending, reason, at, actor }: NewEnding,
): Promise<boolean> {
  const { rowCount } = await on.query({
    name: 'cases-end',
    text: `update cases set closed_at = $2, ending = $3, reason = $4, closed_by = $5, closed_by_id = $6
      where case_id = $1 and closed_at is null`,
    values: [caseId, at, ending, reason ?? null, ...actorColumns(actor)],
  });
  return rowCount === 1;
}

type Place = Pick<OpenCase, 'openedAt' | 'caseId'>;

/** The next page of open cases of a kind, oldest first. `after`: the last of the page before. */
export async function listOpenCases(
  on: Queryable,
  kind: CaseKind,
  after: Place | undefined,
  size: number,
): Promise<OpenCase[]> {
  const { rows } = await on.query<OpenCase>({
    name: 'cases-list-open',
    text: `select case_id as "caseId", kind, subject, facts, opened_at as "openedAt", met_at as "metAt", times
      from cases where closed_at is null and kind = $1
        and ($2::timestamptz is null or (opened_at, case_id) > ($2::timestamptz, $3::uuid))
      order by opened_at, case_id limit $4`,
    values: [kind, after?.openedAt ?? null, after?.caseId ?? null, size],
  });
  return rows;
}

/** The same for people to look at, of a kind or of all. */
export async function showOpenCases(
  on: Queryable,
  { kind, after, limit }: { kind?: CaseKind; after?: Place; limit: number },
): Promise<OpenCase[]> {
  const { rows } = await on.query<OpenCase>({
    name: 'cases-show-open',
    text: `select case_id as "caseId", kind, subject, facts, opened_at as "openedAt", met_at as "metAt", times
      from cases where closed_at is null and ($1::text is null or kind = $1)
        and ($2::timestamptz is null or (opened_at, case_id) > ($2::timestamptz, $3::uuid))
      order by opened_at, case_id limit $4`,
    values: [kind ?? null, after?.openedAt ?? null, after?.caseId ?? null, limit],
  });
  return rows;
}

/** What waits, by kind: how many, and since when the oldest does. A kind of which nothing waits is left out. */
export async function sumUpOpenCases(on: Queryable): Promise<Waiting[]> {
  const { rows } = await on.query<Waiting>({
    name: 'cases-sum-up-open',
    text: `select kind, count(*)::int as count, min(opened_at) as "oldestAt"
      from cases where closed_at is null group by kind order by min(opened_at), kind`,
  });
  return rows;
}
