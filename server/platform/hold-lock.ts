import { DatabaseSync } from 'node:sqlite';
import { readFileSync } from 'node:fs';
import { replaceFile } from './replace-file.ts';

export type HeldLock = { release(): void };
export type LockMode = 'exclusive' | 'shared';

/** SQLITE_BUSY: somebody else holds a lock that excludes ours. */
const BUSY = 5;

/** Two that ask at the same moment hinder each other for an instant; without patience, both could be sent away. */
const PATIENCE_MS = 250;

/** Keeps every handle reachable: one that is collected as garbage would be closed, and its lock given back unseen. */
const held = new Set<DatabaseSync>();

/**
 * Takes a lock that the operating system itself gives back when this process ends, however it ends. Node has no call
 * for such a lock but SQLite, which is part of Node, takes one on its file. A file that merely names the holder would
 * survive `kill -9`, could name a process number given to another program since, and means nothing to a second
 * container on the same folder; two starts could also both find it stale at once.
 *
 * Never read `file` itself: POSIX takes a process's locks on a file away when it closes any handle to that file.
 * Answers undefined where another process (or another holder in this one) has it; `readHolder` tells which.
 */
export function tryHoldLock(
  file: string,
  mode: LockMode = 'exclusive',
  patienceMs = PATIENCE_MS,
): HeldLock | undefined {
  const database = new DatabaseSync(file, { timeout: patienceMs });
  try {
    // Nothing is ever written, so no journal is to lie beside the lock.
    database.exec('pragma journal_mode = memory');
    // A shared lock is what a read leaves behind in a transaction that stays open.
    database.exec(mode === 'exclusive' ? 'begin exclusive' : 'begin; select count(*) from sqlite_master');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === BUSY) return undefined;
    throw error;
  }
  held.add(database);
  replaceFile(holderFile(file), String(process.pid), 0o644);
  return {
    release() {
      if (held.delete(database)) database.close();
    },
  };
}

/** The process number of who took the lock last: for a message, never for a decision. */
export function readHolder(file: string): number | undefined {
  try {
    return Number(readFileSync(holderFile(file), 'utf8')) || undefined;
  } catch {
    // The holder has the lock but has not written its number yet.
    return undefined;
  }
}

function holderFile(file: string): string {
  return `${file}.pid`;
}
