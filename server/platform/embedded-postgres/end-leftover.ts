import { setTimeout as pause } from 'node:timers/promises';
import { StartRefusal } from '../start-refusal.ts';
import { answers, findProcessesOf, isServerOf, readPostmasterFile } from './find-postmaster.ts';
import { sendIfAlive, stopProcess, waitForEnd } from './stop-postmaster.ts';

const WORKERS_MS = 2_000;

/**
 * An earlier server of this cluster that outlived its program is stopped: we hold the lock of its home, so nobody else
 * uses it. Answers the process number that the file names where some other program has it now.
 */
export async function endLeftover(
  cluster: string,
  onProgress: (sentence: string) => void,
): Promise<number | undefined> {
  const file = readPostmasterFile(cluster);
  if (file === undefined) return undefined;
  if (await isServerOf(cluster, file.pid)) {
    onProgress('正在停止上次遗留的数据库 / stopping the database that the last run left behind');
    sendIfAlive(file.pid, 'SIGINT');
    await stopProcess(file.pid, () => waitForEnd(cluster, file.pid));
    return undefined;
  }
  if (await answers(file)) {
    throw new StartRefusal(
      `Another machine or container runs the database in ${cluster}. Stop ks-order there first; two programs on one database would destroy it.`,
    );
  }
  await endWorkers(cluster);
  return file.pid;
}

/**
 * The processes of a server that was killed notice that it is gone when they next wait for something. One that computes
 * for minutes would keep a new server from starting for as long, so they are told.
 */
async function endWorkers(cluster: string): Promise<void> {
  for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
    for (const pid of findProcessesOf(cluster)) sendIfAlive(pid, signal);
    const givesUpAt = Date.now() + WORKERS_MS;
    while (findProcessesOf(cluster).length > 0 && Date.now() < givesUpAt) await pause(20);
  }
}
