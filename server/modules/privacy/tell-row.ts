import { wordsIn, type Language } from '../../kernel/language.ts';
import { formatYuan, toFen } from '../../kernel/money.ts';
import type { ExportedTable, StoredRow, Unseal } from '../../platform/personal-table.ts';

/** What stands in an export: names in plain words, in the order in which they are told. */
export type ToldRow = readonly (readonly [title: string, value: unknown])[];

/** A stored row as a person is told it: amounts in yuan, times in UTC, sealed values opened. */
export function tellRow(
  { columns, sealed }: ExportedTable,
  row: StoredRow,
  unseal: Unseal,
  language: Language,
): ToldRow {
  const clear = Object.entries(columns).map(
    ([column, title]) => [wordsIn(title, language), tellValue(column, row[column])] as const,
  );
  const opened = (sealed?.read(row, unseal) ?? []).map(
    ([title, value]) => [wordsIn(title, language), value] as const,
  );
  return [...clear, ...opened];
}

function tellValue(column: string, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (column.endsWith('_fen')) return formatYuan(toFen(value as string));
  return value;
}
