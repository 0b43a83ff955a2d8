import { Readable } from 'node:stream';
import yazl from 'yazl';
import { wordsIn, type Language } from '../../kernel/language.ts';
import type { ExportedTable, PersonalTable } from '../../platform/described-table.ts';
import { writePage } from './export-page.ts';
import { tellRow, type StoredRow, type ToldRow, type Unseal } from './tell-row.ts';

/** A table of an export, with its rows as they are told; they may be asked for more than once. */
export type ToldTable = {
  readonly name: string;
  readonly title: string;
  rows(): AsyncIterable<ToldRow>;
};

export type ExportSource = {
  readonly tables: readonly PersonalTable[];
  readonly language: Language;
  readonly unseal: Unseal;
  readonly at: Date;
  /** What the shop is called, in that language. */
  readonly shopName: string;
  readRows(table: ExportedTable): AsyncIterable<StoredRow>;
};

/** The tables that are exported, in the order in which the modules name them. */
export function tellTables({ tables, language, unseal, readRows }: ExportSource): ToldTable[] {
  return tables.flatMap((table) =>
    'leftOut' in table
      ? []
      : {
          name: table.table,
          title: wordsIn(table.title, language),
          async *rows() {
            for await (const row of readRows(table)) yield tellRow(table, row, unseal, language);
          },
        },
  );
}

/**
 * Everything about a person as a ZIP: a page to read, and a JSON file a table to take elsewhere. Made while it is read,
 * so that nothing of it is ever in memory, or on a disk, as a whole and in clear.
 */
export function writeExport(source: ExportSource): Readable {
  const told = tellTables(source);
  const zip = new yazl.ZipFile();
  const output = zip.outputStream as Readable;
  zip.on('error', (error: Error) => output.destroy(error));
  const add = (name: string, write: () => AsyncIterable<string>): void =>
    zip.addReadStreamLazy(name, { mtime: source.at }, (take) => {
      const file = Readable.from(toBytes(write()));
      // The package does not listen: unheard, what cannot be opened or read would end the program.
      file.on('error', (error) => output.destroy(error));
      take(null, file);
    });
  add('index.html', () => writePage(told, source));
  for (const table of told) add(`${table.name}.json`, () => writeJson(table));
  zip.end();
  return output;
}

async function* toBytes(texts: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const text of texts) yield Buffer.from(text);
}

async function* writeJson({ title, rows }: ToldTable): AsyncGenerator<string> {
  yield `{\n  "title": ${JSON.stringify(title)},\n  "rows": [`;
  let separator = '\n';
  for await (const row of rows()) {
    yield `${separator}    ${JSON.stringify(Object.fromEntries(row.map(({ name, value }) => [name, value])))}`;
    separator = ',\n';
  }
  yield `\n  ]\n}\n`;
}
