import { extname } from 'node:path';
import { fault } from './catalogue-faults.ts';
import type { CatalogueRecord } from './catalogue-line.ts';
import { readCsvRecords } from './read-catalogue-csv.ts';
import { readLines, type LineFault, type TextLine } from './read-lines.ts';

/** Streams a catalogue file, JSON Lines or (where the name ends in .csv) CSV. Never holds more than a record of it. */
export function readCatalogueFile(file: string): AsyncGenerator<CatalogueRecord | LineFault> {
  const lines = readLines(file);
  return extname(file).toLowerCase() === '.csv' ? readCsvRecords(lines) : readJsonRecords(lines);
}

async function* readJsonRecords(
  lines: AsyncIterable<TextLine | LineFault>,
): AsyncGenerator<CatalogueRecord | LineFault> {
  for await (const entry of lines) {
    if ('fault' in entry) {
      yield entry;
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
