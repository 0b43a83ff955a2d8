import { createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import yazl from 'yazl';
import { makeSheet } from './make-sheet.ts';
import { readSheet } from './read-sheet.ts';

let folder: string;
let files = 0;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'ks-order-t-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function keep(bytes: Uint8Array | string): Promise<string> {
  const file = join(folder, String((files += 1)));
  await writeFile(file, bytes);
  return file;
}

/** What is read of a file: rows as `2:a|b`, faults as `1:not_csv`. */
async function read(bytes: Uint8Array | string): Promise<string[]> {
  const told: string[] = [];
  for await (const row of readSheet(await keep(bytes)))
    told.push('fault' in row ? `${row.fault.line}:${row.fault.code}` : `${row.line}:${row.fields.join('|')}`);
  return told;
}

type Parts = Readonly<Record<string, string | Buffer>>;
async function zip(parts: Parts): Promise<Buffer> {
  const made = new yazl.ZipFile();
  for (const [name, text] of Object.entries(parts)) made.addBuffer(Buffer.from(text), name);
  made.end();
  return Buffer.concat(await (made.outputStream as Readable).toArray());
}

const sheetOf = (data: string): string =>
  `<x:worksheet xmlns:x="m"><x:sheetData>${data}</x:sheetData></x:worksheet>`;
const ONE = { 'xl/worksheets/sheet1.xml': sheetOf('<x:row><x:c><x:v>1</x:v></x:c></x:row>') };

test.each(['csv', 'xlsx'] as const)('whatever cells hold, a %s gives back as it was', async (format) => {
  const cell = fc.string({
    unit: fc.constantFrom(
      'a',
      '山',
      ' ',
      ',',
      '"',
      '\n',
      '=',
      '+',
      '-',
      '@',
      '\t',
      "'",
      ';',
      '_x0041_',
      '<',
      '𠮷',
    ),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
      async (rows) => {
        const table = { name: 'A', head: ['h', 'i', 'j', 'k'], widths: [9], rows: Readable.from(rows) };
        const file = join(folder, String((files += 1)));
        await pipeline(makeSheet(format, table, new Date(0)), createWriteStream(file));
        const back: string[][] = [];
        for await (const row of readSheet(file)) back.push([...('fields' in row ? row.fields : ['fault'])]);
        const isKept = (row: readonly string[]): boolean => row.some((one) => one.trim() !== '');
        const trim = (row: readonly string[]): string => row.join('\u0001').replace(/\u0001+$/, '');
        expect(back.slice(1).filter(isKept).map(trim)).toEqual(rows.filter(isKept).map(trim));
      },
    ),
    { numRuns: 150 },
  );
});

