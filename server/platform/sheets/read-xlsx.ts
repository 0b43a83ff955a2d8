import {
  asUnreadable,
  LONGEST_CELL,
  openWorkbook,
  TextOfCell,
  UnreadableWorkbook,
  type Workbook,
} from './open-workbook.ts';
import { BrokenXml, parseXml } from './parse-xml.ts';
import { MOST_COLUMNS, sheetFault, type SheetFault, type SheetRow } from './sheet-row.ts';

const DAY_MS = 24 * 3_600_000;
/** Day 0 of a sheet, which takes 1900 for a leap year. */
const DAY_ZERO = Date.UTC(1899, 11, 30);
const DAYS_TO_1904 = 1_462;

/** The rows of the first sheet, as text. Holds a piece of it at a time, and the texts that its cells share. */
export async function* readXlsx(file: string): AsyncGenerator<SheetRow | SheetFault> {
  let workbook: Workbook | undefined;
  try {
    workbook = await openWorkbook(file);
    const rows = new RowReader(workbook);
    for await (const _piece of parseXml(countBytes(workbook.sheet(), rows), rows)) {
      yield* rows.take();
      if (rows.isTooWide) return yield sheetFault(rows.line, 'too_many_columns', MOST_COLUMNS);
    }
  } catch (error) {
    const told = asUnreadable(error);
    if (!(told instanceof UnreadableWorkbook)) throw told;
    yield sheetFault(1, told.code);
  } finally {
    workbook?.close();
  }
}

async function* countBytes(chunks: AsyncIterable<Buffer>, rows: RowReader): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    rows.bytesRead += chunk.length;
    yield chunk;
  }
}

/** Gathers rows from the tags of a sheet. */
class RowReader {
  line = 0;
  bytesRead = 0;
  isTooWide = false;
  readonly #workbook: Workbook;
  readonly #text = new TextOfCell();
  #rows: SheetRow[] = [];
  #fields: string[] = [];
  #column = 0;
  #type = '';
  #style = 0;
  #isValue = false;
  #value = '';

  constructor(workbook: Workbook) {
    this.#workbook = workbook;
  }

  /** What has been read whole since the last time. */
  take(): SheetRow[] {
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'row') {
      const said = Number(attributes['r']);
      this.line = Number.isSafeInteger(said) && said > this.line ? said : this.line + 1;
      this.#fields = [];
      this.#column = 0;
    } else if (name === 'c') {
      this.#column = columnOf(attributes['r']) ?? this.#column + 1;
      this.#type = attributes['t'] ?? 'n';
      this.#style = Number(attributes['s'] ?? 0);
      this.#value = '';
      this.#text.begin();
    } else if (name === 'v') this.#isValue = true;
    else this.#text.open(name);
  }

  text(piece: string): void {
    if (!this.#isValue) return this.#text.add(piece);
    this.#value += piece;
    if (this.#value.length > LONGEST_CELL) throw new BrokenXml('a cell of too much text');
  }

  close(name: string): void {
    this.#text.close(name);
    if (name === 'v') this.#isValue = false;
    if (name === 'c') this.#keep(this.#read());
    if (name !== 'row' || this.#fields.length === 0) return;
    const { line, bytesRead } = this;
    this.#rows.push({ line, bytesRead, fields: Array.from(this.#fields, (field) => field ?? '') });
  }

  #keep(field: string): void {
    if (field === '') return;
    if (this.#column > MOST_COLUMNS) this.isTooWide = true;
    else this.#fields[this.#column - 1] = field;
  }

  #read(): string {
    switch (this.#type) {
      case 's':
        return unescape(this.#workbook.sharedStrings[Number(this.#value)] ?? '');
      case 'inlineStr':
        return unescape(this.#text.value);
      case 'str':
      case 'e':
      case 'd':
        return unescape(this.#value);
      case 'b':
        return this.#value === '1' ? 'true' : 'false';
      default:
        return this.#readNumber();
    }
  }

  #readNumber(): string {
    const { dateStyles, countsFrom1904 } = this.#workbook;
    const number = Number(this.#value);
    if (this.#value === '' || !Number.isFinite(number)) return this.#value;
    if (dateStyles.has(this.#style)) return dateOf(number + (countsFrom1904 ? DAYS_TO_1904 : 0));
    // A sheet counts to 15 digits: what is beyond them (12.899999999999999) nobody has typed.
    return String(Number(number.toPrecision(15)));
  }
}

/** A day as `2026-09-12`, with the time of the shop where it has one. */
function dateOf(days: number): string {
  const at = new Date(DAY_ZERO + Math.round((days * DAY_MS) / 1000) * 1000);
  if (Number.isNaN(at.getTime())) return String(days);
  const text = at.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : `${text.slice(0, 19)}+08:00`;
}

/** `C5` is column 3. */
function columnOf(reference: string | undefined): number | undefined {
  const letters = /^([A-Z]{1,3})\d*$/.exec(reference ?? '')?.[1];
  if (letters === undefined) return undefined;
  return [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0);
}

/** What XML cannot hold stands as `_x000D_`. */
function unescape(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replaceAll(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
