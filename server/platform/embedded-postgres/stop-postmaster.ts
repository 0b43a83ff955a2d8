import { setTimeout as pause } from 'node:timers/promises';
import { isServerOf } from './find-postmaster.ts';

const STEP_MS = 10_000;

/**
 * After a fast shutdown was asked for: waits for the end, and asks more harshly where it does not come. SIGQUIT leaves
 * without the last checkpoint, SIGKILL not even that; either way the next start recovers every commit.
 */
export async function stopProcess(pid: number, end: () => Promise<unknown>): Promise<void> {
  const ended = end();
  for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
    if (await endsWithin(ended, STEP_MS)) return;
    sendIfAlive(pid, signal);
  }
  await ended;
}

export async function endsWithin(ended: Promise<unknown>, ms: number): Promise<boolean> {
  const cancel = new AbortController();
  const tooLate = pause(ms, false, { signal: cancel.signal }).catch(() => false);
  const isOver = await Promise.race([ended.then(() => true), tooLate]);
  cancel.abort();
  return isOver;
}

/**
 * For a server that is not our child, whose end nobody tells us. Its number alone would not do: in a container without
 * an init process, a dead process keeps its number as a zombie.
 */
export async function waitForEnd(cluster: string, pid: number): Promise<void> {
  while (await isServerOf(cluster, pid)) await pause(20);
}

export function sendIfAlive(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
