import type { Queryable } from '../database.ts';
import { readTableKinds, spreadingColumn, type TableKind } from '../table-kinds.ts';

export type Column = { readonly type: string; readonly collation: string | null };

/** A table of the shop. */
export type KnownTable = {
  readonly name: string;
  /** Undefined where the table says none. */
  readonly kind: TableKind | undefined;
  readonly columns: ReadonlyMap<string, Column>;
};

export type ForeignKey = {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  /** Of `from`, in the order of the key; `toColumns` beside them. */
  readonly columns: readonly string[];
  readonly toColumns: readonly string[];
  /** As it is written after `add constraint …`. */
  readonly definition: string;
};

/** What the catalogue of a database says of the shop's tables. */
export type Schema = {
  readonly tables: ReadonlyMap<string, KnownTable>;
  readonly uniques: readonly {
    readonly name: string;
    readonly table: string;
    readonly columns: string[];
    readonly isPrimary: boolean;
  }[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly triggers: readonly { readonly name: string; readonly table: string }[];
};

/** On any PostgreSQL. Names of tables are without a schema: they are those of `public`. */
export async function readSchema(on: Queryable): Promise<Schema> {
  const kinds = await readTableKinds(on);
  const columns = await on.query<Column & { table: string; name: string }>(
    `select t.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type, c.collname as collation
     from pg_attribute a join pg_class t on t.oid = a.attrelid left join pg_collation c on c.oid = a.attcollation
     where t.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped`,
  );
  const uniques = await on.query<Schema['uniques'][number]>(
    `select i.relname as name, t.relname as table, array(select a.attname::text from unnest((x.indkey::int2[])[:x.indnkeyatts - 1]) k
       join pg_attribute a on a.attrelid = t.oid and a.attnum = k) as columns,
       x.indisprimary as "isPrimary"
     from pg_index x join pg_class i on i.oid = x.indexrelid join pg_class t on t.oid = x.indrelid
     where t.relnamespace = 'public'::regnamespace and x.indisunique order by 2, 1`,
  );
  const foreignKeys = await on.query<ForeignKey>(
    `select c.conname as name, f.relname as from, t.relname as to, pg_get_constraintdef(c.oid) as definition,
       array(select a.attname::text from unnest(c.conkey) with ordinality k (num, ord)
         join pg_attribute a on a.attrelid = f.oid and a.attnum = k.num order by k.ord) as columns,
       array(select a.attname::text from unnest(c.confkey) with ordinality k (num, ord)
         join pg_attribute a on a.attrelid = t.oid and a.attnum = k.num order by k.ord) as "toColumns"
     from pg_constraint c join pg_class f on f.oid = c.conrelid join pg_class t on t.oid = c.confrelid
     where c.contype = 'f' and c.conparentid = 0 and f.relnamespace = 'public'::regnamespace order by 2, 1`,
  );
  // What an extension hangs on a table is its own affair.
  const triggers = await on.query<Schema['triggers'][number]>(
    `select g.tgname as name, t.relname as table from pg_trigger g join pg_class t on t.oid = g.tgrelid
     where not g.tgisinternal and t.relnamespace = 'public'::regnamespace and not exists (select from pg_depend d
       where d.classid = 'pg_proc'::regclass and d.objid = g.tgfoid and d.deptype = 'e') order by 2, 1`,
  );
  const tables = new Map(
    [...kinds].map(([name, kind]) => [
      name,
      {
        name,
        kind,
        columns: new Map(
          columns.rows.flatMap(({ table, name: column, type, collation }) =>
            table === name ? [[column, { type, collation }] as const] : [],
          ),
        ),
      },
    ]),
  );
  // Others see what is no table of the shop: the pieces of tables that Citus keeps beside them, views, other schemas.
  const known = <T extends { table: string }>(rows: readonly T[]): T[] =>
    rows.filter(({ table }) => tables.has(table));
  return {
    tables,
    uniques: known(uniques.rows),
    foreignKeys: foreignKeys.rows.filter(({ from, to }) => tables.has(from) && tables.has(to)),
    triggers: known(triggers.rows),
  };
}

/** The column by which the rows of a table are spread, undefined where they are not. */
export function columnOf({ kind }: KnownTable): string | undefined {
  return kind === undefined ? undefined : spreadingColumn(kind);
}
