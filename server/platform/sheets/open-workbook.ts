import { type Readable } from 'node:stream';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { BrokenXml, parseXml, type XmlEvents } from './parse-xml.ts';

/** A workbook has some dozens of parts. */
const MOST_PARTS = 2_000;
/** Of all that is read of it, unpacked. A million rows of ten cells take a third of this. */
const MOST_BYTES = 1024 * 1024 * 1024;
/** Rows of a sheet that are all alike pack fifty times; what packs better was made to be large. */
const MOST_PACKED = 250;
const SMALL_BYTES = 4 * 1024 * 1024;
/** Texts that cells share are in memory as a whole. */
const MOST_SHARED = 64 * 1024 * 1024;

/** Not a workbook that can be read, for a reason that its sender can mend. */
export class UnreadableWorkbook extends Error {
  readonly code: 'broken_workbook' | 'workbook_too_large';
  constructor(code: UnreadableWorkbook['code'], cause?: unknown) {
    super(code, { cause });
    this.code = code;
  }
}

export type Workbook = {
  readonly sharedStrings: readonly string[];
  /** Styles of cells that show a number as a date, by their numbers. */
  readonly dateStyles: ReadonlySet<number>;
  /** Days are counted from 1904, as old Macs did. */
  readonly countsFrom1904: boolean;
  /** The first sheet that is not hidden. */
  sheet(): AsyncIterable<Buffer>;
  /** The bytes of it, unpacked. */
  readonly sheetBytes: number;
  close(): void;
};

export async function openWorkbook(file: string): Promise<Workbook> {
  const zip = await openZip(file);
  try {
    const parts = await listParts(zip);
    const { sheetPath, countsFrom1904 } = await findSheet(parts);
    const sheet = parts.get(sheetPath);
    if (sheet === undefined) throw new UnreadableWorkbook('broken_workbook');
    return {
      sharedStrings: await readSharedStrings(parts.get('xl/sharedStrings.xml')),
      dateStyles: await readDateStyles(parts.get('xl/styles.xml')),
      countsFrom1904,
      sheet: () => sheet.open(),
      sheetBytes: sheet.bytes,
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw asUnreadable(error);
  }
}

/** What the parsers and the unpacker say of a broken file; a fault of ours or of the disk stays one. */
export function asUnreadable(error: unknown): unknown {
  const isOfFile =
    error instanceof BrokenXml ||
    (error instanceof Error && (!('code' in error) || /^Z_/.test(String(error.code))));
  return isOfFile && !(error instanceof UnreadableWorkbook)
    ? new UnreadableWorkbook('broken_workbook', error)
    : error;
}

type Part = { readonly bytes: number; open(): AsyncIterable<Buffer> };
type Parts = ReadonlyMap<string, Part>;

function openZip(file: string): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    // Sizes are held to what the list of parts says of them: what is larger than it claims ends the reading.
    yauzl.open(file, { lazyEntries: true, autoClose: false, validateEntrySizes: true }, (error, zip) =>
      error ? reject(asUnreadable(error) as Error) : resolve(zip),
    );
  });
}

function listParts(zip: ZipFile): Promise<Parts> {
  return new Promise((resolve, reject) => {
    const parts = new Map<string, Part>();
    let bytes = 0;
    if (zip.entryCount > MOST_PARTS) return reject(new UnreadableWorkbook('workbook_too_large'));
    zip.on('error', reject);
    zip.on('end', () => resolve(parts));
    zip.on('entry', (entry: Entry) => {
      bytes += entry.uncompressedSize;
      const isBomb =
        entry.uncompressedSize > SMALL_BYTES && entry.uncompressedSize > entry.compressedSize * MOST_PACKED;
      if (isBomb || bytes > MOST_BYTES) return reject(new UnreadableWorkbook('workbook_too_large'));
      parts.set(entry.fileName, { bytes: entry.uncompressedSize, open: () => openPart(zip, entry) });
      zip.readEntry();
    });
    zip.readEntry();
  });
}

