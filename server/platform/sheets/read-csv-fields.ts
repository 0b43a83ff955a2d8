import type { TextLine } from './read-lines.ts';
import { LONGEST_LINE_BYTES, sheetFault, type SheetFault, type SheetRow } from './sheet-row.ts';
import type { Separator } from './sniff-text.ts';

/**
 * Records of RFC 4180: a quoted field may hold line ends. What breaks the rules is told for the line where its record began,
 * and reading goes on with the next line: one stray quote does not hide what else is wrong in a file.
 */
export async function* readCsvFields(
  lines: AsyncIterable<TextLine | SheetFault>,
  separator: Separator = ',',
): AsyncGenerator<SheetRow | SheetFault> {
  const patterns = patternsOf(separator);
  let record: OpenRecord | undefined;
  for await (const entry of lines) {
    if ('fault' in entry) {
      yield entry;
      continue;
    }
    if (record === undefined && entry.text.trim() === '') continue;
    record ??= new OpenRecord(entry.line, patterns);
    const state = record.add(entry.text);
    if (state === 'open') continue;
    const { line, fields } = record;
    record = undefined;
    yield state === 'whole' ? { line, bytesRead: entry.bytesRead, fields } : sheetFault(line, 'not_csv');
    // What comes next may lie inside quotes that were opened a megabyte ago: nobody could tell.
    if (state === 'too long') return;
  }
  if (record !== undefined) yield sheetFault(record.line, 'not_csv');
}

type Patterns = { readonly unquoted: RegExp; readonly quoted: RegExp };
function patternsOf(separator: Separator): Patterns {
  return {
    unquoted: new RegExp(`([^"${separator}]*)(${separator}?)`, 'y'),
    /** Behind the opening quote, or at the start of a further line. */
    quoted: new RegExp(`([^"]*(?:""[^"]*)*)("?)(${separator}?)`, 'y'),
  };
}

/** What follows a field: where none is there, the line has to end. */
type Comma = { readonly isThere: boolean; readonly next: number };

/** A record of which the lines so far were read. */
class OpenRecord {
  readonly line: number;
  readonly fields: string[] = [];
  readonly #patterns: Patterns;
  /** The quoted field that its last line has left open. */
  #quoted: string | undefined;
  #length = 0;

  constructor(line: number, patterns: Patterns) {
    this.line = line;
    this.#patterns = patterns;
  }

  add(text: string): 'open' | 'whole' | 'faulty' | 'too long' {
    this.#length += text.length + 1;
    for (let at = 0; ;) {
      if (this.#quoted === undefined && text[at] === '"') {
        this.#quoted = '';
        at += 1;
      }
      const comma = this.#quoted === undefined ? this.#takeBare(text, at) : this.#takeQuoted(text, at);
      if (comma === undefined) return this.#length > LONGEST_LINE_BYTES ? 'too long' : 'open';
      at = comma.next;
      if (!comma.isThere) return at === text.length ? 'whole' : 'faulty';
    }
  }

  #takeBare(text: string, at: number): Comma {
    const { unquoted } = this.#patterns;
    unquoted.lastIndex = at;
    const [, content = '', comma] = unquoted.exec(text)!;
    this.fields.push(content);
    return { isThere: comma !== '', next: unquoted.lastIndex };
  }

  /** Undefined where the line ends and the field does not. */
  #takeQuoted(text: string, at: number): Comma | undefined {
    const { quoted } = this.#patterns;
    quoted.lastIndex = at;
    const [, content = '', closing, comma] = quoted.exec(text)!;
    const field = this.#quoted + content.replaceAll('""', '"');
    this.#quoted = closing === '' ? `${field}\n` : undefined;
    if (closing === '') return undefined;
    this.fields.push(field);
    return { isThere: comma !== '', next: quoted.lastIndex };
  }
}
