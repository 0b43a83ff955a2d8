import { existsSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

/** On Linux; other systems have no such folder, and a container may have a small one. */
export const IN_MEMORY = '/dev/shm';
const ENOUGH_BYTES = 2 ** 30;

/**
 * Where test servers keep what is thrown away at the end: in memory, where there is enough. Databases of some three hundred files
 * each are made and dropped all the time, which on a disk costs more than most tests.
 */
export function quickFolder(): string {
  if (!existsSync(IN_MEMORY)) return tmpdir();
  const { bavail, bsize } = statfsSync(IN_MEMORY);
  return bavail * bsize >= ENOUGH_BYTES ? IN_MEMORY : tmpdir();
}
