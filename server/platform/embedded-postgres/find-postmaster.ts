import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
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
  if (process.platform === 'linux') return readLinkOr(`/proc/${pid}/cwd`, '') === realpathSync(cluster);
  if (process.platform === 'win32') return true;
  const { stdout } = await runCommand('ps', ['-o', 'command=', '-p', String(pid)]);
  return stdout.includes('postgres') && stdout.includes(cluster);
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
