import { fault } from './catalogue-faults.ts';
import { LONGEST_LINE_BYTES, type LineFault, type TextLine } from './read-lines.ts';

export type CsvRecord = {
  readonly line: number;
  readonly bytesRead: number;
  readonly fields: readonly string[];
};

/** Records of RFC 4180: a quoted field may hold line ends, so a record goes on while its quotes are odd in number. */
export async function* readCsvFields(
  lines: AsyncIterable<TextLine | LineFault>,
): AsyncGenerator<CsvRecord | LineFault> {
  let text: string | undefined;
  let firstLine = 0;
  let quotes = 0;
  for await (const entry of lines) {
    if ('fault' in entry) {
      yield entry;
      continue;
    }
    if (text === undefined) {
      if (entry.text.trim() === '') continue;
      firstLine = entry.line;
      quotes = 0;
      text = entry.text;
    } else text += `\n${entry.text}`;
    quotes += entry.text.split('"').length - 1;
    if (quotes % 2 === 1) {
      if (text.length <= LONGEST_LINE_BYTES) continue;
      break;
    }
    const fields = splitFields(text);
    text = undefined;
    yield fields === undefined
      ? { fault: fault(firstLine, '', 'not_csv') }
      : { line: firstLine, bytesRead: entry.bytesRead, fields };
  }
  if (text !== undefined) yield { fault: fault(firstLine, '', 'not_csv') };
}

const FIELD = /(?:"([^"]*(?:""[^"]*)*)"|([^",]*))(,|$)/y;

/** The fields of a record, or undefined where a quote stands inside an unquoted field or text after a quoted one. */
function splitFields(text: string): string[] | undefined {
  const fields: string[] = [];
  for (FIELD.lastIndex = 0; ;) {
    const match = FIELD.exec(text);
    if (match === null) return undefined;
    fields.push(match[1] === undefined ? match[2]! : match[1].replaceAll('""', '"'));
    if (match[3] === '') return fields;
  }
}
