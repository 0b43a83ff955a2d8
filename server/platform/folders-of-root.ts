import { chmodSync, lstatSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isRoot } from './embedded-postgres/choose-account.ts';
import { makeFolder } from './make-folder.ts';
import { StartRefusal } from './start-refusal.ts';

/**
 * Root goes through no link that another user has laid in one of our folders: what is written through it would be written
 * wherever that user wants. Links of root's own are followed. Throws StartRefusal.
 */
export function refuseLinksOfOthers(folder: string): void {
  if (!isRoot()) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isSymbolicLink()) continue;
    const path = join(folder, entry.name);
    const { uid } = lstatSync(path);
    if (uid === 0) continue;
    throw new StartRefusal(
      `${path} is a link that belongs to another user (number ${uid}), and root follows none of those: it could lead anywhere. Start ks-order as that user, or make the link root's own (chown -h root).`,
    );
  }
}

/**
 * A folder of root's alone, which others may pass through and read. Throws StartRefusal where it is another user's, or
 * where others may put something into it.
 */
export function makeRootsFolder(folder: string): void {
  makeFolder(folder, 0o755);
  const { uid, mode } = statSync(folder);
  if (uid !== 0 || (mode & 0o022) !== 0) {
    throw new StartRefusal(
      `The folder ${folder} belongs to another user or may be written by others, so root puts nothing there. Give it to root alone (chown root, chmod 755), then start again.`,
    );
  }
  if ((mode & 0o055) !== 0o055) chmodSync(folder, 0o755);
}
