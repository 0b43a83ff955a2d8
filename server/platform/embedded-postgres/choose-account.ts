import { runCommand } from './run-command.ts';
import { StartRefusal } from '../start-refusal.ts';

/** The system user that PostgreSQL runs as. */
export type Account = { name: string; uid: number; gid: number };

const OWN = 'ks-order';
/** Users that most systems have, for where none can be created (a read-only system, no useradd). */
const STAND_INS = ['postgres', 'nobody'];

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** PostgreSQL refuses to run as root, so root needs somebody to run it as: a user of our own, created once. */
export async function chooseAccount(say: (sentence: string) => void): Promise<Account> {
  const existing = await findAccount(OWN);
  if (existing) return existing;
  const created = await createAccount(say);
  if (created) return created;
  for (const name of STAND_INS) {
    const standIn = await findAccount(name);
    if (standIn) return standIn;
  }
  throw new StartRefusal(
    'PostgreSQL does not run as root, and no user to run it as was found or could be created. Start ks-order as an ordinary user, or name a database in DATABASE_URL.',
  );
}

/**
 * Does `work` with the account's rights, so that no link in a folder of the account can lead root anywhere. Only for what
 * is done when it returns: until then the whole process has these rights.
 */
export function asAccount<Answer>(account: Account | undefined, work: () => Answer): Answer {
  if (account === undefined) return work();
  const [groups, gid, uid] = [process.getgroups!(), process.getegid!(), process.geteuid!()];
  process.setgroups!([account.gid]);
  process.setegid!(account.gid);
  process.seteuid!(account.uid);
  try {
    return work();
  } finally {
    process.seteuid!(uid);
    process.setegid!(gid);
    process.setgroups!(groups);
  }
}

async function createAccount(say: (sentence: string) => void): Promise<Account | undefined> {
  const options = [
    '--system',
    '--user-group',
    '--no-create-home',
    '--home-dir',
    '/nonexistent',
    '--shell',
    '/usr/sbin/nologin',
  ];
  try {
    const { code } = await runCommand('useradd', [...options, OWN]);
    if (code === 0)
      say(
        `已创建系统用户 ${OWN}，数据库不以 root 运行 / created the system user ${OWN}: PostgreSQL does not run as root`,
      );
  } catch (error) {
    // No useradd on this system: a stand-in is used.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  // Asked again even after a failure: another start may have created it in the same moment.
  return findAccount(OWN);
}

async function findAccount(name: string): Promise<Account | undefined> {
  const [uid, gid] = await Promise.all([runCommand('id', ['-u', name]), runCommand('id', ['-g', name])]);
  if (uid.code !== 0 || gid.code !== 0) return undefined;
  return { name, uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/** Whether the account can go into a folder: asked of the system, since access lists and mounts count as well as mode bits. */
export async function canEnter(account: Account, folder: string): Promise<boolean> {
  const { code } = await runCommand('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], { account });
  return code === 0;
}
