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
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { StartRefusal } from '../start-refusal.ts';
import type { Home } from './choose-home.ts';
import { explainShortage } from './explain-shortage.ts';
import type { Binaries } from './find-binaries.ts';
import { settingArguments, SHARED_MEMORY } from './list-settings.ts';
import { runCommand, type CommandResult } from './run-command.ts';

/** The name of the shop's role and of its database. */
export const SHOP = 'ks_order';
const HALF_MADE = 'half-made-';

/** Everybody has to know the password, also those who could get at the socket. */
const ACCESS = `local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
`;

/**
 * Creates the cluster with its role and database beside its final place and moves it there in one step, so that a start
 * that is killed, or runs out of disk, leaves no half of one.
 */
export async function createCluster(home: Home, binaries: Binaries, password: string): Promise<string> {
  const cluster = join(home.folder, 'cluster');
  removeHalfMade(home.folder);
  const half = join(home.folder, `${HALF_MADE}${randomBytes(4).toString('hex')}`);
  try {
    await initialise(half, home, binaries);
    replaceText(join(half, 'pg_hba.conf'), ACCESS);
    const statements = [`create role ${SHOP} login createdb`, `create database ${SHOP} owner ${SHOP}`];
    await runSingleUser(half, home, binaries, [...statements, ...passwordStatements(password)]);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    throw error;
  }
  renameSync(half, cluster);
  syncFolder(home.folder);
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

/** Gives the roles a new password, for where the file with the old one is gone. The server must not be running. */
export async function setPassword(
  cluster: string,
  home: Home,
  binaries: Binaries,
  password: string,
): Promise<void> {
  await runSingleUser(cluster, home, binaries, passwordStatements(password));
}

function passwordStatements(password: string): string[] {
  return ['postgres', SHOP].map((role) => `alter role ${role} password '${password}'`);
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

/** Runs statements without a server. They travel by the input, so that a password is seen in no list of processes. */
async function runSingleUser(
  cluster: string,
  home: Home,
  binaries: Binaries,
  statements: string[],
): Promise<void> {
  const args = ['--single', '-D', cluster, ...settingArguments(SHARED_MEMORY), 'postgres'];
  const result = await runCommand(binaries.postgres, args, {
    account: home.account,
    cwd: home.folder,
    input: statements.map((statement) => `${statement}\n`).join(''),
  });
  // It goes on after a statement that failed, and ends well.
  if (result.code !== 0 || /\b(ERROR|FATAL|PANIC):/.test(result.stderr)) refuseCreation(home.folder, result);
}

function refuseCreation(folder: string, { stdout, stderr }: CommandResult): never {
  const shortage = explainShortage(folder, stderr);
  if (shortage !== undefined) throw shortage;
  if (/could not look up effective user ID/.test(stderr)) {
    throw new StartRefusal(
      'The user that runs ks-order has no entry in /etc/passwd, which PostgreSQL needs. Start it as a user who has one, or name a database in DATABASE_URL.',
    );
  }
  const reason = `${stdout}\n${stderr}`
    .split('\n')
    .findLast((line) => /\b(error|ERROR|FATAL|PANIC):|could not|cannot/.test(line));
  throw new StartRefusal(
    `The database could not be created in ${folder}: ${reason?.trim() ?? stderr.trim()}. Set DATA_DIR to a folder on a local disk, or name a database in DATABASE_URL.`,
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

/** Keeps owner and mode of the file. */
function replaceText(file: string, text: string): void {
  const handle = openSync(file, 'w');
  writeSync(handle, text);
  fsyncSync(handle);
  closeSync(handle);
}

/** A rename outlives a power cut only when the folder is written too. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}
