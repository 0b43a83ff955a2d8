import type pg from 'pg';

/** Every row of every table as text, as a dump would hold it; bytes are written in hexadecimal there. */
export async function dumpTables(pool: pg.Pool): Promise<string> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  const dumps: string[] = [];
  for (const { name } of tables) {
    const { rows } = await pool.query<{ line: string }>(`select t::text as line from ${name} as t`);
    dumps.push(...rows.map(({ line }) => `${name} ${line}`));
  }
  return dumps.join('\n');
}
