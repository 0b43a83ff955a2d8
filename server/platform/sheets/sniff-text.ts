import { open } from 'node:fs/promises';
import type { Encoding } from './read-lines.ts';

const LOOKED_AT_BYTES = 1024 * 1024;

/** By what the columns of a text are parted. Excel's "Unicode text" has tabs. */
export type Separator = ',' | '\t' | ';';

/** How a text file was written, by its beginning: nothing in it says so. */
export async function sniffText(file: string): Promise<{ encoding: Encoding; separator: Separator }> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(LOOKED_AT_BYTES), 0, LOOKED_AT_BYTES, 0);
    const start = buffer.subarray(0, bytesRead);
    const encoding = encodingOf(start);
    return { encoding, separator: separatorOf(new TextDecoder(encoding).decode(start)) };
  } finally {
    await handle.close();
  }
}

function encodingOf(start: Buffer): Encoding {
  const [first = 1, second = 1] = start;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  // A header begins with a letter of ASCII, or with Chinese.
  if (second === 0 && first !== 0) return 'utf-16le';
  if (first === 0 && second !== 0) return 'utf-16be';
  // A UTF-8 file with a few bad bytes stays one, so that only their lines are faulty; GBK read as UTF-8 is bad all over.
  const asUtf8 = badOf(start, 'utf-8');
  return asUtf8.bad * 4 <= asUtf8.foreign - asUtf8.bad ? 'utf-8' : 'gb18030';
}

/** Characters beyond ASCII, and how many of them stand for what could not be read. The last few bytes may be cut off. */
function badOf(bytes: Buffer, encoding: Encoding): { bad: number; foreign: number } {
  const text = new TextDecoder(encoding).decode(bytes, { stream: true });
  return { bad: text.match(/\ufffd/g)?.length ?? 0, foreign: text.match(/[^\u0000-\u007f]/g)?.length ?? 0 };
}

/** The one that stands most often in the first line, outside of quotes. */
function separatorOf(text: string): Separator {
  const header = text
    .trimStart()
    .replaceAll(/"[^"]*"/g, '')
    .split(/\r?\n/, 1)[0]!;
  const count = (separator: Separator): number => header.split(separator).length;
  const others = (['\t', ';'] as const).toSorted((a, b) => count(b) - count(a));
  return count(others[0]!) > count(',') ? others[0]! : ',';
}
