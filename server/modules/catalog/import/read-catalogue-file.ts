import { readLines } from '../../../platform/sheets/read-lines.ts';
import { readSheet } from '../../../platform/sheets/read-sheet.ts';
import { fault, ofSheet, type LineFault } from './catalogue-faults.ts';
import type { CatalogueRecord } from './catalogue-line.ts';
import { isTable } from './is-table.ts';
import { readTableRecords } from './read-catalogue-table.ts';

/**
 * Streams a catalogue file: a table (CSV, XLSX) where its name says so, or where it has no ending and does not begin as JSON
 * does; JSON Lines otherwise. Never holds more than a record of it.
 */
export async function* readCatalogueFile(file: string): AsyncGenerator<CatalogueRecord | LineFault> {
  yield* (await isTable(file)) ? readTableRecords(readSheet(file)) : readJsonRecords(file);
}

async function* readJsonRecords(file: string): AsyncGenerator<CatalogueRecord | LineFault> {
  for await (const entry of readLines(file)) {
    if ('fault' in entry) {
      yield ofSheet(entry);
      continue;
    }
    const { line, text, bytesRead } = entry;
    if (text.trim() === '') continue;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      // Told below, like any line that is not an object.
    }
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      yield { line, value, bytesRead };
    else yield { fault: fault(line, '', 'not_json') };
  }
}
