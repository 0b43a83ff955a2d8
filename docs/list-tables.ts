import { tablesOf } from '../server/make-house.ts';
import {
  isPersonal,
  sealedColumnsIn,
  type DescribedTable,
  type Field,
  type PersonalTable,
  type TellsNothing,
} from '../server/platform/described-table.ts';
import { putBetween } from './put-between.ts';

const TABLES = tablesOf();

type Place = { readonly table: string; readonly column: string };

/** The table "Fields" of docs/privacy.md: what is kept of persons and where it lies. */
export function listFields(tables: readonly DescribedTable[] = TABLES): string {
  const places = new Map<Field, Place[]>();
  for (const { table, column, of } of columnsOf(tables)) {
    if ('nothing' in of) continue;
    for (const field of [of.holds].flat()) {
      places.set(field, [...(places.get(field) ?? []), { table, column }]);
    }
  }
  const rows = [...places].map(([{ what, keptAs, why, howLong, besides }, where]) => {
    const lies = [besides ?? [], nameColumns(where, tables)].flat().join(', ');
    return `| ${what} | ${lies} | ${keptAs} | ${why} | ${howLong} |`;
  });
  return [`| what | where | kept as | why | how long |`, '| --- | --- | --- | --- | --- |', ...rows].join(
    '\n',
  );
}

/** The table "Tables" of docs/privacy.md: what an export tells of each, and what an erasure does to it. */
export function listExportAndErasure(tables: readonly DescribedTable[] = TABLES): string {
  const rows = tables.flatMap((described) => {
    if (isPersonal(described))
      return `| \`${described.table}\` | ${tellExport(described)} | ${tellErasure(described)} |`;
    return 'nobodys' in described
      ? `| \`${described.table}\` | left out: ${described.nobodys} | stays as it is |`
      : [];
  });
  return ['| table | in an export | on erasure |', '| --- | --- | --- |', ...rows].join('\n');
}

function tellExport(table: PersonalTable): string {
  if ('leftOut' in table) return `left out: ${table.leftOut}`;
  const unsaid = Object.entries(table.columns).flatMap(([column, of]) =>
    'unsaid' in of && column !== 'customer_id' ? `\`${column}\` (${of.unsaid})` : [],
  );
  return `"${table.title.en}"${unsaid.length === 0 ? '' : `, without ${unsaid.join(', ')}`}`;
}

function tellErasure(table: PersonalTable): string {
  const { onErase, columns } = table;
  if (onErase.do === 'erase')
    return onErase.except === undefined ? 'removed' : `removed, except ${onErase.except}`;
  const fields = new Map(sealedColumnsIn([table]).map(({ column, field }) => [column, field]));
  const emptied = Object.entries(columns).flatMap(([column, of]) => {
    if (!('erasedTo' in of)) return [];
    const field = fields.get(column);
    return field === undefined ? `\`${column}\`` : `\`${field}\` of \`${column}\``;
  });
  const kept = `kept${onErase.forGood ? ' for good' : ''} (${onErase.because})`;
  return emptied.length === 0 ? kept : `${kept}, emptied: ${emptied.join(', ')}`;
}

/** docs/column-classes.md. */
export function listColumnClasses(tables: readonly DescribedTable[] = TABLES): string {
  const classes = new Map<string, Place[]>();
  const add = (nothing: string, place: Place): void =>
    void classes.set(nothing, [...(classes.get(nothing) ?? []), place]);
  for (const described of tables)
    if ('nothing' in described)
      add(described.nothing, { table: described.table.replace(/\.\*$/, ''), column: '*' });
  for (const { table, column, of } of columnsOf(tables))
    if ('nothing' in of) add(of.nothing, { table, column });
  const rows = [...classes].map(([nothing, places]) => `| ${nameInShort(places)} | ${nothing} |`);
  return `# Columns that tell nothing about a person

This page is made from what each module says of its tables (\`tables.ts\`); \`node_modules/.bin/node docs/generate-docs.ts\` writes it anew.

Every column of the database stands either in the table "Fields" of [privacy.md](privacy.md) or here, and a test fails for one
that is in neither. A new column belongs here only if it would tell nothing about anybody even next to the customer's id. \`*\`
stands for any column; a table that knows a customer is never classified at once, so that its next column is asked about too.

## Columns

| columns | what they hold |
| --- | --- |
${rows.join('\n')}
`;
}

/** docs/privacy.md with its tables in their places, between the marks. */
export function withFields(page: string): string {
  return putBetween(putBetween(page, 'fields', listFields()), 'tables', listExportAndErasure());
}

function columnsOf(
  tables: readonly DescribedTable[],
): (Place & { readonly of: TellsNothing | { readonly holds: Field | readonly Field[] } })[] {
  return tables.flatMap((described) =>
    'columns' in described
      ? Object.entries(described.columns).map(([column, of]) => ({ table: described.table, column, of }))
      : [],
  );
}

/** `*.customer_id` where more than two tables have such a column and it always holds this; the others as they are. */
function nameColumns(places: readonly Place[], tables: readonly DescribedTable[]): string[] {
  const count = (all: readonly Place[], wanted: string): number =>
    all.filter(({ column }) => column === wanted).length;
  const there = columnsOf(tables);
  const isEverywhere = ({ column }: Place): boolean =>
    count(places, column) > 2 && count(places, column) === count(there, column);
  const everywhere = new Set(places.filter(isEverywhere).map(({ column }) => `\`*.${column}\``));
  const others = places.filter((place) => !isEverywhere(place));
  return [...everywhere, ...(others.length === 0 ? [] : [nameInShort(others)])];
}

/** `orders.state`, `.placed_at`: a table is named once. */
function nameInShort(places: readonly Place[]): string {
  return places
    .map(({ table, column }, index) =>
      table === places[index - 1]?.table ? `\`.${column}\`` : `\`${table}.${column}\``,
    )
    .join(', ');
}
