import { Readable } from 'node:stream';
import { writeCsv } from './write-csv.ts';
import { writeXlsx, type SheetTable } from './write-xlsx.ts';

export const CSV = 'text/csv; charset=utf-8';
export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** A table as a file, made while it is read. */
export function makeSheet(format: 'csv' | 'xlsx', table: SheetTable, at: Date): Readable {
  return format === 'xlsx' ? writeXlsx(table, at) : Readable.from(writeCsv(withHead(table)));
}

async function* withHead({ head, rows }: SheetTable): AsyncGenerator<readonly string[]> {
  yield head;
  yield* rows;
}
