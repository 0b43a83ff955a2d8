import { randomBytes } from 'node:crypto';
import {
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmdirSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { makeRootsFolder } from '../folders-of-root.ts';
import { StartRefusal } from '../start-refusal.ts';
import { canEnter, chooseAccount, isRoot, type Account } from './choose-account.ts';

/** Where the database lives, and whom it runs as (undefined: as ourselves). */
export type Home = { folder: string; account: Account | undefined };

/**
 * Finds or makes the database's home: `postgres` in the data folder. Where root starts the program, and the user that
 * PostgreSQL runs as cannot get into the data folder, the home lies below `systemFolder` under a name drawn for this data
 * folder alone, and `postgres` is a symbolic link to it.
 */
export async function chooseHome(
  dataDir: string,
  systemFolder: string,
  say: (sentence: string) => void,
): Promise<Home> {
  const place = join(dataDir, 'postgres');
  const existing = findExisting(place);
  if (existing !== undefined) return reuse(existing, place);
  if (!isRoot()) {
    mkdirSync(place, { recursive: true, mode: 0o700 });
    return { folder: realpathSync(place), account: undefined };
  }
  const account = await chooseAccount(say);
  if ((await canEnter(account, dataDir)) && makeOwned(place, account))
    return { folder: realpathSync(place), account };
  return { folder: makeOutside(place, systemFolder, account, say), account };
}

/** The home of an earlier start. An empty folder is none: a first start may have been killed right after making it. */
function findExisting(place: string): string | undefined {
  const found = lstatSync(place, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (!existsSync(place)) {
    throw new StartRefusal(
      `The database of this shop is missing: ${place} points to a folder that does not exist. Restore that folder from a backup, or start with another DATA_DIR for an empty shop.`,
    );
  }
  if (found.isDirectory() && readdirOrRefuse(place).length === 0) {
    rmdirSync(place);
    return undefined;
  }
  return realpathSync(place);
}

function readdirOrRefuse(place: string): string[] {
  try {
    return readdirSync(place);
  } catch (error) {
    throw new StartRefusal(
      `The database folder ${place} cannot be read (${(error as NodeJS.ErrnoException).code}). Start ks-order as the user who owns it, or as root.`,
    );
  }
}

/** PostgreSQL runs only as the owner of its files, so the owner of an existing home decides. */
async function reuse(folder: string, place: string): Promise<Home> {
  const { uid, gid } = statSync(folder);
  const own = process.getuid?.();
  if (own === undefined || uid === own) {
    if (!isRoot()) return { folder, account: undefined };
    throw new StartRefusal(
      `The database folder ${place} belongs to root, but PostgreSQL does not run as root. Give it with all it holds to the user that is to run PostgreSQL (chown -R), then start again.`,
    );
  }
  if (!isRoot()) {
    throw new StartRefusal(
      `The database folder ${place} belongs to another user (number ${uid}), who started this shop before. Start ks-order as that user, or as root.`,
    );
  }
  const account = { name: `number ${uid}`, uid, gid };
  if (await canEnter(account, folder)) return { folder, account };
  throw new StartRefusal(
    `The database folder ${folder} belongs to the user with the number ${uid}, who cannot get into it any more. Let other users pass through the folders above it (chmod a+x), then start again.`,
  );
}

/** False where the file system does not let us give a folder away (network shares, folders shared into a container). */
function makeOwned(folder: string, account: Account): boolean {
  mkdirSync(folder, { mode: 0o700 });
  try {
    lchownSync(folder, account.uid, account.gid);
  } catch {
    rmdirSync(folder);
    return false;
  }
  if (lstatSync(folder).uid === account.uid) return true;
  rmdirSync(folder);
  return false;
}

function makeOutside(
  place: string,
  systemFolder: string,
  account: Account,
  say: (sentence: string) => void,
): string {
  const folder = join(systemFolder, randomBytes(8).toString('hex'));
  makeRootsFolder(systemFolder);
  if (!makeOwned(folder, account)) {
    throw new StartRefusal(
      `The user ${account.name}, who runs PostgreSQL, can get neither into ${place} nor into ${systemFolder}. Set DATA_DIR to a folder on a local disk, or name a database in DATABASE_URL.`,
    );
  }
  // Last, and in one step: a link is never there without its folder, and no other data folder knows the name.
  symlinkSync(folder, place);
  say(
    `用户 ${account.name} 进不了 ${place}，数据库放在 ${folder} / the user ${account.name} cannot get into ${place}, so the database lies in ${folder}`,
  );
  return folder;
}
