import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asAccount, type Account } from './choose-account.ts';

/** The longest path of a socket that every Unix takes (sun_path: 104 bytes on macOS, 108 on Linux, with its end mark). */
const LONGEST = 103;

/**
 * A folder of our own for the socket, which only its owner may enter: in the database's home, or where that path is too
 * long for a socket, in the system's temporary folder under a name that is the same at every start.
 */
export function findSocketFolder(home: string, port: number, account: Account | undefined): string {
  return asAccount(account, () => findOwn(home, port));
}

function findOwn(home: string, port: number): string {
  const inHome = join(home, 'socket');
  const short = `ks-order-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`;
  for (const folder of [inHome, join(tmpdir(), short), join('/tmp', short)]) {
    if (Buffer.byteLength(`${folder}/.s.PGSQL.${port}`) > LONGEST) continue;
    if (claim(folder)) return folder;
  }
  return mkdtempSync('/tmp/ks-order-');
}

/** Makes the folder ours and empty. False where somebody else has put one there first, as anybody can in a temporary folder. */
function claim(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== process.geteuid?.() || (found.mode & 0o077) !== 0) return false;
  // Whoever calls holds the home's lock and has seen that no server runs, so a socket in here is a dead one's.
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { force: true });
  return true;
}
