import { wordsIn, type Language, type Words } from '../../kernel/language.ts';
import { toFen } from '../../kernel/money.ts';
import type { ExportedTable, SealedValues } from '../../platform/described-table.ts';
import type { Binding } from '../../platform/sealing/index.ts';

/** A row as it is stored, by the names of its columns. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** Opens an envelope of the person whose row it is. */
export type Unseal = (binding: Binding, envelope: Buffer) => string;

/** What stands in an export of one value: a name for programs, the same in every language, and one for people. */
export type Told = { readonly name: string; readonly title: string; readonly value: unknown };
/** In the order in which they are told. */
export type ToldRow = readonly Told[];

/** A stored row as it is told: amounts in fen, times as `Date`, sealed values opened. */
export function tellRow(
  { columns }: ExportedTable,
  row: StoredRow,
  unseal: Unseal,
  language: Language,
): ToldRow {
  const clear = Object.entries(columns).flatMap(([column, of]) =>
    'told' in of
      ? { name: column, title: wordsIn(of.told, language), value: valueOf(column, row[column]) }
      : [],
  );
  const opened = Object.entries(columns).flatMap(([column, of]) =>
    'sealed' in of ? openValues(of.sealed, column, row, unseal) : [],
  );
  const named = opened.map(([title, value]) => ({
    name: title.en.toLowerCase().replaceAll(' ', '_'),
    title: wordsIn(title, language),
    value,
  }));
  return [...clear, ...named];
}

/** The database hands out what may be larger than a number as text. */
function valueOf(column: string, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  return column.endsWith('_fen') ? toFen(value as string) : value;
}

/** What is in the envelope of a row, under its names in plain words. */
function openValues(
  sealed: SealedValues,
  column: string,
  row: StoredRow,
  unseal: Unseal,
): (readonly [Words, unknown])[] {
  const keys = sealed.keys.map((key) => String(row[key]));
  const open = (envelope: Buffer): string =>
    unseal(sealed.bindingOf(row['customer_id'] as string, keys), envelope);
  if ('field' in sealed) {
    const { [sealed.field]: envelope, ...beside } = row[column] as Record<string, unknown>;
    const text = typeof envelope === 'string' ? open(Buffer.from(envelope, 'hex')) : null;
    return [
      [sealed.text, text],
      [sealed.beside, beside],
    ];
  }
  // Not every row has one, and some are forgotten sooner than their row.
  if (row[column] === null) return [];
  const text = open(row[column] as Buffer);
  if ('text' in sealed) return [[sealed.text, text]];
  const fields = JSON.parse(text) as Record<string, unknown>;
  return Object.entries(sealed.json).map(([field, words]) => [words, fields[field] ?? null] as const);
}
