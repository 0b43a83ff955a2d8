import { chmodSync, lstatSync, mkdirSync, readlinkSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartRefusal } from './start-refusal.ts';

/**
 * Makes the folder and those above it that are missing, each with this mode; what is there stays as it is. Not by Node's
 * `recursive`, which tries for ever below `/proc`. Throws StartRefusal where that cannot be.
 */
export function makeFolder(path: string, mode: number): void {
  try {
    for (const missing of listMissing(path)) makeOne(missing, mode);
    if (!statSync(path).isDirectory()) throw refusalOf(path, { code: 'ENOTDIR' });
  } catch (error) {
    throw refusalOf(path, error);
  }
}

/** From the outermost to the folder itself. */
function listMissing(path: string): string[] {
  const missing: string[] = [];
  for (
    let folder = path;
    statSync(folder, { throwIfNoEntry: false }) === undefined;
    folder = dirname(folder)
  ) {
    refuseDanglingLink(folder);
    missing.unshift(folder);
    // A drive that is not there (Windows).
    if (folder === dirname(folder)) break;
  }
  return missing;
}

function refuseDanglingLink(folder: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false })?.isSymbolicLink() !== true) return;
  throw new StartRefusal(
    `${folder} is a link to ${readlinkSync(folder)}, which does not exist. Connect the disk that it lies on, or make that folder (mkdir -p), or set DATA_DIR to another folder.`,
  );
}

function makeOne(folder: string, mode: number): void {
  try {
    mkdirSync(folder, { mode });
    // What the umask of the day took away: others may have to pass through.
    chmodSync(folder, mode);
  } catch (error) {
    // Another start may have been quicker.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** What the system's refusal of a folder or a file in it means, and what to do about it. What is no such refusal stays. */
export function refusalOf(path: string, error: unknown): unknown {
  if (error instanceof StartRefusal) return error;
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (!/^E[A-Z]+$/.test(code)) return error;
  return new StartRefusal(`${path} ${MEANINGS.get(code) ?? meaningOf(code)}`);
}

const NOT_OURS =
  'may not be read and written by this user. Start ks-order as the user who owns it, or set DATA_DIR to a folder of this user.';
const NO_FOLDER = 'is not a folder. Set DATA_DIR to a folder, or to a name that does not exist yet.';
const FULL = 'lies on a disk that is full. Free at least 1 GB, then start again.';

const MEANINGS: ReadonlyMap<string, string> = new Map([
  ['EACCES', NOT_OURS],
  ['EPERM', NOT_OURS],
  ['EROFS', 'lies on a read-only disk. Set DATA_DIR to a folder that can be written.'],
  ['EEXIST', NO_FOLDER],
  ['ENOTDIR', NO_FOLDER],
  [
    'ELOOP',
    'is a link that leads back to itself. Set DATA_DIR to a folder, or to a name that does not exist yet.',
  ],
  ['ENOSPC', FULL],
  ['EDQUOT', FULL],
]);

function meaningOf(code: string): string {
  return `cannot be used as a folder here (${code}). Set DATA_DIR to a folder on a local disk.`;
}
