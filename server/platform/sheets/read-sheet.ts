import { open } from 'node:fs/promises';
import { harmlessToPlain } from './harmless-cells.ts';
import { readCsvFields } from './read-csv-fields.ts';
import { readLines } from './read-lines.ts';
import { readXlsx } from './read-xlsx.ts';
import { MOST_COLUMNS, MOST_ROWS, sheetFault, type SheetFault, type SheetRow } from './sheet-row.ts';
import { sniffText } from './sniff-text.ts';

/** What a file is, by how it begins: its name is what somebody calls it. */
export type SheetForm = 'text' | 'xlsx' | 'old_workbook';

const ZIP = Buffer.from('PK\u0003\u0004', 'latin1');
/** Of `.xls`, and of an `.xlsx` with a password. */
const COMPOUND_FILE = Buffer.from('d0cf11e0a1b11ae1', 'hex');

async function formOf(file: string): Promise<SheetForm> {
  const handle = await open(file, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(8), 0, 8, 0);
    if (buffer.subarray(0, 4).equals(ZIP)) return 'xlsx';
    return buffer.equals(COMPOUND_FILE) ? 'old_workbook' : 'text';
  } finally {
    await handle.close();
  }
}

/**
 * The rows of a table, from CSV (UTF-8, UTF-16 or GB18030, parted by commas, tabs or semicolons) or the first sheet of an XLSX.
 * What was written so that no spreadsheet runs it is as it was before. Faults end it where nothing that follows could be trusted.
 */
export async function* readSheet(file: string): AsyncGenerator<SheetRow | SheetFault> {
  const form = await formOf(file);
  if (form === 'old_workbook') return yield sheetFault(1, 'old_workbook');
  let rows = 0;
  for await (const row of form === 'xlsx' ? readXlsx(file) : readText(file)) {
    if ('fault' in row) {
      yield row;
      continue;
    }
    rows += 1;
    if (rows > MOST_ROWS) return yield sheetFault(row.line, 'too_many_rows', MOST_ROWS);
    if (row.fields.length > MOST_COLUMNS) return yield sheetFault(row.line, 'too_many_columns', MOST_COLUMNS);
    yield { ...row, fields: row.fields.map(harmlessToPlain) };
  }
}

async function* readText(file: string): AsyncGenerator<SheetRow | SheetFault> {
  const { encoding, separator } = await sniffText(file);
  yield* readCsvFields(readLines(file, encoding), separator);
}
