import { afterAll, beforeAll, expect, test } from 'vitest';
import { personalTablesOf, sealedColumnsOf } from '../server/make-house.ts';

const personalTables = personalTablesOf();
const sealedColumns = sealedColumnsOf();
import { createTestDatabase, type TestDatabase } from './support/test-database.ts';

let database: TestDatabase;
beforeAll(async () => void (database = await createTestDatabase()));
afterAll(() => database.drop());

async function columnsByTable(): Promise<Map<string, string[]>> {
  const { rows } = await database.pool.query<{ table: string; columns: string[] }>(
    `select c.table_name as table, array_agg(c.column_name::text order by c.column_name) as columns
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where c.table_schema = 'public' and t.table_type = 'BASE TABLE' group by c.table_name`,
  );
  return new Map(rows.map(({ table, columns }) => [table, columns]));
}

test('every table that holds a customer says what is exported of it and what becomes of it on erasure', async () => {
  const holding = [...(await columnsByTable())]
    .filter(([, columns]) => columns.includes('customer_id'))
    .map(([table]) => table);
  const described = personalTables.map(({ table }) => table);
  expect(described).toEqual([...new Set(described)]);
  expect(described).toEqual(expect.arrayContaining(holding));
});

test('every column of an exported table is told, opened, or left unsaid with a reason', async () => {
  const tables = await columnsByTable();
  for (const { table, exported } of personalTables) {
    if ('leftOut' in exported) {
      expect(exported.leftOut).not.toBe('');
      continue;
    }
    const { columns, sealed, unsaid } = exported;
    const named = [...Object.keys(columns), ...(sealed?.columns ?? []), ...Object.keys(unsaid)];
    expect(named.sort(), table).toEqual(tables.get(table));
  }
});

test('every value that is sealed for a customer is opened in the export', () => {
  for (const { table, column } of sealedColumns) {
    const exported = personalTables.find((described) => described.table === table)?.exported;
    expect(exported && 'sealed' in exported ? exported.sealed?.columns : [], table).toContain(column);
  }
});

test('what is kept of an erased customer says why', () => {
  for (const { onErase } of personalTables) if (onErase.do === 'keep') expect(onErase.because).not.toBe('');
});
