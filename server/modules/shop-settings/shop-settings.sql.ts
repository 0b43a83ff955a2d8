import type { StaffId } from '../../kernel/actor.ts';
import type { Queryable, Transaction } from '../../platform/database.ts';

export type SettingsRow = {
  readonly section: string;
  readonly version: number;
  readonly value: unknown;
  readonly savedAt: Date;
};

const COLUMNS = `section, version, value, saved_at as "savedAt"`;

/** The newest of each section. */
export async function listNewest(on: Queryable): Promise<SettingsRow[]> {
  const { rows } = await on.query<SettingsRow>({
    name: 'shop-settings-list-newest',
    text: `select distinct on (section) ${COLUMNS} from shop_settings order by section, version desc`,
  });
  return rows;
}

/** False where this version is there already: somebody else has saved meanwhile. */
export async function insertVersion(
  tx: Transaction,
  row: SettingsRow & { readonly savedBy: StaffId | null },
): Promise<boolean> {
  const { rowCount } = await tx.query({
    name: 'shop-settings-insert-version',
    text: `insert into shop_settings (section, version, value, saved_at, saved_by) values ($1, $2, $3, $4, $5)
      on conflict (section, version) do nothing`,
    values: [row.section, row.version, JSON.stringify(row.value), row.savedAt, row.savedBy],
  });
  return rowCount === 1;
}

/** The version that holds, and its value; undefined where nobody has saved the section. */
export async function findNewest(on: Queryable, section: string): Promise<SettingsRow | undefined> {
  const { rows } = await on.query<SettingsRow>({
    name: 'shop-settings-find-newest',
    text: `select ${COLUMNS} from shop_settings where section = $1 order by version desc limit 1`,
    values: [section],
  });
  return rows[0];
}

/** Tells every process, once this is committed. */
export async function tellProcesses(tx: Transaction, section: string): Promise<void> {
  await tx.query({
    name: 'shop-settings-tell',
    text: `select pg_notify('settings_changed', $1)`,
    values: [section],
  });
}

/** Every version of a section, the newest first, without its value. */
export async function listVersions(
  on: Queryable,
  section: string,
): Promise<Pick<SettingsRow, 'version' | 'savedAt'>[]> {
  const { rows } = await on.query<Pick<SettingsRow, 'version' | 'savedAt'>>({
    name: 'shop-settings-list-versions',
    text: `select version, saved_at as "savedAt" from shop_settings where section = $1 order by version desc`,
    values: [section],
  });
  return rows;
}

export async function findVersion(
  on: Queryable,
  section: string,
  version: number,
): Promise<SettingsRow | undefined> {
  const { rows } = await on.query<SettingsRow>({
    name: 'shop-settings-find-version',
    text: `select ${COLUMNS} from shop_settings where section = $1 and version = $2`,
    values: [section, version],
  });
  return rows[0];
}