async function* openPart(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  const stream = await new Promise<Readable>((resolve, reject) =>
    zip.openReadStream(entry, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  yield* stream as AsyncIterable<Buffer>;
}

async function readPart(part: Part | undefined, events: XmlEvents): Promise<void> {
  if (part === undefined) return;
  const pieces = parseXml(part.open(), events);
  while ((await pieces.next()).done !== true);
}

async function findSheet(parts: Parts): Promise<{ sheetPath: string; countsFrom1904: boolean }> {
  const targets = new Map<string, string>();
  await readPart(parts.get('xl/_rels/workbook.xml.rels'), {
    open(_name, { Id = '', Target = '' }) {
      targets.set(Id, Target);
      if (targets.size > MOST_SHEETS) throw new BrokenXml('too many parts');
    },
    close: () => undefined,
  });
  let relation: string | undefined;
  let countsFrom1904 = false;
  await readPart(parts.get('xl/workbook.xml'), {
    open(name, attributes) {
      if (name === 'workbookPr') countsFrom1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
      if (name === 'sheet' && !/hidden/i.test(attributes['state'] ?? '')) relation ??= attributes['r:id'];
    },
    close: () => undefined,
  });
  const target = (relation === undefined ? undefined : targets.get(relation)) ?? 'worksheets/sheet1.xml';
  return { sheetPath: target.startsWith('/') ? target.slice(1) : `xl/${target}`, countsFrom1904 };
}

async function readSharedStrings(part: Part | undefined): Promise<string[]> {
  const strings: string[] = [];
  let length = 0;
  const text = new TextOfCell();
  await readPart(part, {
    open(name) {
      if (name === 'si') text.begin();
      else text.open(name);
    },
    text: (piece) => text.add(piece),
    close(name) {
      text.close(name);
      if (name !== 'si') return;
      // What is shared a million times is there once, and what is not shared still takes its place.
      length += text.value.length + 64;
      if (length > MOST_SHARED) throw new UnreadableWorkbook('workbook_too_large');
      strings.push(text.value);
    },
  });
  return strings;
}

/** Excel itself keeps 32,767 characters in a cell; some of them are written as seven (`_x000D_`). */
export const LONGEST_CELL = 8 * 32_767;
/** What a workbook may refer to. */
const MOST_SHEETS = 10_000;

/** The text of a cell: all `t` in it, in runs of several looks, but how it is read aloud (`rPh`). */
export class TextOfCell {
  value = '';
  #isText = false;
  #isSpoken = false;

  begin(): void {
    this.value = '';
  }
  open(name: string): void {
    if (name === 'rPh') this.#isSpoken = true;
    if (name === 't') this.#isText = true;
  }
  add(piece: string): void {
    if (!this.#isText || this.#isSpoken) return;
    this.value += piece;
    if (this.value.length > LONGEST_CELL) throw new BrokenXml('a cell of too much text');
  }
  close(name: string): void {
    if (name === 'rPh') this.#isSpoken = false;
    if (name === 't') this.#isText = false;
  }
}

/** Numbers of formats that every workbook knows as dates, those of Chinese and Japanese ones among them. */
const isKnownDate = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

async function readDateStyles(part: Part | undefined): Promise<Set<number>> {
  const own = new Set<number>();
  const dates = new Set<number>();
  let isInCells = false;
  let style = 0;
  await readPart(part, {
    open(name, { numFmtId = '0', formatCode = '' }) {
      // Without what stands in quotes, brackets or behind a stroke: `[Red]`, `"day"`, `\d`.
      const code = formatCode.replaceAll(/"[^"]*"|\[[^\]]*\]|\\./g, '');
      if (name === 'numFmt' && /[ymdhs]/i.test(code)) own.add(Number(numFmtId));
      if (name === 'cellXfs') isInCells = true;
      if (name !== 'xf' || !isInCells) return;
      const id = Number(numFmtId);
      if (own.has(id) || isKnownDate(id)) dates.add(style);
      style += 1;
    },
    close(name) {
      if (name === 'cellXfs') isInCells = false;
    },
  });
  return dates;
}
