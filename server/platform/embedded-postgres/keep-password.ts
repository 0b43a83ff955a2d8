import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { StartRefusal } from '../start-refusal.ts';

/** The password of the shop's role, drawn once and kept among the keys; `isNew` where there was none yet. */
export function keepPassword(dataDir: string): { password: string; isNew: boolean } {
  const file = join(dataDir, 'keys', 'postgres-password');
  if (!existsSync(file)) return { password: drawPassword(file), isNew: true };
  const password = readFileSync(file, 'utf8').trim();
  if (/^[0-9a-f]{64}$/.test(password)) return { password, isNew: false };
  throw new StartRefusal(
    `${file} does not hold the password that ks-order wrote there. Restore it from a backup, or delete it to have a new one set.`,
  );
}

function drawPassword(file: string): string {
  const password = randomBytes(32).toString('hex');
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
  const handle = openSync(`${file}.new`, 'w', 0o600);
  writeSync(handle, `${password}\n`);
  fsyncSync(handle);
  closeSync(handle);
  renameSync(`${file}.new`, file);
  return password;
}
