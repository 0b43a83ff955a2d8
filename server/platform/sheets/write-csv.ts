import { plainToHarmless } from './harmless-cells.ts';

/** Rows are joined up to so many characters before they are handed on. */
const PIECE = 64 * 1024;

/** CSV as spreadsheets in China open it: UTF-8 that says so, quotes by RFC 4180, nothing in it that would run. */
export async function* writeCsv(rows: AsyncIterable<readonly string[]>): AsyncGenerator<Buffer> {
  let text = '\ufeff';
  for await (const row of rows) {
    text += `${row.map(writeField).join(',')}\r\n`;
    if (text.length < PIECE) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}

function writeField(cell: string): string {
  const safe = plainToHarmless(cell);
  return /[",\r\n;\t]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
