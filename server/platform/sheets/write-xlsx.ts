import { Readable } from 'node:stream';
import yazl from 'yazl';
import { plainToHarmless } from './harmless-cells.ts';

const PIECE = 64 * 1024;
/** A sheet has 1,048,576; the head takes one of them on each. */
const ROWS_A_SHEET = 1_000_000;

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const CONTENT = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Style 1 is the head; style 2 says that a cell is text whatever it looks like, so that none is run when it is edited. */
const STYLES = `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="49" quotePrefix="1" applyNumberFormat="1"/></cellXfs></styleSheet>`;

export type SheetTable = {
  /** Of the sheet. */
  readonly name: string;
  readonly head: readonly string[];
  /** How wide each column is, in characters. */
  readonly widths: readonly number[];
  readonly rows: AsyncIterable<readonly string[]>;
};

/**
 * A workbook of texts, made while it is read: nothing of it is in memory as a whole. Every cell is a text, so that nothing is run, here or where it is saved as CSV,
 * long codes keep their digits and what looks like a date stays as it was written. What no sheet has room for goes on in the next.
 */
export function writeXlsx(table: SheetTable, at: Date): Readable {
  const zip = new yazl.ZipFile();
  const output = zip.outputStream as Readable;
  zip.on('error', (error: Error) => output.destroy(error));
  const sheets = splitSheets(table.rows[Symbol.asyncIterator]());
  void addParts(zip, table, sheets, at).catch((error: Error) => output.destroy(error));
  return output;
}

async function addParts(zip: yazl.ZipFile, table: SheetTable, sheets: Sheets, at: Date): Promise<void> {
  let count = 0;
  while (await sheets.hasNext()) {
    count += 1;
    const file = Readable.from(writeSheet(table, sheets.next()));
    const isWritten = new Promise<void>((resolve, reject) => {
      file.on('end', resolve);
      file.on('error', reject);
    });
    zip.addReadStream(file, `xl/worksheets/sheet${count}.xml`, { mtime: at, compressionLevel: 4 });
    await isWritten;
  }
  const add = (name: string, text: string) => zip.addBuffer(Buffer.from(text), name, { mtime: at });
  const each = (write: (n: number) => string): string =>
    Array.from({ length: count }, (_, index) => write(index + 1)).join('');
  add('xl/styles.xml', STYLES);
  add(
    'xl/workbook.xml',
    `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${each((n) => `<sheet name="${escape(table.name)}${n === 1 ? '' : ` ${n}`}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets></workbook>`,
  );
  add(
    'xl/_rels/workbook.xml.rels',
    `${HEAD}<Relationships xmlns="${RELATIONS}">${each((n) => `<Relationship Id="rId${n}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${n}.xml"/>`)}<Relationship Id="rId${count + 1}" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
  );
  add(
    '_rels/.rels',
    `${HEAD}<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  );
  add(
    '[Content_Types].xml',
    `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${CONTENT}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${CONTENT}.styles+xml"/>${each((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${CONTENT}.worksheet+xml"/>`)}</Types>`,
  );
  zip.end();
}

type Rows = AsyncIterator<readonly string[]>;
type Sheets = { hasNext(): Promise<boolean>; next(): AsyncGenerator<readonly string[]> };

/** The rows in sheets of so many each; the first sheet is there also where no row is. */
function splitSheets(rows: Rows): Sheets {
  let ahead: IteratorResult<readonly string[]> | undefined;
  let isFirst = true;
  return {
    async hasNext() {
      ahead ??= await rows.next();
      return isFirst || ahead.done !== true;
    },
    async *next() {
      isFirst = false;
      for (let count = 0; count < ROWS_A_SHEET; count += 1) {
        const { done, value } = ahead ?? (await rows.next());
        ahead = undefined;
        if (done === true) return void (ahead = { done, value });
        yield value;
      }
    },
  };
}

async function* writeSheet(
  { head, widths }: SheetTable,
  rows: AsyncIterable<readonly string[]>,
): AsyncGenerator<Buffer> {
  const columns = widths
    .map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}"/>`)
    .join('');
  let text = `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${columns}</cols><sheetData>`;
  text += writeRow(head, 1);
  for await (const row of rows) {
    text += writeRow(row, 2);
    if (text.length < PIECE) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(`${text}</sheetData></worksheet>`);
}

/** Cells say no place: each stands behind the one before, so an empty one is written as well. */
function writeRow(cells: readonly string[], style: number): string {
  const written = cells.map((cell) =>
    cell === ''
      ? '<c/>'
      : `<c t="inlineStr" s="${style}"><is><t xml:space="preserve">${escape(plainToHarmless(cell))}</t></is></c>`,
  );
  return `<row>${written.join('')}</row>`;
}

const NAMES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A text for XML; what XML cannot hold, and what looks like its escape, is written as sheets do. */
function escape(text: string): string {
  return text
    .replaceAll(/_x(?=[0-9A-Fa-f]{4}_)/g, '_x005F_x')
    .replaceAll(/[&<>"]/g, (sign) => NAMES[sign]!)
    .replaceAll(
      /[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/g,
      (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
    );
}
