import { accessSync, chmodSync, constants, readdirSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isRoot } from './embedded-postgres/choose-account.ts';
import { FORMAT, MARK, writeMark } from './folder-mark.ts';
import { readHolder, tryHoldLock, type HeldLock, type LockMode } from './hold-lock.ts';
import type { Logger } from './logger.ts';
import { makeFolder, refusalOf } from './make-folder.ts';
import { refuseLinksOfOthers } from './folders-of-root.ts';
import { StartRefusal } from './start-refusal.ts';

/** The folder that holds all that a shop keeps outside of a database server. */
export type DataFolder = {
  path: string;
  /** For this user alone. */
  keys: string;
  media: string;
  logs: string;
  /** What customers asked for and have not fetched yet; sealed. */
  exports: string;
  /** What long work of the staff was given and has made: for a week. */
  tasks: string;
  close(): void;
};

export type DataFolderOptions = {
  path: string;
  log: Logger;
  /** `shared` where the database lies elsewhere (DATABASE_URL), so that several programs may serve one shop. */
  lock?: LockMode;
  /** How long to wait for a program that holds the folder: one that was just told to stop still closes its database. */
  patienceMs?: number;
  /** A new folder is one for a real shop. */
  isOwn?: boolean;
};

const LOCK = 'ks-order.lock';
/** What systems put into empty folders by themselves. */
const NOBODYS = new Set(['lost+found', '.DS_Store', '.gitkeep']);
const MB = 1024 * 1024;
const NEEDED_MB = 200;
const COMFORTABLE_MB = 1024;

/** Opens the data folder, or makes a new one. Throws StartRefusal, with nothing changed, where it is not ours to use. */
export function openDataFolder({
  path,
  log,
  lock = 'exclusive',
  patienceMs = 3_000,
  isOwn = false,
}: DataFolderOptions): DataFolder {
  makeUsable(path);
  refuseForeign(path);
  refuseLinksOfOthers(path);
  warnOfOwner(path, log);
  refuseFullDisk(path, log);
  const held = holdFolder(path, lock, patienceMs);
  try {
    writeMark(path, { isOwn });
    const make = (name: string): string => makePrivateFolder(join(path, name));
    const folders = {
      ...{ keys: make('keys'), media: make('media'), logs: make('logs') },
      ...{ exports: make('exports'), tasks: make('tasks') },
    };
    for (const folder of [folders.keys, folders.logs]) refuseLinksOfOthers(folder);
    return { path, ...folders, close: held.release };
  } catch (error) {
    held.release();
    throw refusalOf(path, error);
  }
}

/** Others may pass through it, since root runs PostgreSQL as another user; they see nothing but what is theirs. */
function makeUsable(path: string): void {
  makeFolder(path, 0o711);
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw refusalOf(path, error);
  }
}

function refuseForeign(path: string): void {
  let mark: { format?: unknown } | undefined;
  try {
    mark = JSON.parse(readFileSync(join(path, MARK), 'utf8')) as { format?: unknown };
  } catch (error) {
    if (error instanceof SyntaxError) throw damagedMark(join(path, MARK));
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw refusalOf(join(path, MARK), error);
    return refuseUnmarked(path);
  }
  if (typeof mark?.format !== 'number') throw damagedMark(join(path, MARK));
  if (mark.format <= FORMAT) return;
  throw new StartRefusal(
    `The data folder ${path} was written by a newer version of ks-order (format ${mark.format}; this one knows ${FORMAT}). Start that version, or set DATA_DIR to another folder.`,
  );
}

/** Our own names may be there without the mark, which is written after the lock is taken. */
function refuseUnmarked(path: string): void {
  const foreign = readdirSync(path).find((name) => !NOBODYS.has(name) && !name.startsWith('ks-order.'));
  if (foreign === undefined) return;
  throw new StartRefusal(
    `The folder ${path} holds other things (${foreign}) and was not made by ks-order. Set DATA_DIR to an empty folder, or to one that does not exist yet.`,
  );
}

/** Its owner may put other folders in the places of ours at any time, and root would write there. */
function warnOfOwner(path: string, log: Logger): void {
  const { uid } = statSync(path);
  if (!isRoot() || uid === 0) return;
  log.warn(
    `The data folder ${path} belongs to another user (number ${uid}), and root writes in it. Start ks-order as that user, or give the folder to root (chown root).`,
  );
}

function refuseFullDisk(path: string, log: Logger): void {
  const { bavail, bsize } = statfsSync(path);
  const freeMb = Math.floor((bavail * bsize) / MB);
  if (freeMb < NEEDED_MB) {
    throw new StartRefusal(
      `The disk of ${path} is full: ${freeMb} MB are left, at least ${NEEDED_MB} MB are needed. Free some space, then start again.`,
    );
  }
  if (freeMb < COMFORTABLE_MB)
    log.warn(
      `Only ${freeMb} MB are left on the disk of ${path}. Free some space before the shop has to stop.`,
    );
}

function holdFolder(path: string, mode: LockMode, patienceMs: number): HeldLock {
  const file = join(path, LOCK);
  let held: HeldLock | undefined;
  try {
    held = tryHoldLock(file, mode, patienceMs);
  } catch (error) {
    throw new StartRefusal(
      `The file ${file} cannot be written (${(error as Error).message}). Start ks-order as the user who owns ${path}, or set DATA_DIR to a folder on a local disk.`,
    );
  }
  if (held) return held;
  const pid = readHolder(file);
  throw new StartRefusal(
    `ks-order already runs on the data folder ${path}${pid === undefined ? '' : ` (process ${pid})`}. Stop that one first${pid === undefined ? '' : ` (kill ${pid})`}, or set DATA_DIR and PORT to start another shop beside it.`,
  );
}

function makePrivateFolder(path: string): string {
  makeFolder(path, 0o700);
  // A backup that was unpacked carelessly may have opened the keys to everybody.
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) chmodSync(path, 0o700);
  return path;
}

function damagedMark(file: string): StartRefusal {
  return new StartRefusal(
    `The file ${file} is damaged. Restore it from a backup of the data folder; without it ks-order does not touch that folder.`,
  );
}
