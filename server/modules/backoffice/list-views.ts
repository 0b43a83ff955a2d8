import type { Clock } from '../../kernel/clock.ts';
import { newUuid } from '../../kernel/ids.ts';
import { ok, refuse, type Result } from '../../kernel/result.ts';
import { inTransaction, type Database } from '../../platform/database.ts';
import { record } from '../audit/index.ts';
import { actBy, type StaffSession } from '../staff/index.ts';
import {
  deleteSavedFilter,
  findListColumns,
  insertSavedFilter,
  listSavedFilters,
  lockSaving,
  MOST_FILTERS,
  saveListColumns,
} from './list-views.sql.ts';

/** What may stand beside the number of an order in the list, in its order there. */
export const LIST_COLUMNS = ['goods', 'recipient', 'phone', 'amount', 'state', 'tags', 'due'] as const;
export type ListColumn = (typeof LIST_COLUMNS)[number];
/** What a list shows of whoever has chosen nothing. */
export const USUAL_COLUMNS: readonly ListColumn[] = ['goods', 'recipient', 'amount', 'state', 'due'];

/** What the address of the list asks for, but no text that is looked for: that may be a customer's phone. */
export const SAVED_FIELDS = ['state', 'placed', 'from', 'to', 'sku', 'gateway', 'flag'] as const;
export type SavedQuery = Readonly<Partial<Record<(typeof SAVED_FIELDS)[number], string>>>;

export type SavedFilter = {
  readonly id: string;
  readonly name: string;
  readonly query: SavedQuery;
  /** Everybody of the staff sees it. */
  readonly isShared: boolean;
  /** Of whoever asks: nobody else changes it. */
  readonly isOwn: boolean;
};

export type TooManyFilters = { readonly code: 'too_many_filters'; readonly limit: number };
export type FilterNotFound = { readonly code: 'filter_not_found' };

/** How each of the staff looks at the list of orders. */
export type ListViews = {
  filters(by: StaffSession): Promise<readonly SavedFilter[]>;
  saveFilter(
    by: StaffSession,
    filter: Pick<SavedFilter, 'name' | 'query' | 'isShared'>,
  ): Promise<Result<SavedFilter, TooManyFilters>>;
  removeFilter(by: StaffSession, id: string): Promise<Result<null, FilterNotFound>>;
  columns(by: StaffSession): Promise<readonly ListColumn[]>;
  chooseColumns(by: StaffSession, columns: readonly ListColumn[]): Promise<readonly ListColumn[]>;
};

export function makeListViews({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): ListViews {
  return {
    filters: (by) => listSavedFilters(database, by.staffId),
    async saveFilter(by, filter) {
      const at = clock.now();
      const id = newUuid(at);
      return inTransaction(database, async (tx) => {
        await lockSaving(tx);
        const isSaved = await insertSavedFilter(tx, by.staffId, { id, ...filter }, at);
        if (!isSaved) return refuse({ code: 'too_many_filters', limit: MOST_FILTERS });
        const subject = { kind: 'saved_filter', id };
        await record(tx, [actBy(by, at, { what: 'filter:save', subject, after: { name: filter.name } })]);
        return ok({ id, ...filter, isOwn: true });
      });
    },
    async removeFilter(by, id) {
      return inTransaction(database, async (tx) => {
        const name = await deleteSavedFilter(tx, by.staffId, id);
        if (name === undefined) return refuse({ code: 'filter_not_found' });
        const subject = { kind: 'saved_filter', id };
        await record(tx, [actBy(by, clock.now(), { what: 'filter:remove', subject, before: { name } })]);
        return ok(null);
      });
    },
    columns: async (by) => (await findListColumns(database, by.staffId)) ?? USUAL_COLUMNS,
    async chooseColumns(by, columns) {
      const chosen = LIST_COLUMNS.filter((column) => columns.includes(column));
      await inTransaction(database, async (tx) => {
        await saveListColumns(tx, by.staffId, chosen);
        const subject = { kind: 'staff_member', id: by.staffId };
        const did = { what: 'columns:choose', subject, after: { columns: chosen } };
        await record(tx, [actBy(by, clock.now(), did)]);
      });
      return chosen;
    },
  };
}
