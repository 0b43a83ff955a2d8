import { randomBytes } from 'node:crypto';
import { chmodSync, cpSync, existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { makeRootsFolder } from '../folders-of-root.ts';
import { canEnter, type Account } from './choose-account.ts';
import { binariesIn, type Binaries } from './find-binaries.ts';
import { runCommand } from './run-command.ts';

/**
 * Makes sure that the account can run PostgreSQL: where the checkout lies in a folder that only root can enter, the
 * programs are copied, once for each release, to where all can read and only root can write.
 */
export async function placeBinaries(
  binaries: Binaries,
  account: Account | undefined,
  systemFolder: string,
  say: (sentence: string) => void,
): Promise<Binaries> {
  if (account === undefined) return binaries;
  const [bin, lib] = await Promise.all(
    ['bin', 'lib'].map((name) => canEnter(account, join(binaries.root, name))),
  );
  if (bin && lib) return binaries;
  makeRootsFolder(systemFolder);
  const copy = join(systemFolder, `postgres-${binaries.release}`);
  if (!existsSync(copy)) {
    await copyWhole(binaries.root, copy);
    say(
      `用户 ${account.name} 进不了 ${binaries.root}，PostgreSQL 已复制到 ${copy} / the user ${account.name} cannot get into it, so PostgreSQL was copied there`,
    );
  }
  return binariesIn(copy, binaries.release);
}

/** The copy appears under its name only when all of it is on the disk. */
async function copyWhole(source: string, target: string): Promise<void> {
  const half = `${target}.half-${randomBytes(4).toString('hex')}`;
  try {
    // Libraries to link against and headers are of no use here.
    const isNeeded = (path: string): boolean =>
      extname(path) !== '.a' && !['pgxs', 'pkgconfig'].includes(basename(path));
    cpSync(source, half, { recursive: true, verbatimSymlinks: true, filter: isNeeded });
    openForReading(half);
    // One call instead of a thousand. Where `sync` does not know -f, it fails, and the system writes in its own time.
    await runCommand('sync', ['-f', half]);
    renameSync(half, target);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    // Another start may have been quicker.
    if (!existsSync(target)) throw error;
  }
}

/** npm writes files as its umask says: root's may keep everybody else out. */
function openForReading(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openForReading(path);
    else if (entry.isFile()) chmodSync(path, (statSync(path).mode & 0o100) === 0 ? 0o644 : 0o755);
  }
}
