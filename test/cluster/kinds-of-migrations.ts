import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseKind, type TableKind } from '../../server/platform/table-kinds.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'db', 'migrations');

/** The kind of each table, as the migrations say it last: `table-kinds.db.test.ts` holds that a database says the same. */
export function kindsOfMigrations(): Map<string, TableKind | undefined> {
  const kinds = new Map<string, TableKind | undefined>();
  for (const file of readdirSync(FOLDER).toSorted()) {
    const said = readFileSync(join(FOLDER, file), 'utf8').matchAll(/^comment on table (\w+) is '([^']+)';/gm);
    for (const [, table, comment] of said) kinds.set(table!, parseKind(comment!));
  }
  return kinds;
}
