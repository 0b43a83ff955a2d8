import {
  closeSync,
  copyFileSync,
  fstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  truncateSync,
} from 'node:fs';
import { dirname } from 'node:path';

const LARGEST_BYTES = 10 * 1024 * 1024;
const TAIL_BYTES = 16 * 1024;
const CHECK_EVERY_MS = 10 * 60_000;

/** Opens the log to be appended to by the server itself, so that it is written even when this program is gone. */
export function openLog(file: string): { handle: number; size: number } {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  if (sizeOf(file) > LARGEST_BYTES) renameSync(file, `${file}.1`);
  const handle = openSync(file, 'a', 0o600);
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
      copyFileSync(file, `${file}.1`);
      truncateSync(file);
    } catch (error) {
      onError(error as Error);
    }
  }, CHECK_EVERY_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
