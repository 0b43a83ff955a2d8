import { setTimeout as pause } from 'node:timers/promises';
import { isServerOf } from './find-postmaster.ts';

/**
 * After a fast shutdown was asked for: waits for the end, and asks more harshly where it does not come. SIGQUIT leaves
 * without the last checkpoint, SIGKILL not even that; either way the next start recovers every commit.
 */
export async function stopProcess(pid: number, end: () => Promise<unknown>): Promise<void> {
  const ended = end().then(() => true);
  for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
    const cancel = new AbortController();
    const tooLate = pause(10_000, false, { signal: cancel.signal }).catch(() => false);
    const isOver = await Promise.race([ended, tooLate]);
    cancel.abort();
    if (isOver) return;
    sendIfAlive(pid, signal);
  }
  await ended;
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
