import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { fault, type CatalogueFault } from './catalogue-faults.ts';

/** A line of text, or the reason why it is none. */
export type TextLine = { readonly line: number; readonly bytesRead: number; readonly text: string };
export type LineFault = { readonly fault: CatalogueFault };

/** A product with 500 SKUs and long texts takes a tenth of this. */
export const LONGEST_LINE_BYTES = 1024 * 1024;
const NEWLINE = 0x0a;

/** Splits a file into lines without their ends. A line that is too long or not UTF-8 is a fault and is passed over. */
export async function* readLines(file: string): AsyncGenerator<TextLine | LineFault> {
  let line = 1;
  let bytesRead = 0;
  let parts: Buffer[] = [];
  let length = 0;

  function finish(): TextLine | LineFault {
    const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    const isTooLong = length > LONGEST_LINE_BYTES;
    const number = line;
    parts = [];
    length = 0;
    line += 1;
    if (isTooLong) return { fault: fault(number, '', 'line_too_long', LONGEST_LINE_BYTES) };
    if (!isUtf8(bytes)) return { fault: fault(number, '', 'not_utf8') };
    const text = bytes.toString('utf8').replace(/\r$/, '');
    // Spreadsheets put a byte order mark before the first line.
    return { line: number, bytesRead, text: number === 1 ? text.replace(/^\ufeff/, '') : text };
  }

  for await (const chunk of createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
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
