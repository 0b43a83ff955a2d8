import { randomBytes } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Puts a file into place in one step, so that it is there whole or as it was before. A link of that name is replaced, and
 * what it leads to is never touched: in a folder of another user it could lead root anywhere.
 */
export function replaceFile(file: string, text: string, mode: number): void {
  const half = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    writeFileSync(half, text, { flag: 'wx', mode, flush: true });
    renameSync(half, file);
  } catch (error) {
    rmSync(half, { force: true });
    throw error;
  }
}
