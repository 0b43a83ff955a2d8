import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from './support/test-database.ts';

let database: TestDatabase;
let columns: string[];

beforeAll(async () => {
  database = await createTestDatabase();
  const { rows } = await database.pool.query<{ name: string }>(
    `select case table_schema when 'public' then '' else table_schema || '.' end || table_name || '.' || column_name as name
     from information_schema.columns
     where table_schema not in ('pg_catalog', 'information_schema') order by table_schema, table_name, ordinal_position`,
  );
  columns = rows.map((row) => row.name);
});
afterAll(() => database.drop());

/** The names in the cells of one column of the tables below a heading; `.b` after `a.x` means `a.b`. */
function namesIn(file: string, heading: string, cell: number): string[] {
  const text = readFileSync(new URL(`../docs/${file}`, import.meta.url), 'utf8');
  const section = text.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0];
  if (section === undefined) throw new Error(`docs/${file} has no heading "${heading}"`);
  const cells = section.split('\n').flatMap((line) => (line.startsWith('|') ? [line.split('|')[cell]!] : []));
  return cells.flatMap((text) => {
    let table = '';
    return [...text.matchAll(/`([a-z_.*0-9]+)`/g)].flatMap(([, name]) => {
      // A table alone classifies nothing: its next column would come in unseen.
      if (!name!.includes('.')) return [];
      const full = name!.startsWith('.') ? `${table}${name}` : name!;
      table = full.slice(0, full.lastIndexOf('.'));
      return [full];
    });
  });
}

const personal = namesIn('privacy.md', 'Fields', 2);
const notPersonal = namesIn('column-classes.md', 'Columns', 1);

function matches(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`);
}

test('every column of the schema is classified as personal or not', () => {
  const known = [...personal, ...notPersonal].map(matches);
  const unknown = columns.filter((name) => !known.some((pattern) => pattern.test(name)));
  expect(
    unknown,
    'put each into the table "Fields" of docs/privacy.md, or, if it tells nothing about a person, into docs/column-classes.md',
  ).toEqual([]);
});

test('the next column of any table that holds something of a customer would be asked about', () => {
  const known = [...personal, ...notPersonal].map(matches);
  const tables = columns.flatMap((name) => (name.endsWith('.customer_id') ? [name.split('.')[0]!] : []));
  expect(tables).toContain('orders');
  const passed = tables.filter((table) => known.some((pattern) => pattern.test(`${table}.brand_new`)));
  expect(passed).toEqual([]);
});

test('no column is classified both ways, and none that does not exist', () => {
  const both = columns.filter((name) =>
    [personal, notPersonal].every((list) => list.some((pattern) => matches(pattern).test(name))),
  );
  expect(both).toEqual([]);
  const stale = [...personal, ...notPersonal].filter(
    (pattern) => !columns.some((name) => matches(pattern).test(name)),
  );
  expect(stale).toEqual([]);
});

test('what holds bytes of a person is never classified as not personal', async () => {
  const { rows } = await database.pool.query<{ name: string }>(
    `select table_name || '.' || column_name as name from information_schema.columns
     where table_schema = 'public' and column_name ~ '(sealed|phone|recipient|street|device|address|note)$'`,
  );
  const wrong = rows.filter(({ name }) => notPersonal.some((pattern) => matches(pattern).test(name)));
  expect(wrong).toEqual([]);
});
