import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { LONGEST_LINE_BYTES, sheetFault, type SheetFault } from './sheet-row.ts';

/** A line of text, or the reason why it is none. */
export type TextLine = { readonly line: number; readonly bytesRead: number; readonly text: string };

/** In which a text was written. GB18030 holds GBK and GB 2312, by which spreadsheets in China write. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';

const NEWLINE = 0x0a;

/** Splits a file into lines without their ends. A line that is too long or not in its encoding is a fault and is passed over. */
export async function* readLines(
  file: string,
  encoding: Encoding = 'utf-8',
): AsyncGenerator<TextLine | SheetFault> {
  let line = 1;
  let bytesRead = 0;
  let parts: Buffer[] = [];
  let length = 0;

  function finish(): TextLine | SheetFault {
    const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    const isTooLong = length > LONGEST_LINE_BYTES;
    const number = line;
    parts = [];
    length = 0;
    line += 1;
    if (isTooLong) return sheetFault(number, 'line_too_long', LONGEST_LINE_BYTES);
    if (!isUtf8(bytes)) return sheetFault(number, 'not_utf8');
    const text = bytes.toString('utf8').replace(/\r$/, '');
    // What another encoding could not say became this character.
    if (encoding !== 'utf-8' && text.includes('\ufffd')) return sheetFault(number, 'not_utf8');
    // Spreadsheets put a byte order mark before the first line.
    return { line: number, bytesRead, text: number === 1 ? text.replace(/^\ufeff/, '') : text };
  }

  for await (const chunk of readAsUtf8(file, encoding)) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); ; end = chunk.indexOf(NEWLINE, from)) {
      const part = chunk.subarray(from, end === -1 ? chunk.length : end);
      length += part.length;
      // What is too long is counted, not kept.
      if (length <= LONGEST_LINE_BYTES) parts.push(part);
      bytesRead += part.length;
      if (end === -1) break;
      bytesRead += 1;
      yield finish();
      from = end + 1;
    }
  }
  if (length > 0) yield finish();
}

async function* readAsUtf8(file: string, encoding: Encoding): AsyncGenerator<Buffer> {
  const chunks = createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>;
  if (encoding === 'utf-8') return yield* chunks;
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}
