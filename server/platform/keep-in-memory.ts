import type { Database, Queryable } from './database.ts';
import type { Listener } from './listener.ts';

/** Rows that are read all the time and rarely written, in the memory of this process. */
export type Kept<Value> = {
  /** As this process knows it; what another process has saved is known here a moment later. */
  now(): Value;
  /** Reads it again, for who has just saved something. */
  read(on?: Queryable): Promise<void>;
  close(): void;
};

export type KeepDeps = {
  readonly database: Database;
  readonly listener: Listener;
  readonly log: { error(details: object, message: string): void };
};

export type ToKeep<Value> = {
  /** On which whoever saves something tells. */
  readonly channel: string;
  /** What it is, for the log. */
  readonly what: string;
  read(on: Queryable): Promise<Value>;
};

/** A notice may be lost while the listening connection breaks: what is older is read again by whoever asks next. */
const LOOK_AGAIN_MS = 30_000;

export async function keepInMemory<Value>(
  { database, listener, log }: KeepDeps,
  { channel, what, read: find }: ToKeep<Value>,
): Promise<Kept<Value>> {
  let kept = await find(database);
  let lookedAt = performance.now();
  let isClosed = false;
  /** Looks are numbered, so that a slow answer never undoes a newer one. */
  let begun = 0;
  let shown = 0;

  async function read(on: Queryable = database): Promise<void> {
    lookedAt = performance.now();
    begun += 1;
    const mine = begun;
    const found = await find(on);
    if (mine < shown) return;
    shown = mine;
    kept = found;
  }
  function lookAgain(): void {
    if (isClosed) return;
    read().catch((error: unknown) => {
      if (!isClosed) log.error({ err: error }, `${what} could not be read again`);
    });
  }
  const forget = listener.on(channel, lookAgain);
  return {
    now() {
      if (performance.now() - lookedAt > LOOK_AGAIN_MS) lookAgain();
      return kept;
    },
    read,
    close() {
      isClosed = true;
      forget();
    },
  };
}
