import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../replace-file.ts';
import { StartRefusal } from '../start-refusal.ts';
import { asAccount } from './choose-account.ts';
import type { Home } from './choose-home.ts';
import { explainShortage } from './explain-shortage.ts';
import type { Binaries } from './find-binaries.ts';
import { settingArguments, SHARED_MEMORY } from './list-settings.ts';
import { runCommand, type CommandResult } from './run-command.ts';
import { findReason, runSingleUser } from './run-single-user.ts';
import { ACCESS, roleStatements, SHOP } from './separate-roles.ts';

const HALF_MADE = 'half-made-';

/**
 * Creates the cluster with its role and database beside its final place and moves it there in one step, so that a start
 * that is killed, or runs out of disk, leaves no half of one.
 */
export async function createCluster(home: Home, binaries: Binaries, password: string): Promise<string> {
  const cluster = join(home.folder, 'cluster');
  asAccount(home.account, () => removeHalfMade(home.folder));
  const half = join(home.folder, `${HALF_MADE}${randomBytes(4).toString('hex')}`);
  try {
    await initialise(half, home, binaries);
    asAccount(home.account, () => replaceFile(join(half, 'pg_hba.conf'), ACCESS, 0o600));
    const statements = [`create role ${SHOP} login createdb`, `create database ${SHOP} owner ${SHOP}`];
    const failed = await runSingleUser(half, home, binaries, [...statements, ...roleStatements(password)]);
    if (failed !== undefined) refuseCreation(home.folder, failed);
  } catch (error) {
    asAccount(home.account, () => rmSync(half, { recursive: true, force: true }));
    throw error;
  }
  asAccount(home.account, () => {
    renameSync(half, cluster);
    syncFolder(home.folder);
  });
  return cluster;
}

/** Refuses a cluster that this PostgreSQL cannot read, before anything touches it. */
export function checkCluster(cluster: string, binaries: Binaries): void {
  const file = join(cluster, 'PG_VERSION');
  if (!existsSync(file)) {
    throw new StartRefusal(
      `The database in ${cluster} is damaged: its file PG_VERSION is missing. Restore the data folder from a backup, or start with another DATA_DIR for an empty shop.`,
    );
  }
  const major = readFileSync(file, 'utf8').trim();
  if (major === binaries.major) return;
  throw new StartRefusal(
    `The database in ${cluster} was made by PostgreSQL ${major}, but this version of ks-order comes with PostgreSQL ${binaries.major}. Start the version of ks-order that made it and move the data with pg_dump; nothing was changed.`,
  );
}

async function initialise(half: string, home: Home, binaries: Binaries): Promise<void> {
  const args = ['-D', half, '-U', 'postgres', '--auth=reject', '--encoding=UTF8', '--data-checksums'];
  // Sorted by code point, the same on every machine; words for people are sorted by the program.
  args.push('--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
  args.push(...settingArguments(SHARED_MEMORY));
  const options = { account: home.account, cwd: home.folder };
  const result = await runCommand(binaries.initdb, args, options).catch((error: Error) =>
    refuseToRun(binaries, error.message),
  );
  if (result.code !== 0) refuseCreation(home.folder, result);
}

function refuseCreation(folder: string, said: CommandResult): never {
  const { stderr } = said;
  const shortage = explainShortage(folder, stderr);
  if (shortage !== undefined) throw shortage;
  if (/could not look up effective user ID/.test(stderr)) {
    throw new StartRefusal(
      'The user that runs ks-order has no entry in /etc/passwd, which PostgreSQL needs. Start it as a user who has one, or name a database in DATABASE_URL.',
    );
  }
  throw new StartRefusal(
    `The database could not be created in ${folder}: ${findReason(said)}. Set DATA_DIR to a folder on a local disk, or name a database in DATABASE_URL.`,
  );
}

function refuseToRun(binaries: Binaries, reason: string): never {
  throw new StartRefusal(
    `PostgreSQL (${binaries.release}) does not run on this machine: ${reason}. Name a PostgreSQL server, version 15 or later, in DATABASE_URL.`,
  );
}

function removeHalfMade(folder: string): void {
  for (const name of readdirSync(folder).filter((entry) => entry.startsWith(HALF_MADE))) {
    try {
      rmSync(join(folder, name), { recursive: true, force: true });
    } catch (error) {
      // An initdb that outlived its killed start still writes there. The new one has a name of its own, so it may stay.
      if ((error as NodeJS.ErrnoException).code !== 'ENOTEMPTY') throw error;
    }
  }
}

/** A rename outlives a power cut only when the folder is written too. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
