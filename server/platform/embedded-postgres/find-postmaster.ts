import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { runCommand } from './run-command.ts';

/** What PostgreSQL writes into `postmaster.pid`: its process number on the first line, its state on the eighth. */
export type PostmasterFile = { pid: number; socketFolder: string; port: number; ready: boolean };

export function readPostmasterFile(cluster: string): PostmasterFile | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  // A server without listeners (single-user) writes its number with a minus.
  const pid = Math.abs(Number(lines[0]));
  if (!Number.isSafeInteger(pid) || pid === 0) return undefined;
  return { pid, port: Number(lines[3]), socketFolder: lines[4] ?? '', ready: lines[7]?.trim() === 'ready' };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether that process is the server of this very cluster, and not another program that got its number since. */
export async function isServerOf(cluster: string, pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform === 'linux') return worksIn(realpathSync(cluster), pid);
  if (process.platform === 'win32') return true;
  const { stdout } = await runCommand('ps', ['-o', 'command=', '-p', String(pid)]);
  return stdout.includes('postgres') && stdout.includes(cluster);
}

/** All processes of the cluster, also those whose server is gone. Only Linux tells; elsewhere they leave in their time. */
export function findProcessesOf(cluster: string): number[] {
  if (process.platform !== 'linux') return [];
  const folder = realpathSync(cluster);
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && worksIn(folder, pid));
}

/** PostgreSQL's processes stay in the folder of their cluster. So may somebody's shell, which is why the program counts too. */
function worksIn(folder: string, pid: number): boolean {
  return (
    readLinkOr(`/proc/${pid}/cwd`, '') === folder &&
    /\/postgres(\.exe)?( \(deleted\))?$/.test(readLinkOr(`/proc/${pid}/exe`, ''))
  );
}

/** Whether a server answers at the socket: one in another container has no process number that we could see. */
export function answers({ socketFolder, port }: PostmasterFile): Promise<boolean> {
  if (socketFolder === '') return Promise.resolve(false);
  return new Promise((resolve) => {
    const socket = createConnection(join(socketFolder, `.s.PGSQL.${port}`));
    socket.once('connect', () => socket.end(() => resolve(true)));
    socket.once('error', () => resolve(false));
  });
}

function readLinkOr(path: string, otherwise: string): string {
  try {
    return readlinkSync(path);
  } catch {
    // It ended in this moment, or belongs to somebody else: not ours in either case.
    return otherwise;
  }
}
