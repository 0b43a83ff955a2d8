import {
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { isRoot } from './choose-account.ts';

const LARGEST_BYTES = 10 * 1024 * 1024;
const TAIL_BYTES = 16 * 1024;
/** Whoever owns the folder could have laid a link in this very moment: root writes through none at all. */
const NO_LINK = isRoot() ? constants.O_NOFOLLOW : 0;
const CHECK_EVERY_MS = 10 * 60_000;

/** Opens the log to be appended to by the server itself, so that it is written even when this program is gone. */
export function openLog(file: string): { handle: number; size: number } {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (sizeOf(file) > LARGEST_BYTES) renameSync(file, `${file}.1`);
  const handle = openSync(file, constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY | NO_LINK, 0o600);
  return { handle, size: fstatSync(handle).size };
}

export function readLogSince(file: string, start: number): string {
  const handle = openSync(file, 'r');
  try {
    const size = fstatSync(handle).size;
    const from = Math.max(start, size - TAIL_BYTES);
    const text = Buffer.alloc(Math.max(0, size - from));
    readSync(handle, text, 0, text.length, from);
    return text.toString('utf8');
  } finally {
    closeSync(handle);
  }
}

/** Holds a running server's log to about twice the limit. It keeps its handle, so the file is emptied, not replaced. */
export function keepLogSmall(file: string, onError: (error: Error) => void): { stop(): void } {
  const timer = setInterval(() => {
    try {
      if (sizeOf(file) <= LARGEST_BYTES) return;
      rmSync(`${file}.1`, { force: true });
      copyFileSync(file, `${file}.1`, constants.COPYFILE_EXCL);
      empty(file);
    } catch (error) {
      onError(error as Error);
    }
  }, CHECK_EVERY_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

function empty(file: string): void {
  const handle = openSync(file, constants.O_WRONLY | NO_LINK);
  try {
    ftruncateSync(handle);
  } finally {
    closeSync(handle);
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
