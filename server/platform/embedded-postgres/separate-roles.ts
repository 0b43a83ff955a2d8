import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../replace-file.ts';
import { StartRefusal } from '../start-refusal.ts';
import { asAccount } from './choose-account.ts';
import type { Home } from './choose-home.ts';
import { explainShortage } from './explain-shortage.ts';
import type { Binaries } from './find-binaries.ts';
import { findReason, runSingleUser } from './run-single-user.ts';

/** The name of the shop's role and of its database. */
export const SHOP = 'ks_order';

/**
 * The cluster's owner, who may do everything, comes in by no connection. Nothing in the shop needs it: what does is done
 * when the cluster is created, without a server. It has no password either, see `roleStatements`.
 */
const OWNER_STAYS_OUT = `local all postgres reject
host all postgres all reject
`;

/** Everybody else has to know their password, also those who could get at the socket. */
export const ACCESS = `${OWNER_STAYS_OUT}local all all scram-sha-256
host all all 127.0.0.1/32 scram-sha-256
`;

/** The shop's password for the shop's role alone. */
export function roleStatements(password: string): string[] {
  return ['alter role postgres password null', `alter role ${SHOP} password '${password}'`];
}

/** Gives the shop's role a new password, for where the file with the old one is gone. The server must not be running. */
export async function setPassword(
  cluster: string,
  home: Home,
  binaries: Binaries,
  password: string,
): Promise<void> {
  await change(cluster, home, binaries, roleStatements(password));
}

/**
 * Carries over a cluster of an earlier version, whose owner came in by the password of the shop. What somebody else wrote
 * into the rules of access stays. The rules are written last: a start that is cut short begins again.
 */
export async function separateOwner(
  cluster: string,
  home: Home,
  binaries: Binaries,
  onProgress: (sentence: string) => void,
): Promise<void> {
  const file = join(cluster, 'pg_hba.conf');
  // Without its rules the server will not start, and says so.
  if (!existsSync(file)) return;
  const rules = asAccount(home.account, () => readFileSync(file, 'utf8'));
  if (rules.includes(OWNER_STAYS_OUT)) return;
  onProgress(
    '正在收回数据库管理员的密码，只做一次 / taking the password of the database away from its owner, once',
  );
  await change(cluster, home, binaries, ['alter role postgres password null']);
  asAccount(home.account, () => replaceFile(file, `${OWNER_STAYS_OUT}${rules}`, 0o600));
}

async function change(
  cluster: string,
  home: Home,
  binaries: Binaries,
  statements: readonly string[],
): Promise<void> {
  const failed = await runSingleUser(cluster, home, binaries, statements);
  if (failed === undefined) return;
  throw (
    explainShortage(home.folder, failed.stderr) ??
    new StartRefusal(
      `The roles of the database in ${cluster} could not be set: ${findReason(failed)}. Where that speaks of damaged files, restore the data folder from a backup.`,
    )
  );
}
