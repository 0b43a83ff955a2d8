import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from './replace-file.ts';

/** The file by which a data folder says that it is one. */
export const MARK = 'ks-order.json';
export const FORMAT = 1;

/** Says that a folder is ours, once. `isOwn`: for a real shop from its first start on. */
export function writeMark(path: string, { isOwn = false }: { readonly isOwn?: boolean } = {}): void {
  const file = join(path, MARK);
  if (statSync(file, { throwIfNoEntry: false })) return;
  const mark = { program: 'ks-order', format: FORMAT, ...(isOwn && { shop: 'own' }) };
  replaceFile(file, `${JSON.stringify(mark)}\n`, 0o644);
}

/** Whether a folder was made for a real shop. Where there is none, or it cannot be read, opening it says what is wrong. */
export function isOwnShop(path: string): boolean {
  let text: string;
  try {
    text = readFileSync(join(path, MARK), 'utf8');
  } catch {
    return false;
  }
  return /"shop":\s*"own"/.test(text);
}