test('no cell of a CSV begins as what a spreadsheet runs', async () => {
  const hostile = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1', "'=1", '|cmd', '\r=1', 'a=1'];
  const table = { name: 'A', head: ['h'], widths: [9], rows: Readable.from(hostile.map((one) => [one])) };
  const text = (await makeSheet('csv', table, new Date(0)).toArray()).join('');
  const cells = text
    .split('\r\n')
    .slice(1, -1)
    .map((line) => line.replace(/^"/, ''));
  expect(cells.map((one) => one[0])).toEqual([...Array<string>(9).fill("'"), 'a']);
});

test('files of spreadsheets in China are read, whatever their encoding and separators', async () => {
  const rows = ['1:编码|价格', '2:A-1|紫砂壶'];
  // By iconv: `printf '编码,价格\nA-1,紫砂壶\n' | iconv -t GB18030`.
  expect(await read(Buffer.from('b1e0c2eb2cbcdbb8f10a412d312cd7cfc9b0baf80a', 'hex'))).toEqual(rows);
  const text = '编码\t价格\r\nA-1\t紫砂壶\r\n';
  expect(await read(Buffer.from(`\ufeff${text}`, 'utf16le'))).toEqual(rows);
  expect(await read(Buffer.from(`\ufeff${text}`, 'utf16le').swap16())).toEqual(rows);
  expect(await read(`\ufeff${text.replaceAll('\t', ';')}`)).toEqual(rows);
});

test('of a file in UTF-8 with a bad byte only that line is faulty', async () => {
  const bad = Buffer.concat([
    Buffer.from('编码,价格,名称\nA-1,'),
    Buffer.from([0xff]),
    Buffer.from(',壶\nA-2,2,杯\n'),
  ]);
  expect(await read(bad)).toEqual(['1:编码|价格|名称', '2:not_utf8', '3:A-2|2|杯']);
});

test('a workbook as Excel and WPS write it: shared and rich texts, dates, gaps, a hidden sheet before it', async () => {
  const book = await zip({
    'xl/workbook.xml': `<workbook xmlns:r="o"><workbookPr date1904="0"/><sheets><sheet name="h" state="hidden" r:id="r1"/><sheet name="s" r:id="r2"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Target="/xl/worksheets/other.xml"/></Relationships>`,
    'xl/sharedStrings.xml': `<sst><si><t>紫砂壶</t><rPh><t>zi</t></rPh></si><si><r><t>一</t></r><r><t xml:space="preserve"> 二_x000D_</t></r></si></sst>`,
    'xl/styles.xml': `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;m"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>`,
    'xl/worksheets/sheet1.xml': sheetOf('<x:row><x:c><x:v>0</x:v></x:c></x:row>'),
    'xl/worksheets/other.xml': sheetOf(
      '<x:row r="2"><x:c r="A2" t="s"><x:v>0</x:v></x:c><x:c r="C2" t="s"><x:v>1</x:v></x:c></x:row>' +
        '<x:row r="5"><x:c r="A5"><x:v>12.899999999999999</x:v></x:c><x:c r="B5" s="1"><x:v>46277</x:v></x:c>' +
        '<x:c r="C5" s="2"><x:v>46277.5</x:v></x:c><x:c r="D5" t="b"><x:v>1</x:v></x:c>' +
        '<x:c r="E5"><x:f>A1*2</x:f><x:v>6901234567890</x:v></x:c></x:row>',
    ),
  });
  expect(await read(book)).toEqual([
    '2:紫砂壶||一 二\r',
    '5:12.9|2026-09-12|2026-09-12T12:00:00+08:00|true|6901234567890',
  ]);
});

const MANY = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]>';
test.each<[string, () => Promise<Buffer>, string]>([
  [
    'entities that multiply',
    async () => zip({ 'xl/worksheets/sheet1.xml': `${MANY}<a>&c;</a>` }),
    'broken_workbook',
  ],
  [
    'an entity of elsewhere',
    async () => zip({ ...ONE, 'xl/sharedStrings.xml': '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>' }),
    'broken_workbook',
  ],
  ['an unknown entity', async () => zip({ 'xl/worksheets/sheet1.xml': '<a>&b;</a>' }), 'broken_workbook'],
  [
    'what packs too well',
    async () => zip({ 'xl/worksheets/sheet1.xml': Buffer.alloc(8_000_000, ' ') }),
    'workbook_too_large',
  ],
  [
    'tags in one another without end',
    async () => zip({ 'xl/worksheets/sheet1.xml': '<a>'.repeat(100) + noise(20_000) }),
    'broken_workbook',
  ],
  [
    'a cell of many small texts',
    async () =>
      zip({
        'xl/worksheets/sheet1.xml': `<sheetData><row><c t="inlineStr"><is>${`<t>${noise(900)}</t>`.repeat(300)}`,
      }),
    'broken_workbook',
  ],
  [
    'a text without end',
    async () => zip({ 'xl/worksheets/sheet1.xml': `<a>${noise(3_000_000)}` }),
    'broken_workbook',
  ],
  [
    'more texts than memory takes',
    async () =>
      zip({ ...ONE, 'xl/sharedStrings.xml': `<sst>${'<si/>'.repeat(1_060_000)}${noise(100_000)}</sst>` }),
    'workbook_too_large',
  ],
  [
    'thousands of columns',
    async () =>
      zip({ 'xl/worksheets/sheet1.xml': sheetOf('<x:row><x:c r="XFD1"><x:v>1</x:v></x:c></x:row>') }),
    'too_many_columns',
  ],
  ['a part that is larger than it says', async () => liesAbout(await zip(ONE)), 'broken_workbook'],
  ['half a file', async () => (await zip(ONE)).subarray(0, 90), 'broken_workbook'],
  ['a ZIP of something else', async () => zip({ 'a.txt': 'a' }), 'broken_workbook'],
  [
    'an old workbook, or one with a password',
    async () => Buffer.from('d0cf11e0a1b11ae10000', 'hex'),
    'old_workbook',
  ],
])('%s is refused, soon and within a little memory', async (_what, make, code) => {
  const bytes = await make();
  const before = process.memoryUsage().rss;
  const told = await read(bytes);
  expect(told.at(-1)).toBe(`1:${code}`);
  expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
});

/** Text that hardly packs. */
function noise(length: number): string {
  let state = 1;
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    text += (state >>> 0).toString(36);
  }
  return text;
}

/** The list of parts says that the part has 20 bytes. */
function liesAbout(book: Buffer): Buffer {
  const at = book.lastIndexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
  book.writeUInt32LE(20, at + 24);
  return book;
}

test('the rows of a file that is a picture, or anything else, are faults and no crash', async () => {
  const told = await read(await readFile(process.execPath).then((bytes) => bytes.subarray(0, 20_000)));
  expect(told.length).toBeGreaterThan(0);
});
