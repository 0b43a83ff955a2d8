import { wordsIn, type Language } from '../../kernel/language.ts';
import { toFen } from '../../kernel/money.ts';
import type { ExportedTable, StoredRow, Unseal } from '../../platform/personal-table.ts';

/** What stands in an export of one value: a name for programs, the same in every language, and one for people. */
export type Told = { readonly name: string; readonly title: string; readonly value: unknown };
/** In the order in which they are told. */
export type ToldRow = readonly Told[];

/** A stored row as it is told: amounts in fen, times as `Date`, sealed values opened. */
export function tellRow(
  { columns, sealed }: ExportedTable,
  row: StoredRow,
  unseal: Unseal,
  language: Language,
): ToldRow {
  const clear = Object.entries(columns).map(([column, title]) => ({
    name: column,
    title: wordsIn(title, language),
    value: valueOf(column, row[column]),
  }));
  const opened = (sealed?.read(row, unseal) ?? []).map(([title, value]) => ({
    name: title.en.toLowerCase().replaceAll(' ', '_'),
    title: wordsIn(title, language),
    value,
  }));
  return [...clear, ...opened];
}

/** The database hands out what may be larger than a number as text. */
function valueOf(column: string, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  return column.endsWith('_fen') ? toFen(value as string) : value;
}
