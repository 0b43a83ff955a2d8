import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { personalTablesOf, tablesOf } from '../server/make-house.ts';
import { CONSENT_VERSION } from '../server/modules/customers/index.ts';
import { isPersonal, NUMBERS, OWN_ID, type DescribedTable } from '../server/platform/described-table.ts';
import { createTestDatabase, type TestDatabase } from './support/test-database.ts';

type Column = { readonly table: string; readonly column: string; readonly type: string };

const described = tablesOf();
let database: TestDatabase;
let schema: Column[];

beforeAll(async () => {
  database = await createTestDatabase();
  const { rows } = await database.pool.query<Column>(
    `select case table_schema when 'public' then '' else table_schema || '.' end || table_name as "table",
       column_name as "column", data_type as type
     from information_schema.columns join information_schema.tables t using (table_schema, table_name)
     where table_schema not in ('pg_catalog', 'information_schema') and t.table_type = 'BASE TABLE'
     order by table_schema, table_name, ordinal_position`,
  );
  schema = rows;
});
afterAll(() => database.drop());

/** How many descriptions there are of a column. */
function timesDescribed(tables: readonly DescribedTable[], { table, column }: Column): number {
  return tables.filter((one) => {
    if (one.table.endsWith('.*')) return table.startsWith(one.table.slice(0, -1));
    return one.table === table && (!('columns' in one) || Object.hasOwn(one.columns, column));
  }).length;
}

/** Where the descriptions and the schema differ, in words. */
function differences(tables: readonly DescribedTable[]): string[] {
  const wrong = schema
    .map((one) => ({ name: `${one.table}.${one.column}`, times: timesDescribed(tables, one) }))
    .filter(({ times }) => times !== 1)
    .map(({ name, times }) => `${name} is described ${times} times`);
  const names = schema.flatMap(({ table, column }) => [
    table,
    `${table}.${column}`,
    `${table.split('.')[0]}.*`,
  ]);
  const stale = tables
    .flatMap((one) =>
      'columns' in one ? Object.keys(one.columns).map((column) => `${one.table}.${column}`) : [one.table],
    )
    .filter((name) => !names.includes(name))
    .map((name) => `${name} does not exist`);
  return [...wrong, ...stale];
}

test('every column of the schema is described by exactly one module, and none that does not exist', () => {
  expect(differences(described), 'describe it in tables.ts of its module').toEqual([]);
});

test('a column that nobody or more than one describes is found, and so is one that does not exist', () => {
  const without = described.map((one) => {
    if (one.table !== 'addresses' || !('key' in one)) return one;
    const { sealed: _, ...columns } = one.columns;
    return { ...one, columns };
  });
  expect(differences(without)).toEqual(['addresses.sealed is described 0 times']);
  const more: DescribedTable[] = [
    { table: 'media', nothing: 'once more' },
    { table: 'nowhere', nothing: 'a table that was dropped' },
    { table: 'erasures', nobodys: 'a column that was dropped', columns: { gone: { holds: NUMBERS } } },
  ];
  expect(differences([...described, ...more])).toEqual([
    ...schema
      .filter(({ table }) => table === 'media')
      .map(({ column }) => `media.${column} is described 2 times`),
    'nowhere does not exist',
    'erasures.gone does not exist',
  ]);
});

test('every table that knows a customer says what is exported of it and what becomes of it on erasure', () => {
  const knowing = schema.filter(({ column }) => column === 'customer_id').map(({ table }) => table);
  expect(knowing).toContain('orders');
  expect(described.filter(isPersonal).map(({ table }) => table)).toEqual(expect.arrayContaining(knowing));
});

test('only a table that knows nobody is said to tell nothing, whatever comes into it', () => {
  const plain = described.flatMap((one) => ('nothing' in one ? one.table : []));
  const personal = schema.filter(
    ({ table, column }) => plain.includes(table) && MAY_BE_PERSONAL.test(column),
  );
  expect(personal).toEqual([]);
});

test('what could hold something of a person is never said to tell nothing', () => {
  const nothing = described.flatMap((one) =>
    'columns' in one
      ? Object.entries(one.columns).flatMap(([column, of]) => ('nothing' in of ? column : []))
      : [],
  );
  expect(nothing.filter((column) => MAY_BE_PERSONAL.test(column))).toEqual([]);
});
const MAY_BE_PERSONAL = /(sealed|phone|recipient|street|device|address|note)$|^customer_id$/;

test('what is told of a table is ordered by columns that it has, and what is sealed is found by such', () => {
  for (const one of described) {
    if (!('key' in one)) continue;
    const columns = Object.keys(one.columns);
    const keys = Object.values(one.columns).flatMap((of) => ('sealed' in of ? of.sealed.keys : []));
    expect(columns, one.table).toEqual(expect.arrayContaining([...one.key, ...keys]));
  }
});

test('what is opened for an export and sealed anew by a rotation is said to be sealed, and nothing else is', () => {
  for (const one of described) {
    if (!('key' in one)) continue;
    for (const [column, of] of Object.entries(one.columns)) {
      const isSealed = 'holds' in of && [of.holds].flat().some(({ keptAs }) => keptAs.startsWith('sealed'));
      expect('sealed' in of, `${one.table}.${column}`).toBe(isSealed);
    }
  }
});

test('what tells a person nothing, is left out or is kept says why', () => {
  const reasons = described.flatMap((one) => [
    ...('nothing' in one ? [one.nothing] : 'nobodys' in one ? [one.nobodys] : []),
    ...('leftOut' in one ? [one.leftOut] : []),
    ...('onErase' in one && one.onErase.do === 'keep' ? [one.onErase.because] : []),
    ...('columns' in one ? Object.values(one.columns) : []).flatMap((of) =>
      'nothing' in of ? of.nothing : 'unsaid' in of ? of.unsaid : [],
    ),
  ]);
  expect(reasons.length).toBeGreaterThan(50);
  expect(reasons).not.toContain('');
  expect(reasons).toContain(OWN_ID.unsaid);
});

test.each(['zh', 'en'] as const)(
  'the newest privacy policy (%s) tells of every table that holds persons',
  async (language) => {
    const file = new URL(`../docs/legal/privacy/${CONSENT_VERSION}.${language}.md`, import.meta.url);
    const policy = await readFile(file, 'utf8');
    const missing = personalTablesOf().filter((one) => !policy.includes(one.policy[language]));
    expect(missing.map(({ table, policy }) => `${table}: ${policy[language]}`)).toEqual([]);
  },
);
