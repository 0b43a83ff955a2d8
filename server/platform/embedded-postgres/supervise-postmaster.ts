import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '../logger.ts';
import type { Postmaster } from './run-postmaster.ts';
import { sendIfAlive } from './stop-postmaster.ts';

export type Supervision = {
  pid(): number | undefined;
  stop(): Promise<void>;
  onFailed(callback: (error: Error) => void): void;
};

const FAILURES = 5;
const WITHIN_MS = 60_000;
const LONGEST_PAUSE_MS = 5_000;

/**
 * Keeps a server running: when it dies without our asking, it is started again, at once the first time and then ever
 * more slowly. When it fails five times within a minute, that is reported, and nothing more is tried.
 */
export function supervise(first: Postmaster, run: () => Promise<Postmaster>, log: Logger): Supervision {
  let current: Postmaster | undefined = first;
  let stopping = false;
  let failure: Error | undefined;
  const failedAt: number[] = [];
  const callbacks: ((error: Error) => void)[] = [];
  const cancelPause = new AbortController();

  // Last resort, when the program ends without having stopped us: nobody can wait any more, but asking is possible.
  const askToStop = (): void => {
    if (current) sendIfAlive(current.pid, 'SIGINT');
  };
  process.once('exit', askToStop);

  async function watch(): Promise<void> {
    while (!stopping && failure === undefined) {
      if (current === undefined) {
        await tryRestart();
        continue;
      }
      const cause = await current.ended;
      current = undefined;
      if (!stopping) noteFailure(new Error(`PostgreSQL ended by itself (${cause})`));
    }
  }

  async function tryRestart(): Promise<void> {
    const tries = failedAt.length;
    const pauseMs = tries <= 1 ? 0 : Math.min(LONGEST_PAUSE_MS, 100 * 4 ** (tries - 2));
    await pause(pauseMs, undefined, { signal: cancelPause.signal }).catch(() => undefined);
    if (stopping) return;
    try {
      current = await run();
      log.warn(`PostgreSQL was started again (process ${current.pid}).`);
    } catch (error) {
      noteFailure(error as Error);
    }
  }

  function noteFailure(error: Error): void {
    const now = Date.now();
    failedAt.push(now);
    while (failedAt[0]! < now - WITHIN_MS) failedAt.shift();
    log.error(`${error.message}. Failure ${failedAt.length} within a minute.`);
    if (failedAt.length < FAILURES) return;
    failure = new Error(
      `PostgreSQL failed ${FAILURES} times within a minute; the last time: ${error.message}`,
      { cause: error },
    );
    for (const callback of callbacks) callback(failure);
  }

  const watching = watch();
  return {
    pid: () => current?.pid,
    async stop() {
      stopping = true;
      cancelPause.abort();
      await current?.stop();
      await watching;
      // A restart that was under way when we were asked to stop.
      await current?.stop();
      current = undefined;
      process.removeListener('exit', askToStop);
    },
    onFailed(callback) {
      callbacks.push(callback);
      if (failure) callback(failure);
    },
  };
}
