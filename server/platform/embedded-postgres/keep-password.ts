import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../replace-file.ts';
import { StartRefusal } from '../start-refusal.ts';

/** The password of the shop's role, drawn once and kept among the keys; `isNew` where there was none yet. */
export function keepPassword(dataDir: string): { password: string; isNew: boolean } {
  const password = readPassword(dataDir);
  if (password !== undefined) return { password, isNew: false };
  return { password: drawPassword(fileIn(dataDir)), isNew: true };
}

/** The one that is kept; undefined where there is none. */
export function readPassword(dataDir: string): string | undefined {
  const file = fileIn(dataDir);
  if (!existsSync(file)) return undefined;
  const password = readFileSync(file, 'utf8').trim();
  if (/^[0-9a-f]{64}$/.test(password)) return password;
  throw new StartRefusal(
    `${file} does not hold the password that ks-order wrote there. Restore it from a backup, or delete it to have a new one set.`,
  );
}

function fileIn(dataDir: string): string {
  return join(dataDir, 'keys', 'postgres-password');
}

function drawPassword(file: string): string {
  const password = randomBytes(32).toString('hex');
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 });
  replaceFile(file, `${password}\n`, 0o600);
  return password;
}
