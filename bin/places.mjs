import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The Node that the server is written for: the one that npm installed, or this one where it is as new. */
export function findNode() {
  const pinned = join(
    root,
    'node_modules',
    'node',
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
  if (existsSync(pinned)) return pinned;
  return Number(process.versions.node.split('.')[0]) >= 24 ? process.execPath : undefined;
}

/** Writes one of our marks anew. A link of its name is replaced, not followed: it could lead root anywhere. */
export function writeMark(file, text) {
  rmSync(file, { force: true });
  writeFileSync(file, text, { flag: 'wx' });
}
