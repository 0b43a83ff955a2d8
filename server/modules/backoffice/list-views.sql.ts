import type { StaffId } from '../../kernel/actor.ts';
import { ADVISORY_LOCKS } from '../../platform/advisory-locks.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';
import type { ListColumn, SavedFilter, SavedQuery } from './list-views.ts';

/** So many a member keeps. */
export const MOST_FILTERS = 20;
/** So many of everybody's are shown: what is shared beyond that, nobody finds in a menu. */
const MOST_SHOWN = 100;

/** Somebody's own, and those that others share; by their names. */
export async function listSavedFilters(on: Queryable, memberId: StaffId): Promise<SavedFilter[]> {
  const { rows } = await on.query<SavedFilter>({
    name: 'backoffice-list-saved-filters',
    text: `select filter_id as id, name, query, is_shared as "isShared", member_id = $1 as "isOwn"
      from saved_filters where member_id = $1 or is_shared order by member_id <> $1, name, filter_id limit $2`,
    values: [memberId, MOST_SHOWN],
  });
  return rows;
}

/** Until the transaction ends nobody else saves one: of those that are sent at once each sees how many there are. */
export async function lockSaving(tx: Transaction): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [ADVISORY_LOCKS.savedFilters]);
}

/** False where somebody has as many as they may. Behind `lockSaving`. */
export async function insertSavedFilter(
  tx: Transaction,
  memberId: StaffId,
  filter: { id: string; name: string; query: SavedQuery; isShared: boolean },
  at: Date,
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'backoffice-insert-saved-filter',
    text: `insert into saved_filters (filter_id, member_id, name, query, is_shared, created_at)
      select $1, $2, $3, $4, $5, $6 where (select count(*) from saved_filters where member_id = $2) < $7`,
    values: [
      ...[filter.id, memberId, filter.name, JSON.stringify(filter.query), filter.isShared, at, MOST_FILTERS],
    ],
  });
  return rowCount === 1;
}

/** What one of somebody's own was called; undefined where they have none of that id. */
export async function deleteSavedFilter(
  tx: Transaction,
  memberId: StaffId,
  id: string,
): Promise<string | undefined> {
  const { rows } = await tx.query<{ name: string }>({
    name: 'backoffice-delete-saved-filter',
    text: 'delete from saved_filters where filter_id = $1 and member_id = $2 returning name',
    values: [id, memberId],
  });
  return rows[0]?.name;
}

export async function findListColumns(
  on: Queryable,
  memberId: StaffId,
): Promise<readonly ListColumn[] | undefined> {
  const { rows } = await on.query<{ columns: ListColumn[] }>({
    name: 'backoffice-find-list-columns',
    text: 'select columns from list_columns where member_id = $1',
    values: [memberId],
  });
  return rows[0]?.columns;
}

export async function saveListColumns(
  tx: Transaction,
  memberId: StaffId,
  columns: readonly ListColumn[],
): Promise<void> {
  await tx.query({
    name: 'backoffice-save-list-columns',
    text: `insert into list_columns (member_id, columns) values ($1, $2)
      on conflict (member_id) do update set columns = excluded.columns`,
    values: [memberId, columns],
  });
}
