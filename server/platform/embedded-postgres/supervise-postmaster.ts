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
  return new Supervisor(first, run, log);
}

class Supervisor implements Supervision {
  readonly #run: () => Promise<Postmaster>;
  readonly #log: Logger;
  readonly #watching: Promise<void>;
  readonly #stopAsked = new AbortController();
  readonly #failedAt: number[] = [];
  readonly #callbacks: ((error: Error) => void)[] = [];
  #current: Postmaster | undefined;
  #failure: Error | undefined;

  constructor(first: Postmaster, run: () => Promise<Postmaster>, log: Logger) {
    this.#current = first;
    this.#run = run;
    this.#log = log;
    process.once('exit', this.#askToStop);
    this.#watching = this.#watch();
  }

  pid(): number | undefined {
    return this.#current?.pid;
  }

  onFailed(callback: (error: Error) => void): void {
    this.#callbacks.push(callback);
    if (this.#failure) callback(this.#failure);
  }

  async stop(): Promise<void> {
    this.#stopAsked.abort();
    await this.#current?.stop();
    await this.#watching;
    // A restart that was under way when we were asked to stop.
    await this.#current?.stop();
    this.#current = undefined;
    process.removeListener('exit', this.#askToStop);
  }

  /** Last resort, when the program ends without having stopped us: nobody can wait any more, but asking is possible. */
  readonly #askToStop = (): void => {
    if (this.#current) sendIfAlive(this.#current.pid, 'SIGINT');
  };

  get #isOver(): boolean {
    return this.#stopAsked.signal.aborted || this.#failure !== undefined;
  }

  async #watch(): Promise<void> {
    while (!this.#isOver) {
      if (this.#current === undefined) {
        await this.#restart();
        continue;
      }
      const cause = await this.#current.ended;
      this.#current = undefined;
      if (!this.#isOver) this.#noteFailure(new Error(`PostgreSQL ended by itself (${cause})`));
    }
  }

  async #restart(): Promise<void> {
    const tries = this.#failedAt.length;
    const pauseMs = tries <= 1 ? 0 : Math.min(LONGEST_PAUSE_MS, 100 * 4 ** (tries - 2));
    await pause(pauseMs, undefined, { signal: this.#stopAsked.signal }).catch(() => undefined);
    if (this.#isOver) return;
    try {
      this.#current = await this.#run();
      this.#log.warn(`PostgreSQL was started again (process ${this.#current.pid}).`);
    } catch (error) {
      this.#noteFailure(error as Error);
    }
  }

  #noteFailure(error: Error): void {
    const now = Date.now();
    this.#failedAt.push(now);
    while (this.#failedAt[0]! < now - WITHIN_MS) this.#failedAt.shift();
    this.#log.error(`${error.message}. Failure ${this.#failedAt.length} within a minute.`);
    if (this.#failedAt.length < FAILURES) return;
    const failure = new Error(
      `PostgreSQL failed ${FAILURES} times within a minute; the last time: ${error.message}`,
      { cause: error },
    );
    this.#failure = failure;
    for (const callback of this.#callbacks) callback(failure);
  }
}
